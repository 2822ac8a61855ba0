"""The files of portal/demo play the parts that the demo gives them, by the portal's own formulas."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from calculations import business_number
from calculations.energy import ElectricityBasis, Use, site_totals
from calculations.funding import split_support
from calculations.quantities import Unit, round_toe, round_won_half_up
from diagnostics.models import Measure
from tests.calculations.conftest import factor_table

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "portal" / "demo"
DATA = ROOT / "programs" / "data"
USES = (
    ("electricity", "electricity_kwh", Unit.KWH),
    ("city_gas_lng", "city_gas_lng_nm3", Unit.NM3),
    ("lpg_propane", "lpg_propane_kg", Unit.KG),
    ("diesel", "diesel_l", Unit.L),
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SELECTED = rows(DEMO / "firms.csv")
REFUSED = rows(DEMO / "refused.csv")
MEASURES = rows(DEMO / "measures.csv")


def measures_of(firm: dict[str, str]) -> list[dict[str, str]]:
    return [row for row in MEASURES if row["firm"] == firm["code"]]


def test_thirteen_are_selected_twelve_are_certified_and_five_are_not_selected():
    assert [firm["role"] for firm in SELECTED] == ["certified"] * 12 + ["not_implemented"]
    assert [firm["role"] for firm in REFUSED] == ["toe", "region", "size", "other_support", "correction"]
    assert len({firm["assessment_id"] for firm in SELECTED + REFUSED}) == 18


@pytest.mark.parametrize("firm", SELECTED + REFUSED, ids=lambda firm: firm["code"])
def test_site_toe_is_what_the_formulas_say(firm):
    uses = [Use(carrier, Decimal(firm[column]), unit) for carrier, column, unit in USES if firm[column]]

    for basis, column in (
        (ElectricityBasis.CONSUMPTION, "site_toe"),
        (ElectricityBasis.KCAL_860, "site_toe_860kcal"),
    ):
        totals = site_totals(uses, factor_table("kr-2021"), basis)
        assert round_toe(totals.toe) == Decimal(firm[column])


@pytest.mark.parametrize("firm", SELECTED, ids=lambda firm: firm["code"])
def test_selected_firms_are_eligible(firm):
    incheon = {
        row["area"]
        for row in rows(DATA / "region_areas.csv")
        if row["region"] == "incheon" and row["valid_from"] < "2021" <= (row["valid_to"] or "9999")
    }

    assert Decimal(firm["site_toe"]) < 2000
    assert int(firm["employees"]) >= 10
    assert firm["firm_size"] in {"small", "medium"}
    assert firm["area_code"] in incheon


def test_each_refused_firm_fails_where_it_should():
    toe, region, size, *others = REFUSED

    assert Decimal(toe["site_toe"]) >= 2000
    assert region["area_code"] == "41570"
    assert size["firm_size"] == "large"
    assert all(Decimal(firm["site_toe"]) < 2000 for firm in [region, size, *others])


def test_names_are_marked_and_numbers_are_fictional_but_valid():
    firms = SELECTED + REFUSED

    assert all(firm["name_ko"].startswith("(데모) ") for firm in firms)
    numbers = [business_number.normalise(firm["business_number"]) for firm in firms]
    assert len(set(numbers)) == len(firms)
    assert all(number.startswith("99981") for number in numbers)


def test_industries_exist_in_their_revision():
    names = {(row["revision"], row["code"]): row["name_ko"] for row in rows(DATA / "industry_codes.csv")}

    for firm in SELECTED + REFUSED:
        assert names[firm["ksic_revision"], firm["ksic_code"]] == firm["ksic_name_ko"]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure["recommendation_id"])
def test_each_measure_saves_what_its_stream_says(measure):
    units = {row["code"]: row["unit"] for row in rows(DATA / "carriers.csv")}

    assert round_won_half_up(Decimal(measure["quantity"]) * Decimal(measure["price_krw"])) == int(
        measure["saved_krw"]
    )
    assert int(measure["saved_krw"]) > 0
    assert int(measure["cost_krw"]) > 0
    assert measure["measure_type"] in Measure.Type.values
    assert measure["unit"] == units[measure["carrier"]]


@pytest.mark.parametrize("firm", SELECTED, ids=lambda firm: firm["code"])
def test_a_measure_never_saves_more_than_the_site_uses(firm):
    columns = {carrier: column for carrier, column, _ in USES} | {"water": "water_m3"}

    for carrier, column in columns.items():
        saved = sum(Decimal(row["quantity"]) for row in measures_of(firm) if row["carrier"] == carrier)
        assert saved < Decimal(firm[column] or 1)


@pytest.mark.parametrize("firm", SELECTED[:12], ids=lambda firm: firm["code"])
def test_what_a_certified_firm_carries_out_supports_an_award_of_five_million(firm):
    rate = next(
        row
        for row in rows(DATA / "support_rates_demo.csv")
        if (row["firm_size"], row["support_type"], row["review_grade"])
        == (firm["firm_size"], "equipment", "A")
    )
    eligible_krw = sum(
        int(row["cost_krw"]) for row in measures_of(firm) if row["source_status"] == "implemented"
    )

    split = split_support(
        eligible_krw=eligible_krw,
        support_rate=Decimal(rate["support_rate"]),
        ceiling_krw=int(rate["ceiling_krw"]),
    )

    assert split.public_krw == 5_000_000


def test_the_thirteenth_firm_carried_nothing_out():
    measures = measures_of(SELECTED[12])

    assert {row["source_status"] for row in measures} == {"not implemented"}
