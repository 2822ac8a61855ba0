from dataclasses import replace
from decimal import Decimal

import pytest

from calculations.factors import Factor, FactorKind, FactorMissing, FactorTable
from calculations.quantities import Unit, UnitError

GAS_HEAT = Factor(
    kind=FactorKind.HEAT_GROSS_MJ,
    carrier="city_gas_lng",
    value=Decimal("43.1"),
    unit="MJ/Nm3",
    source="annex",
    as_of="2017-12-28",
    confidence="verified",
)


def test_applied_to_converts_to_the_factors_unit():
    assert GAS_HEAT.applied_to(Decimal(2), Unit.THOUSAND_NM3) == Decimal(86200)


def test_applied_to_refuses_another_dimension():
    with pytest.raises(UnitError):
        GAS_HEAT.applied_to(Decimal(2), Unit.M3)


@pytest.mark.parametrize("unit", ["toe/Nm3", "MJ", "MJ/bag", "Nm3/MJ"])
def test_a_row_with_a_wrong_unit_is_refused_when_read(unit):
    with pytest.raises(UnitError):
        replace(GAS_HEAT, unit=unit)


def test_two_rows_for_one_figure_are_refused():
    with pytest.raises(ValueError, match="two rows"):
        FactorTable("kr-test", [GAS_HEAT, replace(GAS_HEAT, value=Decimal(42))])


def test_find_names_what_is_missing():
    table = FactorTable("kr-test", [GAS_HEAT])

    with pytest.raises(FactorMissing) as caught:
        table.find(FactorKind.HEAT_NET_MJ, "city_gas_lng")

    error = caught.value
    assert (error.set_code, error.kind, error.carrier) == ("kr-test", "heat_net_mj", "city_gas_lng")


def test_has():
    table = FactorTable("kr-test", [GAS_HEAT])

    assert table.has(FactorKind.HEAT_GROSS_MJ, "city_gas_lng")
    assert not table.has(FactorKind.GWP_CH4)
