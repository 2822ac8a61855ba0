"""Bills of a year as a site has them: spread over months, and what looks wrong about them.

Bills run from meter reading to meter reading, so months are compared after each bill was spread evenly over its days.
Nothing here forbids anything: a finding asks a person to look. Its thresholds are conventions, not law:

- a unit slip is a bill whose daily quantity is 300 to 3,000 times that of the others, or as many times less
  (kWh for MWh, MJ for GJ);
- an outlier has a modified z-score above 3.5 (Iglewicz and Hoaglin 1993: 0.6745 · |x − median| / MAD), the MAD counted
  as at least a tenth of the median so that a very even year does not warn about small steps;
- a price is implausible above five times, or below a fifth, of the usual price, or three times that of the other bills;
- VAT in Korea is a tenth of the supply price: outside 9 to 11 % it is asked about.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from calculations.quantities import Dimension, Unit, convert

SLIP_FROM, SLIP_UNTIL = Decimal(300), Decimal(3000)
Z_LIMIT, Z_SCALE = Decimal("3.5"), Decimal("0.6745")
LEAST_SPREAD = Decimal("0.1")
FEWEST_FOR_OUTLIERS = 5
FEWEST_FOR_OWN_PRICE = 4
PRICE_FACTOR, OWN_PRICE_FACTOR = Decimal(5), Decimal(3)
VAT_LOW, VAT_HIGH, VAT_LEAST_KRW = Decimal("0.09"), Decimal("0.11"), 10
STEP = Decimal("0.001")
ONE_DAY = timedelta(days=1)
K = TypeVar("K", bound=Hashable)

# The unit that is a thousand times larger or smaller, in which the same figure is often written.
_NATURAL: dict[Dimension, Unit] = {
    Dimension.ELECTRICITY: Unit.KWH,
    Dimension.HEAT: Unit.MJ,
    Dimension.VOLUME: Unit.L,
    Dimension.NORMAL_VOLUME: Unit.NM3,
    Dimension.MASS: Unit.KG,
}
_PAIRS: dict[Unit, Unit] = {
    Unit.KWH: Unit.MWH,
    Unit.MJ: Unit.GJ,
    Unit.GJ: Unit.TJ,
    Unit.L: Unit.KL,
    Unit.NM3: Unit.THOUSAND_NM3,
    Unit.KG: Unit.T,
}
_PAIRS |= {
    Unit.MWH: Unit.KWH,
    Unit.TJ: Unit.GJ,
    Unit.KL: Unit.L,
    Unit.THOUSAND_NM3: Unit.NM3,
    Unit.T: Unit.KG,
}


class Code(StrEnum):
    """What a finding is about."""

    GAP_MONTH = "gap_month"
    GAP_DAYS = "gap_days"
    OVERLAP = "overlap"
    BAND_DOUBLE = "band_double"
    UNIT_SLIP = "unit_slip"
    OUTLIER = "outlier"
    ZERO = "zero"
    PRICE = "price"
    VAT = "vat"


@dataclass(frozen=True, slots=True)
class Bill:
    """One row of the table: ``quantity`` in ``unit`` from ``starts_on`` to ``ends_on``, both included.

    ``label`` is the caller's name for the row; costs are whole won without VAT, VAT apart.
    """

    label: str
    carrier: str
    starts_on: date
    ends_on: date
    quantity: Decimal
    unit: Unit
    band: str = ""
    meter: str = ""
    cost_krw: int | None = None
    vat_krw: int | None = None

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    @property
    def amount(self) -> Decimal:
        """The quantity in the smallest unit of what it measures: kWh, MJ, L, Nm3, kg."""
        return convert(self.quantity, self.unit, _NATURAL[self.unit.dimension])

    @property
    def series(self) -> tuple[str, str, str, Dimension]:
        """What may be compared: one carrier, meter and time band, measured in the same way."""
        return (self.carrier, self.meter, self.band, self.unit.dimension)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at.

    ``key`` names it with the figures it rests on, so that other figures are another finding. ``labels`` are the bills
    it is about; ``figures`` what its wording needs.
    """

    code: Code
    carrier: str
    key: str
    starts_on: date
    ends_on: date
    labels: tuple[str, ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)


