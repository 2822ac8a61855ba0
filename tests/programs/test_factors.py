"""Stored factor rows reach the calculations unchanged, and a result finds its rows again."""

from decimal import Decimal

import pytest

from calculations.energy import ElectricityBasis, Use, energy_line
from calculations.factors import FactorKind
from calculations.quantities import Unit
from programs import factors

pytestmark = pytest.mark.django_db


def test_table_holds_every_row_of_the_set(round_2021):
    table = factors.table(round_2021.factor_set)

    found = table.find(FactorKind.TOE_ELECTRICITY_CONSUMPTION, "electricity")

    assert (found.value, found.unit, found.as_of) == (Decimal("0.229"), "toe/MWh", "2017-12-28")
    assert all(table.has(FactorKind(row.kind), row.carrier) for row in round_2021.factor_set.factors.all())


def test_rows_used_are_those_of_the_calculation_each_once(round_2021):
    table = factors.table(round_2021.factor_set)
    use = Use("electricity", Decimal(1000), Unit.KWH)
    line = energy_line(use, table, ElectricityBasis.CONSUMPTION)

    rows = factors.rows_used(round_2021.factor_set, [*line.factors, *line.factors])

    assert {row.kind for row in rows} == {"heat_gross_mj", "heat_net_mj", "toe_electricity_consumption"}
    assert {row.carrier for row in rows} == {"electricity"}
    assert len(rows) == 3


def test_one_query_reads_the_table(round_2021, django_assert_num_queries):
    factor_set = type(round_2021.factor_set).objects.get(pk=round_2021.factor_set_id)

    with django_assert_num_queries(1):
        factors.table(factor_set)
