"""The worked examples of docs/calculations.md, "Energy", and the edges around them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.energy import ElectricityBasis, Use, energy_line, natural_quantity, site_totals
from calculations.factors import FactorMissing, ResourceKind
from calculations.quantities import Unit, UnitError, round_toe

CONSUMPTION = ElectricityBasis.CONSUMPTION
KCAL_860 = ElectricityBasis.KCAL_860


def use(carrier: str, quantity: str | int, unit: Unit, kind: ResourceKind = ResourceKind.ENERGY) -> Use:
    return Use(carrier, Decimal(quantity), unit, kind)


def test_electricity_on_the_consumption_basis(kr_2021):
    line = energy_line(use("electricity", 1_200_000, Unit.KWH), kr_2021, CONSUMPTION)

    assert line.gross_mj == 11_520_000
    assert line.net_mj == 11_520_000
    assert line.toe == Decimal("274.8")


def test_electricity_on_the_860_kcal_basis(kr_2021):
    line = energy_line(use("electricity", 1200, Unit.MWH), kr_2021, KCAL_860)

    assert line.gross_mj == Decimal("4320777.6")
    assert line.toe == Decimal("103.2")


@pytest.mark.parametrize(
    ("basis", "quantity_mwh"),
    [(CONSUMPTION, Decimal(2000) / Decimal("0.229")), (KCAL_860, 2000 / Decimal("0.086"))],
)
def test_two_thousand_toe_of_electricity(kr_2021, basis, quantity_mwh):
    # toe_rules.csv: 8,733.6 MWh on the consumption basis, 23,255.8 MWh on 860 kcal
    expected = {CONSUMPTION: "8733.6", KCAL_860: "23255.8"}[basis]
    assert round(quantity_mwh, 1) == Decimal(expected)

    line = energy_line(use("electricity", str(quantity_mwh), Unit.MWH), kr_2021, basis)

    assert round_toe(line.toe) == 2000


def test_city_gas_by_volume(kr_2021):
    line = energy_line(use("city_gas_lng", 100_000, Unit.NM3), kr_2021, CONSUMPTION)

    assert (line.gross_mj, line.net_mj, line.toe) == (4_310_000, 3_890_000, Decimal("102.9"))


def test_city_gas_as_billed_in_mj_is_divided_by_its_gross_heat(kr_2021):
    billed = use("city_gas_lng", 4_310_000, Unit.MJ)

    assert natural_quantity(billed, kr_2021) == (100_000, Unit.NM3)
    assert energy_line(billed, kr_2021, CONSUMPTION).toe == Decimal("102.9")


def test_district_heat_stays_heat(kr_2021):
    line = energy_line(use("district_heat", 10, Unit.GCAL), kr_2021, CONSUMPTION)

    assert (line.gross_mj, line.toe) == (41868, 1)


def test_the_2022_heat_values_change_gas_by_one_percent(kr_2026):
    line = energy_line(use("city_gas_lng", 100_000, Unit.NM3), kr_2026, CONSUMPTION)

    assert line.toe == Decimal("101.9")


def test_site_totals_keep_lines_and_leave_out_what_is_no_energy(kr_2021):
    uses = [
        use("electricity", 1_200_000, Unit.KWH),
        use("city_gas_lng", 100_000, Unit.NM3),
        use("city_gas_lng", 50, Unit.THOUSAND_NM3),
        use("diesel", 10, Unit.KL),
        use("water", 5000, Unit.M3, ResourceKind.WATER),
    ]

    totals = site_totals(uses, kr_2021, CONSUMPTION)

    assert [line.use.carrier for line in totals.lines] == [
        "electricity",
        "city_gas_lng",
        "city_gas_lng",
        "diesel",
    ]
    assert totals.toe_by_carrier() == {
        "electricity": Decimal("274.8"),
        "city_gas_lng": Decimal("154.35"),
        "diesel": Decimal("9.03"),
    }
    assert totals.toe == Decimal("438.18")
    assert totals.gross_mj == 11_520_000 + 6_465_000 + 378_000
    assert totals.net_mj == 11_520_000 + 5_835_000 + 352_000
    assert totals.basis is CONSUMPTION


def test_a_line_names_its_formula_and_factor_rows(kr_2021):
    line = energy_line(use("electricity", 1, Unit.KWH), kr_2021, CONSUMPTION)

    assert line.formula == "energy/1"
    assert [factor.unit for factor in line.factors] == ["MJ/kWh", "MJ/kWh", "toe/MWh"]


def test_no_energy_at_all_is_zero(kr_2021):
    assert site_totals([], kr_2021, CONSUMPTION).toe == 0


def test_negative_use_is_refused(kr_2021):
    with pytest.raises(ValueError, match="negative use of electricity"):
        site_totals([use("electricity", -1, Unit.KWH)], kr_2021, CONSUMPTION)


def test_water_has_no_energy(kr_2021):
    with pytest.raises(ValueError, match="water is water, not energy"):
        energy_line(use("water", 1, Unit.M3, ResourceKind.WATER), kr_2021, CONSUMPTION)


def test_unknown_carrier_is_refused(kr_2021):
    with pytest.raises(FactorMissing):
        energy_line(use("firewood", 1, Unit.KG), kr_2021, CONSUMPTION)


@pytest.mark.parametrize(
    ("carrier", "unit"),
    [("electricity", Unit.MJ), ("city_gas_lng", Unit.M3), ("city_gas_lng", Unit.KWH), ("diesel", Unit.KG)],
)
def test_a_unit_that_does_not_fit_the_carrier_is_refused(kr_2021, carrier, unit):
    with pytest.raises(UnitError):
        energy_line(use(carrier, 1, unit), kr_2021, CONSUMPTION)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(list(ElectricityBasis)))
def test_toe_is_additive(kr_2021, first, second, basis):
    together = energy_line(use("electricity", first + second, Unit.KWH), kr_2021, basis).toe
    apart = site_totals(
        [use("electricity", first, Unit.KWH), use("electricity", second, Unit.KWH)], kr_2021, basis
    ).toe

    assert together == apart