# -- spreading ---------------------------------------------------------------------------------------------------


def spread(starts_on: date, ends_on: date, quantity: Decimal) -> dict[tuple[int, int], Decimal]:
    """``quantity`` evenly over the days of a period, by (year, month); the parts sum up to it exactly.

    Raises ValueError for a period that ends before it begins.
    """
    if ends_on < starts_on:
        raise ValueError(f"{starts_on} to {ends_on} is no period")
    total_days = (ends_on - starts_on).days + 1
    parts: dict[tuple[int, int], Decimal] = {}
    given, gone, day = Decimal(0), 0, starts_on
    while day <= ends_on:
        last = min(_month_end(day), ends_on)
        gone += (last - day).days + 1
        until_here = quantity if gone == total_days else _rounded(quantity * gone / total_days)
        parts[(day.year, day.month)] = until_here - given
        given, day = until_here, last + ONE_DAY
    return parts


def by_month(bills: Iterable[Bill], year: int, unit: Unit) -> list[Decimal | None]:
    """Twelve months of a year in ``unit``, None where no bill has a day; bills of other dimensions are left out."""
    months: list[Decimal | None] = [None] * 12
    for bill in bills:
        if bill.unit.dimension is not unit.dimension:
            continue
        for (in_year, month), part in spread(
            bill.starts_on, bill.ends_on, convert(bill.quantity, bill.unit, unit)
        ).items():
            if in_year == year:
                months[month - 1] = (months[month - 1] or Decimal(0)) + part
    return months


def billing_periods(year: int, first_day: int = 1) -> list[tuple[date, date]]:
    """Twelve periods of a year that begin on a day of the month (검침일), 1 to 28. Raises ValueError."""
    if not 1 <= first_day <= 28:
        raise ValueError(f"{first_day} is not in every month")
    starts = [date(year, month, first_day) for month in range(1, 13)] + [date(year + 1, 1, first_day)]
    return [(start, following - ONE_DAY) for start, following in pairwise(starts)]


def uncovered(bills: Iterable[Bill], first: date, last: date) -> list[tuple[date, date]]:
    """Periods between two days, both included, for which there is no bill."""
    gaps, next_day = [], first
    for bill in sorted(bills, key=lambda bill: bill.starts_on):
        if bill.starts_on > last:
            break
        if bill.starts_on > next_day:
            gaps.append((next_day, bill.starts_on - ONE_DAY))
        next_day = max(next_day, bill.ends_on + ONE_DAY)
    if next_day <= last:
        gaps.append((next_day, last))
    return gaps


# -- findings ----------------------------------------------------------------------------------------------------


def findings(
    bills: Iterable[Bill],
    year: int,
    metered: Iterable[str] = (),
    prices: Mapping[tuple[str, Unit], Decimal] | None = None,
) -> list[Finding]:
    """Everything about the bills of a year that a person should look at, by carrier and day.

    ``bills`` may contain those of the neighbouring years: they close gaps and are compared, but nothing is said about
    them. ``metered`` are the carriers that have a bill for every day of the year. ``prices`` are usual prices in won
    for one of a unit, by carrier and unit.
    """
    rows = sorted(bills, key=lambda bill: (bill.carrier, bill.starts_on, bill.ends_on, bill.band, bill.meter))
    found: list[Finding] = []
    for carrier, own in _grouped(rows, lambda bill: bill.carrier).items():
        if carrier in metered:
            found += _gaps(carrier, own, year)
        found += _overlaps(own)
    for series in _grouped(rows, lambda bill: bill.series).values():
        slips = _slips(series)
        slipped = {finding.labels[0] for finding in slips}
        sound = [bill for bill in series if bill.label not in slipped]
        found += [*slips, *_outliers(sound), *_zeros(sound), *_prices(sound, prices or {}), *_vat(series)]
    in_year = [finding for finding in found if _touches(finding, year)]
    return sorted(in_year, key=lambda finding: (finding.carrier, finding.starts_on, finding.code))


