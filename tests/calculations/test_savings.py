"""The worked examples of docs/calculations.md, "Savings"."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.energy import ElectricityBasis, Use
from calculations.factors import FactorMissing, ResourceKind
from calculations.quantities import Unit
from calculations.savings import Stream, measure_effect, payback_years, ranked, within_payback_line

CONSUMPTION = ElectricityBasis.CONSUMPTION


def stream(carrier: str, quantity: int, unit: Unit, price: str, kind=ResourceKind.ENERGY) -> Stream:
    return Stream(Use(carrier, Decimal(quantity), unit, kind), Decimal(price))


def test_one_measure_with_two_streams(kr_2021):
    streams = [
        stream("electricity", 50_000, Unit.KWH, "107"),
        stream("water", 300, Unit.M3, "1150.5", ResourceKind.WATER),
    ]

    effect = measure_effect(streams, cost_krw=8_000_000, table=kr_2021, basis=CONSUMPTION)

    assert [line.saved_krw for line in effect.streams] == [5_350_000, 345_150]
    assert effect.saved_krw == 5_695_150
    assert effect.saved_mj == 480_000
    assert effect.saved_toe == Decimal("11.45")
    assert effect.saved_tco2eq == Decimal("22.97")
    assert effect.payback_years is not None
    assert round(effect.payback_years, 4) == Decimal("1.4047")
    assert effect.streams[1].energy is None
    assert effect.streams[1].emission is None


def test_additional_use_counts_against_the_saving(kr_2021):
    streams = [
        stream("city_gas_lng", 10_000, Unit.NM3, "580"),
        stream("electricity", -8_000, Unit.KWH, "107"),
    ]

    effect = measure_effect(streams, cost_krw=0, table=kr_2021, basis=CONSUMPTION)

    assert effect.saved_krw == 5_800_000 - 856_000
    assert effect.saved_toe == Decimal("10.29") - Decimal("1.832")
    assert effect.payback_years == 0


def test_running_cost_lowers_the_saving(kr_2021):
    effect = measure_effect(
        [stream("electricity", 10_000, Unit.KWH, "100")],
        cost_krw=1_000_000,
        running_cost_krw=500_000,
        table=kr_2021,
        basis=CONSUMPTION,
    )

    assert effect.saved_krw == 500_000
    assert effect.payback_years == 2


@pytest.mark.parametrize(("cost", "running"), [(-1, 0), (0, -1)])
def test_negative_cost_is_refused(kr_2021, cost, running):
    with pytest.raises(ValueError, match="cost"):
        measure_effect([], cost_krw=cost, running_cost_krw=running, table=kr_2021, basis=CONSUMPTION)


def test_a_missing_factor_is_never_taken_as_zero(kr_2021):
    with pytest.raises(FactorMissing):
        measure_effect([stream("firewood", 1, Unit.KG, "1")], cost_krw=0, table=kr_2021, basis=CONSUMPTION)


@pytest.mark.parametrize(
    ("cost", "saved", "expected"),
    [
        (10_000_000, 5_000_000, Decimal(2)),
        (0, 5_000_000, Decimal(0)),
        (10_000_000, 0, None),
        (10_000_000, -1, None),
        (0, 0, None),
    ],
)
def test_payback_years(cost, saved, expected):
    assert payback_years(cost, saved) == expected


@pytest.mark.parametrize(
    ("payback", "expected"),
    [(Decimal(2), True), (Decimal("2.000001"), False), (Decimal(0), True), (None, False)],
)
def test_the_payback_line_includes_the_limit(payback, expected):
    assert within_payback_line(payback, 2) is expected


@dataclass(frozen=True)
class Candidate:
    name: str
    payback_years: Decimal | None
    saved_krw: int


def test_ranking():
    never = Candidate("never", None, 0)
    slow = Candidate("slow", Decimal("3.5"), 9_000_000)
    quick_small = Candidate("quick small", Decimal("0.5"), 1_000_000)
    quick_large = Candidate("quick large", Decimal("0.5"), 2_000_000)
    at_the_line = Candidate("at the line", Decimal(2), 5_000_000)

    order = ranked([never, slow, quick_small, at_the_line, quick_large], 2)

    assert order == [quick_large, quick_small, at_the_line, slow, never]


candidates = st.builds(
    Candidate, st.just("x"), st.none() | st.decimals(0, 50, places=2), st.integers(-(10**9), 10**9)
)


@given(st.lists(candidates, max_size=12))
def test_within_the_line_comes_first_and_never_last(measures):
    order = ranked(measures, 2)

    flags = [within_payback_line(measure.payback_years, 2) for measure in order]
    nevers = [measure.payback_years is None for measure in order]
    assert flags == sorted(flags, reverse=True)
    assert nevers == sorted(nevers)
