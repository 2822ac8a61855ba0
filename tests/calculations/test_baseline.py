"""Bills spread over months, and what a person should look at."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.baseline import Bill, Code, billing_periods, by_month, findings, spread, uncovered
from calculations.quantities import Unit

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
QUANTITIES = st.decimals(min_value=0, max_value=10**9, places=3)


def bill(label, start, end, quantity, unit=Unit.KWH, carrier="electricity", **fields):
    return Bill(
        str(label),
        carrier,
        date.fromisoformat(start),
        date.fromisoformat(end),
        Decimal(quantity),
        unit,
        **fields,
    )


def year_of(quantities, unit=Unit.KWH, carrier="electricity", **fields):
    """A bill for each calendar month of 2020."""
    return [
        Bill(str(number), carrier, start, end, Decimal(quantity), unit, **fields)
        for number, ((start, end), quantity) in enumerate(zip(billing_periods(2020), quantities, strict=True))
    ]


def codes(bills, **options):
    return [finding.code for finding in findings(bills, 2020, **options)]


# -- spreading ---------------------------------------------------------------------------------------------------


@given(DAYS, st.integers(0, 400), QUANTITIES)
def test_spreading_over_days_keeps_the_total(start, days, quantity):
    parts = spread(start, start + timedelta(days=days), quantity)

    assert sum(parts.values()) == quantity
    assert all(part >= 0 for part in parts.values())


@given(st.lists(QUANTITIES, min_size=12, max_size=12), st.integers(1, 28))
def test_a_year_of_bills_and_its_months_come_to_the_same(quantities, day):
    bills = [
        Bill(str(n), "electricity", start, end, quantity, Unit.KWH)
        for n, ((start, end), quantity) in enumerate(zip(billing_periods(2020, day), quantities, strict=True))
    ]

    months = [by_month(bills, year, Unit.KWH) for year in (2020, 2021)]

    assert sum(month or 0 for year in months for month in year) == sum(quantities)


def test_a_bill_from_reading_to_reading_is_shared_between_its_months():
    months = by_month([bill(1, "2020-01-18", "2020-02-17", "310")], 2020, Unit.KWH)

    assert months[:3] == [Decimal(140), Decimal(170), None]


def test_months_come_in_the_unit_asked_for_and_leave_out_what_measures_something_else():
    rows = [
        bill(1, "2020-01-01", "2020-01-31", "2", Unit.MWH),
        bill(2, "2020-01-01", "2020-01-31", "5", Unit.MJ),
    ]

    assert by_month(rows, 2020, Unit.KWH)[0] == 2000


@given(st.integers(2000, 2100), st.integers(1, 28))
def test_billing_periods_leave_no_day_out(year, day):
    periods = billing_periods(year, day)

    assert len(periods) == 12
    assert periods[0][0] == date(year, 1, day)
    assert all(end + timedelta(days=1) == start for (_, end), (start, _) in pairwise(periods))


def test_no_bill_begins_on_a_day_that_some_months_lack():
    with pytest.raises(ValueError, match="31"):
        billing_periods(2020, 31)


# -- gaps and doubles --------------------------------------------------------------------------------------------


def test_a_month_without_a_bill_is_named():
    rows = year_of([1000] * 12)
    del rows[6]

    (found,) = findings(rows, 2020, metered=["electricity"])

    assert (found.code, found.figures["month"]) == (Code.GAP_MONTH, 7)


def test_days_without_a_bill_are_named_and_a_bill_of_the_year_before_covers_its_days():
    rows = [bill(0, "2019-12-15", "2020-01-14", "1000"), bill(1, "2020-01-20", "2020-12-31", "11000")]

    (found,) = findings(rows, 2020, metered=["electricity"])

    assert (found.code, found.starts_on, found.ends_on) == (
        Code.GAP_DAYS, date(2020, 1, 15), date(2020, 1, 19),
    )  # fmt: skip


def test_what_comes_by_lorry_has_no_gaps():
    rows = [bill(1, "2020-03-01", "2020-03-01", "500", Unit.L, "diesel")]

    assert codes(rows, metered=["electricity"]) == []


def test_a_yearly_bill_and_a_carrier_without_any_say_nothing():
    assert codes([bill(1, "2020-01-01", "2020-12-31", "1000")], metered=["electricity", "water"]) == []


def test_days_billed_twice_are_named():
    rows = [bill(1, "2020-01-01", "2020-02-10", "1000"), bill(2, "2020-02-01", "2020-02-29", "900")]

    (found,) = findings(rows, 2020)

    assert (found.code, found.labels, found.figures["days"]) == (Code.OVERLAP, ("1", "2"), 10)


def test_the_day_of_the_reading_may_stand_on_both_bills():
    rows = [bill(1, "2020-01-01", "2020-02-01", "1000"), bill(2, "2020-02-01", "2020-03-01", "900")]

    assert codes(rows) == []


def test_two_meters_and_three_time_bands_are_no_doubles():
    january = ("2020-01-01", "2020-01-31", "1000")
    rows = [bill(1, *january, meter="A"), bill(2, *january, meter="B")]
    rows += [bill(band, *january, band=band, meter="C") for band in ("off_peak", "mid_peak", "peak")]

    assert codes(rows) == []


def test_a_bill_for_the_whole_day_beside_its_time_bands_is_asked_about_once():
    january = ("2020-01-01", "2020-01-31", "1000")
    rows = [bill(band, *january, band=band) for band in ("off_peak", "mid_peak", "peak")]

    assert codes([*rows, bill("all", *january)]) == [Code.BAND_DOUBLE]


@given(st.lists(st.tuples(st.integers(0, 340), st.integers(0, 60)), max_size=12))
def test_each_day_is_either_billed_or_missing(periods):
    first = date(2020, 1, 1)
    rows = [
        Bill(
            str(n),
            "water",
            first + timedelta(days=a),
            first + timedelta(days=a + length),
            Decimal(1),
            Unit.M3,
        )
        for n, (a, length) in enumerate(periods)
    ]

    missing = {
        start + timedelta(days=n)
        for start, end in uncovered(rows, first, date(2020, 12, 31))
        for n in range((end - start).days + 1)
    }

    for n in range(366):
        day = first + timedelta(days=n)
        assert (day in missing) is not any(row.starts_on <= day <= row.ends_on for row in rows)


# -- figures that look wrong -------------------------------------------------------------------------------------


def test_a_month_in_the_wrong_unit_is_asked_about_and_not_the_others():
    rows = year_of([100_000, 98_000, 105, *[100_000] * 9])

    (found,) = findings(rows, 2020)

    assert (found.code, found.labels) == (Code.UNIT_SLIP, ("2",))
    assert found.figures == {"larger": False, "than_previous": True, "unit": "kWh", "other_unit": "MWh"}


def test_of_two_bills_the_later_one_is_asked_about():
    rows = [bill(1, "2020-01-01", "2020-01-31", "90"), bill(2, "2020-02-01", "2020-02-29", "90000")]

    (found,) = findings(rows, 2020)

    assert (found.code, found.labels, found.figures["larger"]) == (Code.UNIT_SLIP, ("2",), True)


def test_a_heating_season_is_no_outlier_and_a_typing_error_is():
    gas = [9000, 8500, 6000, 3500, 1500, 900, 700, 700, 1000, 3000, 6500, 8800]

    assert codes(year_of(gas, Unit.NM3, "city_gas_lng")) == []
    assert codes(year_of([1000, 1100, 950, 1050, 10_200, 1000, 980, 1020, 1010, 990, 1040, 1000])) == [
        Code.OUTLIER
    ]


def test_an_even_year_does_not_warn_about_small_steps():
    assert codes(year_of([1000] * 11 + [1300])) == []


def test_a_zero_among_others_is_asked_about_and_a_year_of_zeros_is_not():
    assert codes(year_of([1000] * 7 + [0] + [1000] * 4)) == [Code.ZERO]
    assert codes(year_of([0] * 12)) == []


def test_a_price_far_from_the_usual_one_is_asked_about():
    usual = {("electricity", Unit.KWH): Decimal(107)}
    rows = [bill(1, "2020-01-01", "2020-12-31", "1000", Unit.MWH, cost_krw=9_000_000)]

    (found,) = findings(rows, 2020, prices=usual)

    assert found.code == Code.PRICE
    assert (found.figures["price_krw"], found.figures["usual_krw"]) == (9000, 107_000)
    assert (
        codes([bill(1, "2020-01-01", "2020-12-31", "1000", Unit.MWH, cost_krw=120_000_000)], prices=usual)
        == []
    )


def test_a_price_far_from_that_of_the_other_bills_is_asked_about():
    rows = year_of([1000] * 12, cost_krw=110_000)
    rows[4] = bill(4, "2020-05-01", "2020-05-31", "1000", cost_krw=1_100_000)

    assert [(found.code, found.labels) for found in findings(rows, 2020)] == [(Code.PRICE, ("4",))]


def test_vat_is_a_tenth():
    january = ("2020-01-01", "2020-01-31", "1000")

    assert codes([bill(1, *january, cost_krw=100_000, vat_krw=10_000)]) == []
    assert codes([bill(1, *january, cost_krw=100_000, vat_krw=100_000)]) == [Code.VAT]


def test_other_figures_are_another_finding():
    first, second = (
        findings(year_of([1000] * 4 + [quantity] + [1000] * 7), 2020)[0].key for quantity in (9000, 9100)
    )

    assert first != second


def test_nothing_is_said_about_the_years_beside():
    rows = [*year_of([1000] * 12), bill("old", "2019-01-01", "2019-01-31", "1")]

    assert codes(rows, metered=["electricity"]) == []
