"""Amounts and decimals as people read them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

# An absent figure: a dash, never 0, which would be a statement.
ABSENT = "–"


def won(amount: int | None) -> str:
    """Whole won with thousands separators and the unit: "1,234,567원"."""
    if amount is None:
        return ABSENT
    return _("%(amount)s won") % {"amount": f"{amount:,d}"}


def decimal_places(value: Decimal | int | None, places: int) -> str:
    """A decimal rounded half up for display only, with separators: "1,234.50"."""
    if value is None:
        return ABSENT
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}"
