"""``{% load setup_figures %}``: fractions, factors and differences as the setup pages show them."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from calculations.quantities import round_percent
from portal.components.figures import ABSENT

register = template.Library()


@register.filter
def share(fraction: Decimal) -> str:
    """0.67 as "67 %", 0.125 as "12.5 %"."""
    return f"{round_percent(fraction * 100).normalize():f} %"


@register.filter
def plain_figure(value: Decimal) -> str:
    """All digits of a published figure, without trailing zeros: 43.10000000 as "43.1"."""
    return f"{value.normalize():,f}"


@register.filter
def figure_or_gap(value: Decimal | None) -> str:
    """A computed figure, or why there is none."""
    return _("a factor is missing") if value is None else f"{value:,f}"


@register.filter
def signed_percent(percent: Decimal | None) -> str:
    """How much more or less: "+1.5 %", "0 %"."""
    return ABSENT if percent is None else f"{percent.normalize():+f} %" if percent else "0 %"


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """What a carrier is called; a figure without carrier holds for all."""
    return names.get(code, code) if code else _("all carriers")
