"""The hint on firm size: dated ceilings, the mean of three closed years, and what stays open."""

from datetime import date
from decimal import Decimal

import pytest

from calculations.firm_size import (
    ASSETS_CEILING_KRW,
    Ceiling,
    Measure,
    Outcome,
    ceiling,
    mean_sales,
    size_hint,
)
from programs.size_rules import ceilings, size_rules

EOK = 100_000_000
BEFORE, AFTER = date(2025, 8, 31), date(2025, 9, 1)


def _sales(eok: float, day: date) -> dict[int, int | None]:
    return {day.year - back: int(eok * EOK) for back in (1, 2, 3)}


def _outcome(eok: float, code: str, day: date, assets: int | None = None) -> Outcome:
    return size_hint(_sales(eok, day), assets, code, ceilings(), day).outcome


@pytest.mark.parametrize(
    ("code", "eok", "day", "outcome"),
    [
        # Annex 1 and 3 as of 2025-09-01: basic metals 1,800 and 140; fabricated metals; food 1,200 and 120.
        ("24311", 140, AFTER, Outcome.SMALL),
        ("24311", 140.00000001, AFTER, Outcome.MEDIUM),
        ("24311", 1800, AFTER, Outcome.MEDIUM),
        ("24311", 1800.00000001, AFTER, Outcome.ABOVE),
        ("24311", 1600, BEFORE, Outcome.ABOVE),
        ("24311", 1500, BEFORE, Outcome.SME),
        ("10120", 1200, AFTER, Outcome.MEDIUM),
        ("10120", 1001, BEFORE, Outcome.ABOVE),
        ("11111", 800, BEFORE, Outcome.SME),
        # Chair makers have their own ceiling.
        ("30393", 1500, AFTER, Outcome.MEDIUM),
        ("99999", 1, AFTER, Outcome.UNKNOWN),
        ("", 1, AFTER, Outcome.UNKNOWN),
    ],
)
def test_ceilings_hold_for_their_industry_and_day(code, eok, day, outcome):
    assert _outcome(eok, code, day) is outcome


def test_before_the_ceilings_of_small_firms_are_on_file_the_hint_leaves_it_open():
    assert _outcome(1, "24311", date(2021, 7, 14)) is Outcome.SME


def test_assets_of_500_billion_end_it():
    assert _outcome(1, "24311", AFTER, ASSETS_CEILING_KRW) is Outcome.ABOVE
    assert _outcome(1, "24311", AFTER, ASSETS_CEILING_KRW - 1) is Outcome.SMALL


@pytest.mark.parametrize(
    ("sales", "mean", "years"),
    [
        ({2024: 300, 2023: 200, 2022: 100, 2021: 9_000}, Decimal(200), (2024, 2023, 2022)),
        ({2024: 300, 2023: 200}, Decimal(250), (2024, 2023)),
        ({2024: 0}, Decimal(0), (2024,)),
        ({2025: 900, 2024: 300}, Decimal(300), (2024,)),
        ({2023: 200, 2022: 100}, Decimal(150), (2023, 2022)),
        ({2024: 300, 2023: None, 2022: 100}, Decimal(300), (2024,)),
        ({}, None, ()),
        ({2020: 1}, None, ()),
    ],
)
def test_the_mean_is_that_of_the_last_three_closed_years(sales, mean, years):
    assert mean_sales(sales, AFTER) == (mean, years)


def test_the_longest_fitting_industry_wins():
    def row(ksic: str) -> Ceiling:
        return Ceiling(ksic, Measure.SME, 1, None, None, "source", "verified")

    assert ceiling([row("30"), row("30393"), row("31")], "30393", Measure.SME, AFTER) == row("30393")
    assert ceiling([row("30393")], "30391", Measure.SME, AFTER) is None


def test_every_manufacturing_division_has_its_ceilings():
    for division in range(10, 35):
        for measure in Measure:
            assert ceiling(ceilings(), f"{division}999", measure, AFTER), (division, measure)
        assert ceiling(ceilings(), f"{division}999", Measure.SME, BEFORE), division


def test_what_is_recalled_says_so():
    recalled = {rule.code for rule in size_rules() if rule.confidence != "verified"}
    assert "sme_6" in recalled
    assert all(rule.source for rule in size_rules())
