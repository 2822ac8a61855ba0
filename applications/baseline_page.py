"""What the page of the bills shows around its table: the other carriers, the months, the warnings, the sums."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from applications import baseline_words, rules
from applications.explanations import EnergyPanel
from applications.models import Application, BaselineNote, EnergyUse
from applications.rules import BillWarning, criteria_set
from calculations.baseline import billing_periods, by_month
from calculations.quantities import Unit, convert, round_quantity, round_toe
from programs.models import Carrier

BANDS = ("off_peak", "mid_peak", "peak")


@dataclass(frozen=True, slots=True)
class CarrierLink:
    """One carrier in the row of links: how many months of the year have a bill, how many warnings wait."""

    carrier: Carrier
    url: str
    current: bool
    months: int
    waiting: int


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One warning in words, with the row it is about and the note that puts it away."""

    code: str
    key: str
    title: Any
    text: str
    row_id: str
    note: BaselineNote | None


@dataclass(frozen=True, slots=True)
class YearSum:
    """What the bills that begin in the year come to; nobody types it."""

    bills: int
    quantity: str
    unit: str
    cost_krw: int
    vat_krw: int


def address(application: Application, carrier: Carrier) -> str:
    """The page of one carrier's bills."""
    return reverse("applications:energy-carrier", args=[application.uid, carrier.code])


def links(
    application: Application,
    carriers: Iterable[Carrier],
    current: Carrier,
    uses: Sequence[EnergyUse],
    warnings: Iterable[BillWarning],
) -> list[CarrierLink]:
    """The carriers that every factory has, those with bills, and the one that is shown."""
    waiting = Counter(warning.finding.carrier for warning in warnings if warning.is_open)
    own = _by_carrier(uses)
    return [
        CarrierLink(
            carrier,
            address(application, carrier),
            carrier == current,
            len(_months_billed(own.get(carrier.code, []), application.baseline_year)),
            waiting[carrier.code],
        )
        for carrier in carriers
        if carrier.code in rules.USUAL or carrier.code in own or carrier == current
    ]


def lines(
    warnings: Iterable[BillWarning], carrier: Carrier, row_ids: dict[str, str]
) -> tuple[list[WarningLine], list[WarningLine]]:
    """The warnings about one carrier: those that wait, and those that were noted away."""
    own = [
        WarningLine(
            code=warning.finding.code.value,
            key=warning.finding.key,
            title=baseline_words.TITLES[warning.finding.code],
            text=baseline_words.sentence(warning.finding, carrier),
            row_id=next((row_ids[label] for label in warning.finding.labels if label in row_ids), ""),
            note=warning.note,
        )
        for warning in warnings
        if warning.finding.carrier == carrier.code
    ]
    return [line for line in own if line.note is None], [line for line in own if line.note]


def laid_out(
    uses: Sequence[EnergyUse], carrier: Carrier, year: int, day: int, bands: bool
) -> list[dict[str, Any]]:
    """Empty rows for the bills of a year that are not there yet; with ``bands`` three for each month.

    A period that a bill reaches into by more than half is there, for its time band or for the whole day.
    """
    there = [use for use in uses if not (bands and use.band == "")]
    unit = uses[0].unit if uses else carrier.unit
    return [
        {
            "starts_on": start.isoformat(),
            "ends_on": end.isoformat(),
            "laid": f"{start} {end}",
            "band": band,
            "unit": unit,
        }
        for start, end in billing_periods(year, day)
        for band in (BANDS if bands else ("",))
        if not any(_reaches_into(use, start, end) for use in there if use.band == band or not bands)
    ]


def months(uses: Sequence[EnergyUse], year: int) -> tuple[list[tuple[str, Decimal, str]], str]:
    """Twelve months of one carrier as rows of a chart, and their unit: bills are spread over their days."""
    if not uses:
        return [], ""
    unit = Unit(Counter(use.unit for use in uses).most_common(1)[0][0])
    amounts = by_month([rules.bill(use) for use in uses], year, unit)
    if not any(amount is not None for amount in amounts):
        return [], ""
    rows = [
        (
            date_format(date(year, number, 1), "YEAR_MONTH_FORMAT"),
            amount or Decimal(0),
            "–" if amount is None else f"{_number(amount)} {unit}",
        )
        for number, amount in enumerate(amounts, start=1)
    ]
    return rows, unit.value


