"""``{% load setup_figures %}``: fractions as the setup pages show them."""

from decimal import Decimal

from django import template

from calculations.quantities import round_percent

register = template.Library()


@register.filter
def share(fraction: Decimal) -> str:
    """0.67 as "67 %", 0.125 as "12.5 %"."""
    return f"{round_percent(fraction * 100).normalize():f} %"
