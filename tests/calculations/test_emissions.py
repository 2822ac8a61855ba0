"""The worked examples of docs/calculations.md, "Emissions"."""

from decimal import Decimal

import pytest

from calculations.emissions import emission_line
from calculations.energy import Use
from calculations.factors import FactorMissing, ResourceKind
from calculations.quantities import Unit, round_tco2eq


def test_electricity(kr_2021, kr_2026):
    use = Use("electricity", Decimal(1_200_000), Unit.KWH)

    assert emission_line(use, kr_2021).tco2eq == Decimal("551.28")
    assert emission_line(use, kr_2026).tco2eq == Decimal("500.76")


def test_electricity_factor_is_already_a_sum_of_gases(kr_2021):
    line = emission_line(Use("electricity", Decimal(1), Unit.MWH), kr_2021)

    assert (line.co2_t, line.ch4_tco2eq, line.n2o_tco2eq) == (None, None, None)


def test_city_gas_gas_by_gas(kr_2021):
    line = emission_line(Use("city_gas_lng", Decimal(100_000), Unit.NM3), kr_2021)

    # 3.89 TJ net x 56,100 kgCO2, x 1 kgCH4 x 21, x 0.1 kgN2O x 310
    assert line.co2_t == Decimal("218.229")
    assert line.ch4_tco2eq == Decimal("0.08169")
    assert line.n2o_tco2eq == Decimal("0.12059")
    assert line.tco2eq == Decimal("218.43128")
    assert round_tco2eq(line.tco2eq) == Decimal("218.431")


def test_city_gas_as_billed_in_mj_is_the_same(kr_2021):
    by_volume = emission_line(Use("city_gas_lng", Decimal(100_000), Unit.NM3), kr_2021)
    billed = emission_line(Use("city_gas_lng", Decimal(4_310), Unit.GJ), kr_2021)

    assert billed.tco2eq == by_volume.tco2eq


def test_global_warming_potentials_belong_to_the_set(kr_2026):
    line = emission_line(Use("city_gas_lng", Decimal(100_000), Unit.NM3), kr_2026)

    # 3.85 TJ x 55,865 kgCO2, 28 and 265 of AR5
    assert line.co2_t == Decimal("215.08025")
    assert line.ch4_tco2eq == Decimal("0.1078")
    assert line.n2o_tco2eq == Decimal("0.102025")


@pytest.mark.parametrize(
    ("carrier", "unit", "kg_per_unit"),
    [
        # kgCO2 per unit of the fuel, as the domain table prints them
        ("gasoline", Unit.L, "2.1766"),
        ("kerosene", Unit.L, "2.5034"),
        ("diesel", Unit.L, "2.5766"),
        ("ba_oil", Unit.L, "2.7555"),
        ("bc_oil", Unit.L, "3.1478"),
        ("lpg_propane", Unit.KG, "2.9910"),
        ("lpg_butane", Unit.KG, "3.0299"),
        ("lng", Unit.KG, "2.7713"),
        ("city_gas_lng", Unit.NM3, "2.1823"),
        ("bituminous_coal", Unit.KG, "2.2539"),
    ],
)
def test_co2_per_unit_of_fuel_agrees_with_the_published_table(kr_2021, carrier, unit, kg_per_unit):
    line = emission_line(Use(carrier, Decimal(1000), unit), kr_2021)

    assert line.co2_t is not None
    assert abs(line.co2_t - Decimal(kg_per_unit)) < Decimal("0.0001")


def test_a_saving_is_negative_use_turned_round(kr_2021):
    saved = emission_line(Use("diesel", Decimal(100), Unit.L), kr_2021)
    added = emission_line(Use("diesel", Decimal(-100), Unit.L), kr_2021)

    assert added.tco2eq == -saved.tco2eq


def test_water_has_no_emission_factor(kr_2021):
    with pytest.raises(ValueError, match="not energy"):
        emission_line(Use("water", Decimal(1), Unit.M3, ResourceKind.WATER), kr_2021)


def test_missing_factor_is_refused(kr_2021):
    with pytest.raises(FactorMissing):
        emission_line(Use("firewood", Decimal(1), Unit.KG), kr_2021)