def year_sum(uses: Iterable[EnergyUse], year: int) -> list[YearSum]:
    """Sums of the bills that begin in the year, one for each kind of measure: MJ and Nm3 do not add up."""
    sums = []
    own = [use for use in uses if use.starts_on.year == year]
    for dimension in dict.fromkeys(Unit(use.unit).dimension for use in own):
        rows = [use for use in own if Unit(use.unit).dimension is dimension]
        unit = Unit(Counter(use.unit for use in rows).most_common(1)[0][0])
        total = sum((convert(use.quantity, Unit(use.unit), unit) for use in rows), Decimal(0))
        sums.append(
            YearSum(
                len(rows),
                _number(total),
                unit.value,
                sum(use.cost_krw or 0 for use in rows),
                sum(use.vat_krw or 0 for use in rows),
            )
        )
    return sums


@dataclass(frozen=True, slots=True)
class CarrierYear:
    """What a carrier comes to in the baseline year, for whoever reads the application."""

    carrier: Carrier
    sums: list[YearSum]


def for_readers(application: Application) -> dict[str, Any]:
    """The bills of the baseline year as officials and the firm read them: sums, every bill, what to look at."""
    uses = rules.site_uses(application)
    in_year = [use for use in uses if use.starts_on.year == application.baseline_year]
    years = [
        CarrierYear(own[0].carrier, year_sum(own, own[0].starts_on.year))
        for own in _by_carrier(in_year).values()
    ]
    carriers = {use.carrier_id: use.carrier for use in uses}
    warnings = [
        (
            baseline_words.sentence(warning.finding, carriers[warning.finding.carrier]),
            warning.note,
        )
        for warning in rules.baseline_warnings(application, uses)
    ]
    return {"uses": in_year, "bill_years": years, "bill_warnings": warnings}


@dataclass(frozen=True, slots=True)
class ToeLimit:
    """The limit of the call against the site's TOE on the basis that counts; compared before rounding."""

    text: str
    is_met: bool
    toe: int
    limit: int
    wording: str
    short: str


def toe_limit(application: Application, energy: EnergyPanel | None) -> ToeLimit | None:
    """Where the site stands against the call's limit; None without energy or without such a condition."""
    if energy is None:
        return None
    rows = criteria_set(application.case).criteria.filter(fact="site_toe", operator__in=("lt", "le"))
    criterion = rows.first()
    if criterion is None:
        return None
    limit = Decimal(criterion.threshold)
    is_strict = criterion.operator == "lt"
    is_met = energy.toe < limit if is_strict else energy.toe <= limit
    toe = _beside(energy.toe, limit)
    template = _("less than %(limit)s TOE") if is_strict else _("at most %(limit)s TOE")
    wording = template % {"limit": _number(limit)}
    if is_met:
        text = _("%(toe)s TOE a year (%(basis)s) keep to the limit of the call (%(wording)s).")
    else:
        text = _(
            "%(toe)s TOE a year (%(basis)s) exceed the limit of the call (%(wording)s). "
            "Correct the bills if the figure is wrong."
        )
    shown = text % {"toe": toe, "basis": energy.basis, "wording": wording}
    return ToeLimit(shown, is_met, int(energy.toe), int(limit), wording, f"{toe} TOE")


def _beside(toe: Decimal, limit: Decimal) -> str:
    """Two decimals, unless rounding would put the figure on the limit."""
    rounded = round_toe(toe)
    if rounded == limit != toe:
        return _number(toe)
    return str(number_format(rounded, decimal_pos=2, force_grouping=True))


def _reaches_into(use: EnergyUse, start: date, end: date) -> bool:
    """Whether a bill covers more than half of a period."""
    shared = (min(use.ends_on, end) - max(use.starts_on, start)).days + 1
    return 2 * shared > (end - start).days + 1


def _by_carrier(uses: Iterable[EnergyUse]) -> dict[str, list[EnergyUse]]:
    own: dict[str, list[EnergyUse]] = {}
    for use in uses:
        own.setdefault(use.carrier_id, []).append(use)
    return own


def _months_billed(uses: Iterable[EnergyUse], year: int | None) -> set[int]:
    """Months of the year in which some bill has a day."""
    if year is None:
        return set()
    return {
        month
        for use in uses
        for month in range(1, 13)
        if (use.starts_on.year, use.starts_on.month) <= (year, month) <= (use.ends_on.year, use.ends_on.month)
    }


def _number(amount: Decimal) -> str:
    return str(number_format(f"{round_quantity(amount).normalize():f}", force_grouping=True))
