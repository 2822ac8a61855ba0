"""The demo's bills come to the real yearly figures."""

from collections import Counter
from decimal import Decimal

import pytest

from portal.demo import bills
from portal.demo.data import firms


@pytest.mark.parametrize("by_band", [False, True])
def test_the_bills_of_a_year_sum_up_to_what_the_source_says(by_band):
    for firm in firms():
        rows = list(bills.rows(firm, 2020, by_band=by_band))
        for use in firm.energy:
            own = [row for row in rows if row["carrier"] == use.carrier]
            assert sum(row["quantity"] for row in own) == use.quantity
            assert sum(row["cost_krw"] for row in own) == use.cost_krw
            assert all(row["quantity"] >= 0 for row in own)


def test_every_firm_has_twelve_bills_of_power_water_wastewater_and_waste():
    for firm in firms():
        count = Counter(row["carrier"] for row in bills.rows(firm, 2020))
        assert {"electricity", "water", "wastewater", "waste"} <= count.keys()
        assert set(count.values()) == {12}


def test_time_bands_share_a_month():
    rows = [row for row in bills.rows(firms()[0], 2020, by_band=True) if row["carrier"] == "electricity"]

    assert len(rows) == 36
    assert {row["band"] for row in rows} == {"off_peak", "mid_peak", "peak"}
    assert all(isinstance(row["quantity"], Decimal) for row in rows)