def _touches(finding: Finding, year: int) -> bool:
    return finding.starts_on.year <= year <= finding.ends_on.year


def _gaps(carrier: str, bills: Sequence[Bill], year: int) -> Iterator[Finding]:
    """Whole months one by one, since each is a bill to look for; other days as periods."""
    if not any(bill.starts_on.year <= year <= bill.ends_on.year for bill in bills):
        return
    for first, last in uncovered(bills, date(year, 1, 1), date(year, 12, 31)):
        for start, end in _by_months(first, last):
            whole = start.day == 1 and end == _month_end(start)
            code = Code.GAP_MONTH if whole else Code.GAP_DAYS
            yield Finding(code, carrier, f"{carrier}:{start}:{end}", start, end, (), {"month": start.month})


def _by_months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A gap cut into its whole months and what is left before and after them."""
    day = first
    while day <= last:
        end = min(_month_end(day), last)
        yield day, end
        day = end + ONE_DAY


def _overlaps(bills: Sequence[Bill]) -> Iterator[Finding]:
    """Days billed twice on one meter: in the same band, or once by band and once for the whole day."""
    for own in _grouped(bills, lambda bill: bill.meter).values():
        for code, first, second in _overlapping(own):
            start, end = max(first.starts_on, second.starts_on), min(first.ends_on, second.ends_on)
            key = f"{first.carrier}:{first.meter}:{first.band}:{second.band}:{start}:{end}"
            figures = {"days": (end - start).days + 1}
            yield Finding(code, first.carrier, key, start, end, (first.label, second.label), figures)


def _overlapping(bills: Sequence[Bill]) -> Iterator[tuple[Code, Bill, Bill]]:
    """Pairs that share days; each bill against the one of its kind that reaches furthest so far.

    The day of the reading stands on both bills of many suppliers: one shared day is none.
    """
    furthest: dict[str, Bill] = {}
    asked: set[str] = set()
    for bill in bills:
        other = furthest.get(bill.band)
        if other and other.ends_on > bill.starts_on:
            yield Code.OVERLAP, other, bill
        for mixed in _of_the_other_kind(bill, furthest):
            whole_day = bill if mixed.band else mixed
            if whole_day.label not in asked:
                asked.add(whole_day.label)
                yield Code.BAND_DOUBLE, mixed, bill
        if other is None or bill.ends_on > other.ends_on:
            furthest[bill.band] = bill


def _of_the_other_kind(bill: Bill, furthest: Mapping[str, Bill]) -> Iterator[Bill]:
    """Bills by time band that reach into one for the whole day, or the other way round."""
    for band, other in furthest.items():
        if bool(band) is not bool(bill.band) and other.ends_on > bill.starts_on:
            yield other


def _slips(series: Sequence[Bill]) -> list[Finding]:
    """Bills a thousand times off the others; of two bills, the later one is asked about."""
    rows = [bill for bill in series if bill.quantity > 0]
    daily = [bill.amount / bill.days for bill in rows]
    found = []
    for number, bill in enumerate(rows):
        others = daily[:number] + (daily[number + 1 :] if len(rows) > 2 else [])
        times = daily[number] / _median(others) if others else Decimal(1)
        if _is_slip(times) and bill.unit in _PAIRS:
            before = daily[number] / daily[number - 1] if number else Decimal(0)
            figures = {
                "larger": times > 1,
                "than_previous": bool(before) and _is_slip(before) and (before > 1) is (times > 1),
                "unit": bill.unit,
                "other_unit": _other_unit(bill.unit, rows, times > 1),
            }
            found.append(_about(Code.UNIT_SLIP, bill, figures))
    return found


def _other_unit(unit: Unit, rows: Sequence[Bill], larger: bool) -> Unit:
    """The unit that the bill was probably meant in."""
    if unit is Unit.GJ:
        return Unit.MJ if larger else Unit.TJ
    return next((bill.unit for bill in rows if bill.unit is _PAIRS[unit]), _PAIRS[unit])


def _is_slip(times: Decimal) -> bool:
    return SLIP_FROM <= times <= SLIP_UNTIL or 1 / SLIP_UNTIL <= times <= 1 / SLIP_FROM


def _outliers(series: Sequence[Bill]) -> Iterator[Finding]:
    rows = [bill for bill in series if bill.quantity > 0]
    if len(rows) < FEWEST_FOR_OUTLIERS:
        return
    daily = [bill.amount / bill.days for bill in rows]
    middle = _median(daily)
    spread_ = max(_median([abs(value - middle) for value in daily]), middle * LEAST_SPREAD)
    for bill, value in zip(rows, daily, strict=True):
        if Z_SCALE * abs(value - middle) / spread_ > Z_LIMIT:
            times = (value / middle).quantize(Decimal("0.1") if value >= middle else Decimal("0.01"))
            yield _about(Code.OUTLIER, bill, {"times": times, "larger": value > middle})


def _zeros(series: Sequence[Bill]) -> Iterator[Finding]:
    """A zero among bills that are none, or one that was paid for."""
    used = any(bill.quantity > 0 for bill in series)
    for bill in series:
        if bill.quantity == 0 and (used or bill.cost_krw):
            yield _about(Code.ZERO, bill, {"paid": bool(bill.cost_krw)})


def _prices(series: Sequence[Bill], usual: Mapping[tuple[str, Unit], Decimal]) -> Iterator[Finding]:
    priced = [bill for bill in series if bill.cost_krw and bill.quantity > 0]
    own = [Decimal(bill.cost_krw or 0) / bill.amount for bill in priced]
    for number, bill in enumerate(priced):
        others = own[:number] + own[number + 1 :]
        expected, factor = _expected(bill, others, usual)
        if expected and not 1 / factor <= own[number] / expected <= factor:
            scale = convert(1, bill.unit, _NATURAL[bill.unit.dimension])
            figures = {"price_krw": own[number] * scale, "usual_krw": expected * scale, "unit": bill.unit}
            yield _about(Code.PRICE, bill, figures)


def _expected(
    bill: Bill, others: Sequence[Decimal], usual: Mapping[tuple[str, Unit], Decimal]
) -> tuple[Decimal | None, Decimal]:
    """The price to compare with, for the smallest unit: that of the other bills where there are enough."""
    if len(others) + 1 >= FEWEST_FOR_OWN_PRICE:
        return _median(others), OWN_PRICE_FACTOR
    return usual.get((bill.carrier, _NATURAL[bill.unit.dimension])), PRICE_FACTOR


def _vat(series: Sequence[Bill]) -> Iterator[Finding]:
    for bill in series:
        if bill.vat_krw is None or bill.cost_krw is None:
            continue
        low, high = bill.cost_krw * VAT_LOW - VAT_LEAST_KRW, bill.cost_krw * VAT_HIGH + VAT_LEAST_KRW
        if bill.vat_krw and not low <= bill.vat_krw <= high:
            yield _about(Code.VAT, bill, {"vat_krw": bill.vat_krw, "cost_krw": bill.cost_krw})


def _about(code: Code, bill: Bill, figures: Mapping[str, object]) -> Finding:
    key = ":".join(
        (
            *(bill.carrier, bill.meter, bill.band, str(bill.starts_on), str(bill.ends_on)),
            *(f"{bill.quantity.normalize():f}{bill.unit}", str(bill.cost_krw or "")),
        )
    )
    return Finding(code, bill.carrier, key, bill.starts_on, bill.ends_on, (bill.label,), figures)


def _grouped(bills: Iterable[Bill], key: Callable[[Bill], K]) -> dict[K, list[Bill]]:
    groups: dict[K, list[Bill]] = defaultdict(list)
    for bill in bills:
        groups[key(bill)].append(bill)
    return groups


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE_DAY


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(STEP, rounding=ROUND_HALF_UP)
