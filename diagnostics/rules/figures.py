"""What the streams of a measure come to: won, MJ, TOE and tCO2eq a year, payback, rank.

Formulas live in ``calculations.savings``; here rows of the database go in and out of them. Estimates, what the firm
reported and what was verified are three bases that are never mixed: figures of a basis on which nobody has said
anything are None, not zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import DecimalField
from django.utils.translation import gettext as _

from calculations import savings
from calculations.energy import ElectricityBasis, Use
from calculations.factors import FactorMissing, FactorTable, ResourceKind
from calculations.quantities import Unit, UnitError, round_quantity
from diagnostics.models import Measure, MeasureStream, StreamFigure
from workflow.errors import BadData
from workflow.models import Case

ESTIMATED = StreamFigure.Basis.ESTIMATED


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of the time that a yearly figure stands for."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What somebody says of one stream: saved quantity a year in the stream's unit, KRW per unit without VAT.

    Without a price the estimated one holds.
    """

    stream: MeasureStream
    quantity: Decimal
    price_krw: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A year's effect on one basis. Payback is None when nothing is saved."""

    saved_krw: int
    mj: Decimal
    toe: Decimal
    tco2eq: Decimal
    cost_krw: int
    payback_years: Decimal | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measure in its place: within the payback line of the round first, then the shorter payback."""

    rank: int
    measure: Measure
    figures: Figures | None
    within_line: bool

    @property
    def payback_years(self) -> Decimal | None:
        return self.figures.payback_years if self.figures else None

    @property
    def saved_krw(self) -> int:
        return self.figures.saved_krw if self.figures else 0


def figures(measure: Measure, basis: str = ESTIMATED, *, cost_krw: int | None = None) -> Figures | None:
    """The measure's stored figures on a basis: the latest of each stream, summed; None when there are none.

    ``cost_krw`` replaces the estimated cost where the actual one is known. Reads ``streams__figures``.
    """
    rows = [row for stream in measure.streams.all() if (row := latest_figure(stream, basis))]
    if not rows:
        return None
    return _sum(rows, measure.cost_krw if cost_krw is None else cost_krw)


def totals(measures: Iterable[Measure], basis: str = ESTIMATED) -> Figures | None:
    """Sums over measures, as the columns of a table of them add up; None when none has figures on the basis.

    The cost is that of all of them: one without figures costs as well.
    """
    measures = list(measures)
    rows = [
        row
        for measure in measures
        for stream in measure.streams.all()
        if (row := latest_figure(stream, basis))
    ]
    return _sum(rows, sum(measure.cost_krw for measure in measures)) if rows else None


def ranked(measures: Iterable[Measure], basis: str = ESTIMATED) -> list[Ranked]:
    """Measures in the order in which they are proposed; the line is the round's (two years in the 2021 call)."""
    measures = list(measures)
    if not measures:
        return []
    limit = measures[0].case.payback_line
    places = []
    for measure in measures:
        found = figures(measure, basis)
        within = savings.within_payback_line(found.payback_years if found else None, limit)
        places.append(Ranked(rank=0, measure=measure, figures=found, within_line=within))
    return [replace(place, rank=rank) for rank, place in enumerate(savings.ranked(places, limit), start=1)]


def latest_figure(stream: MeasureStream, basis: str) -> StreamFigure | None:
    """The figure of the latest period; each is a year's saving, so periods are never added up."""
    rows = [row for row in stream.figures.all() if row.basis == basis]
    return max(rows, key=lambda row: row.period_from, default=None)


def estimate_period(case: Case) -> Period:
    """Estimates are stated for the calendar year of the round."""
    year = case.round.year
    return Period(date(year, 1, 1), date(year, 12, 31))


def effect(rows: Sequence[FigureRow], cost_krw: int, table: FactorTable, basis: str) -> savings.Effect:
    """The yearly effect of streams, unrounded but for won. Raises BadData naming the stream that does not compute.

    ``basis`` is the round's reading of electricity (``ElectricityBasis``).
    """
    streams = [_stream(row) for row in rows]
    electricity = ElectricityBasis(basis)
    errors: dict[str, list[str]] = {}
    for index, stream in enumerate(streams):
        try:
            savings.measure_effect([stream], cost_krw=cost_krw, table=table, basis=electricity)
        except UnitError:
            errors[f"streams.{index}.unit"] = [_("This unit does not fit the resource.")]
        except FactorMissing:
            errors[f"streams.{index}.carrier"] = [
                _("The factor set %(set)s of this case has no factor for this resource.")
                % {"set": table.code}
            ]
    if errors:
        raise BadData(errors)
    return savings.measure_effect(streams, cost_krw=cost_krw, table=table, basis=electricity)


def kept(value: Decimal, places: int) -> Decimal:
    """A result as it is stored: half up, with more places than any page or paper shows."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def require_storable(figure: StreamFigure, index: int) -> None:
    """Refuse a figure too large for its column: a slipped unit rather than a saving."""
    for field in StreamFigure._meta.concrete_fields:
        if not isinstance(field, DecimalField):
            continue
        if abs(getattr(figure, field.name)) >= Decimal(10) ** (field.max_digits - field.decimal_places):
            raise BadData({f"streams.{index}.quantity": [_("This is too large. Check the unit.")]})
    if abs(figure.saved_krw) >= 10**15:
        raise BadData({f"streams.{index}.price_krw": [_("This is too large. Check the unit.")]})


def _stream(row: FigureRow) -> savings.Stream:
    carrier = row.stream.carrier
    return savings.Stream(
        use=Use(
            carrier=carrier.code,
            quantity=round_quantity(row.quantity),
            unit=Unit(row.stream.unit),
            kind=ResourceKind(carrier.kind),
        ),
        price_krw=_price(row),
    )


def _price(row: FigureRow) -> Decimal:
    if row.price_krw is not None:
        return kept(row.price_krw, 4)
    estimated = latest_figure(row.stream, ESTIMATED)
    return estimated.price_krw if estimated else Decimal(0)


def _sum(rows: Sequence[StreamFigure], cost_krw: int) -> Figures:
    saved_krw = sum(row.saved_krw for row in rows)
    return Figures(
        saved_krw=saved_krw,
        mj=sum((row.saved_mj for row in rows), Decimal(0)),
        toe=sum((row.saved_toe for row in rows), Decimal(0)),
        tco2eq=sum((row.saved_tco2eq for row in rows), Decimal(0)),
        cost_krw=cost_krw,
        payback_years=savings.payback_years(cost_krw, saved_krw),
    )
