"""Words for what the bills of a site should be looked at for: what, where, and what to do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Band
from calculations.baseline import Code, Finding
from calculations.quantities import round_won_half_up

DAY = "Y. n. j."
TITLES: dict[Code, Promise] = {
    Code.GAP_MONTH: gettext_lazy("Missing month"),
    Code.GAP_DAYS: gettext_lazy("Missing days"),
    Code.OVERLAP: gettext_lazy("Entered twice"),
    Code.BAND_DOUBLE: gettext_lazy("Entered twice"),
    Code.UNIT_SLIP: gettext_lazy("Unit"),
    Code.OUTLIER: gettext_lazy("Unusual quantity"),
    Code.ZERO: gettext_lazy("Zero"),
    Code.PRICE: gettext_lazy("Unusual price"),
    Code.VAT: gettext_lazy("VAT"),
}


def sentence(finding: Finding, carrier: object) -> str:
    """One finding in the reader's language. ``carrier`` is shown by its name."""
    known: dict[str, Any] = {
        "carrier": carrier,
        "start": date_format(finding.starts_on, DAY),
        "end": date_format(finding.ends_on, DAY),
        **finding.figures,
        "month": date_format(finding.starts_on, "YEAR_MONTH_FORMAT"),
    }
    return _WORDING[finding.code](known)


def band_name(band: str) -> str:
    """A time band by its name; empty for the whole day."""
    return str(Band(band).label) if band else ""


def _gap_month(known: Mapping[str, Any]) -> str:
    return _("%(carrier)s of %(month)s is missing. Enter 0 if nothing was used.") % known


def _gap_days(known: Mapping[str, Any]) -> str:
    return (
        _("%(carrier)s from %(start)s to %(end)s is missing. Enter the bill, or 0 if nothing was used.")
        % known
    )


def _overlap(known: Mapping[str, Any]) -> str:
    text = _(
        "Two bills of %(carrier)s share %(days)s days (%(start)s to %(end)s). Check the periods, "
        "or give each bill its meter number."
    )
    return text % known


def _band_double(known: Mapping[str, Any]) -> str:
    text = _(
        "%(carrier)s from %(start)s to %(end)s is entered by time band and for the whole day. "
        "Take one of the two back."
    )
    return text % known


def _unit_slip(known: Mapping[str, Any]) -> str:
    wording = {
        (True, True): _(
            "%(start)s to %(end)s: a thousand times last month. "
            "Check whether the unit is %(unit)s or %(other_unit)s."
        ),
        (True, False): _(
            "%(start)s to %(end)s: a thousandth of last month. "
            "Check whether the unit is %(unit)s or %(other_unit)s."
        ),
        (False, True): _(
            "%(start)s to %(end)s: a thousand times the other months. "
            "Check whether the unit is %(unit)s or %(other_unit)s."
        ),
        (False, False): _(
            "%(start)s to %(end)s: a thousandth of the other months. "
            "Check whether the unit is %(unit)s or %(other_unit)s."
        ),
    }
    return wording[known["than_previous"], known["larger"]] % known


def _outlier(known: Mapping[str, Any]) -> str:
    text = _(
        "%(start)s to %(end)s: %(times)s times as much as in an ordinary month. Check quantity and unit."
    )
    return text % known


def _zero(known: Mapping[str, Any]) -> str:
    if known["paid"]:
        return _("%(start)s to %(end)s: the quantity is 0 but there is a price. Check the quantity.") % known
    return _("%(start)s to %(end)s: the quantity is 0. Check that nothing was used.") % known


def _price(known: Mapping[str, Any]) -> str:
    text = _(
        "%(start)s to %(end)s: %(price)s won for one %(unit)s, elsewhere about %(usual)s won. "
        "Check quantity, unit and price."
    )
    return text % {**known, "price": _won(known["price_krw"]), "usual": _won(known["usual_krw"])}


def _vat(known: Mapping[str, Any]) -> str:
    text = _(
        "%(start)s to %(end)s: VAT of %(vat)s won is not a tenth of %(cost)s won. "
        "Check the supply price and the VAT."
    )
    return text % {**known, "vat": _won(known["vat_krw"]), "cost": _won(known["cost_krw"])}


def _won(amount: Any) -> str:
    """Whole won; a price below 100 won keeps a decimal."""
    if 0 < amount < 100:
        return str(number_format(round(amount, 1), decimal_pos=1))
    whole = amount if isinstance(amount, int) else round_won_half_up(amount)
    return str(number_format(whole, force_grouping=True))


_WORDING: dict[Code, Callable[[Mapping[str, Any]], str]] = {
    Code.GAP_MONTH: _gap_month,
    Code.GAP_DAYS: _gap_days,
    Code.OVERLAP: _overlap,
    Code.BAND_DOUBLE: _band_double,
    Code.UNIT_SLIP: _unit_slip,
    Code.OUTLIER: _outlier,
    Code.ZERO: _zero,
    Code.PRICE: _price,
    Code.VAT: _vat,
}
