"""A measure's streams and cost → yearly saving, energy, emissions and simple payback.

Simple payback (years) = investment ÷ yearly net saving, without interest. The call puts measures that
pay back within two years first ("2년 이내 투자회수 기술 우선", notice of 2021-07-09); the line itself is
a setting of the round and counts as met at exactly two years.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from calculations.emissions import EmissionLine, emission_line
from calculations.energy import ElectricityBasis, EnergyLine, Use, energy_line
from calculations.factors import FactorTable, ResourceKind
from calculations.quantities import round_won_half_up

FORMULA = "savings/1"


@dataclass(frozen=True)
class Stream:
    """What a measure saves of one carrier in a year; a negative quantity is additional use."""

    use: Use
    price_krw: Decimal  # KRW per unit of the use


@dataclass(frozen=True)
class StreamSaving:
    """One stream's result. ``energy`` and ``emission`` are None for water, waste and materials."""

    stream: Stream
    saved_krw: int
    energy: EnergyLine | None
    emission: EmissionLine | None


@dataclass(frozen=True)
class Effect:
    """A measure's yearly effect; physical sums are unrounded, money is whole KRW."""

    streams: tuple[StreamSaving, ...]
    saved_krw: int
    saved_mj: Decimal
    saved_toe: Decimal
    saved_tco2eq: Decimal
    payback_years: Decimal | None
    formula: str = FORMULA


class Rankable(Protocol):
    """What ranking needs to know of a measure."""

    @property
    def payback_years(self) -> Decimal | None: ...
    @property
    def saved_krw(self) -> int: ...


M = TypeVar("M", bound=Rankable)


def measure_effect(
    streams: Sequence[Stream],
    *,
    cost_krw: int,
    table: FactorTable,
    basis: ElectricityBasis,
    running_cost_krw: int = 0,
) -> Effect:
    """Effect of one measure per year.

    ``cost_krw`` is the investment without VAT, ``running_cost_krw`` what the measure itself costs each
    year (filters, chemicals); it lowers the saving. Each stream's saving is rounded to the nearest won
    and the total is the sum of the rounded, so that the printed column adds up. MJ is gross heat.
    Raises ValueError for a negative cost, FactorMissing and UnitError.
    """
    if cost_krw < 0 or running_cost_krw < 0:
        raise ValueError("a cost cannot be negative")
    lines = tuple(_stream_saving(stream, table, basis) for stream in streams)
    saved_krw = sum(line.saved_krw for line in lines) - running_cost_krw
    energies = [line.energy for line in lines if line.energy is not None]
    emissions = [line.emission for line in lines if line.emission is not None]
    return Effect(
        streams=lines,
        saved_krw=saved_krw,
        saved_mj=sum((energy.gross_mj for energy in energies), Decimal(0)),
        saved_toe=sum((energy.toe for energy in energies), Decimal(0)),
        saved_tco2eq=sum((emission.tco2eq for emission in emissions), Decimal(0)),
        payback_years=payback_years(cost_krw, saved_krw),
    )


def payback_years(cost_krw: int, saved_krw: int) -> Decimal | None:
    """Simple payback in years, unrounded; None when nothing is saved, 0 when it costs nothing."""
    if saved_krw <= 0:
        return None
    return Decimal(cost_krw) / Decimal(saved_krw)


def within_payback_line(payback: Decimal | None, limit_years: Decimal | int) -> bool:
    """Whether a measure pays back within ``limit_years`` ("이내": the limit itself counts)."""
    return payback is not None and payback <= limit_years


def ranked(measures: Iterable[M], limit_years: Decimal | int) -> list[M]:
    """Order measures: within the payback line first, then shorter payback, then greater saving.

    Measures that never pay back come last. Equal ones keep their order.
    """
    return sorted(measures, key=lambda measure: ranking_key(measure, limit_years))


def ranking_key(measure: Rankable, limit_years: Decimal | int) -> tuple[bool, bool, Decimal, int]:
    """Sort key of ``ranked``; smaller comes first."""
    payback = measure.payback_years
    return (
        not within_payback_line(payback, limit_years),
        payback is None,
        payback if payback is not None else Decimal(0),
        -measure.saved_krw,
    )


def _stream_saving(stream: Stream, table: FactorTable, basis: ElectricityBasis) -> StreamSaving:
    is_energy = stream.use.kind is ResourceKind.ENERGY
    return StreamSaving(
        stream=stream,
        saved_krw=round_won_half_up(stream.use.quantity * stream.price_krw),
        energy=energy_line(stream.use, table, basis) if is_energy else None,
        emission=emission_line(stream.use, table) if is_energy else None,
    )
