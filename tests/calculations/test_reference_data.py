"""The rows of programs/data fit the formulas that read them and each other."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from calculations.emissions import emission_line
from calculations.energy import ElectricityBasis, Use, energy_line
from calculations.factors import ResourceKind
from calculations.funding import require_rate
from calculations.quantities import Unit
from tests.calculations.conftest import factor_table

DATA = Path(__file__).resolve().parents[2] / "programs" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def energy_carriers() -> list[dict[str, str]]:
    return [row for row in rows("carriers.csv") if row["kind"] == ResourceKind.ENERGY]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_every_row_has_a_confidence_and_readable_dates(path):
    for row in rows(path.name):
        assert None not in row, row
        if "confidence" in row:
            assert row["confidence"] in {"verified", "recalled", "gap", "demo"}, row
        first, last = (row.get(name) or "" for name in ("valid_from", "valid_to"))
        if first and last:
            assert date.fromisoformat(first) <= date.fromisoformat(last), row


@pytest.mark.parametrize("code", [row["code"] for row in rows("factor_sets.csv")])
@pytest.mark.parametrize("basis", list(ElectricityBasis))
def test_each_set_can_compute_every_energy_carrier(code, basis):
    table = factor_table(code)

    for carrier in energy_carriers():
        use = Use(carrier["code"], Decimal(1), Unit(carrier["unit"]))
        assert energy_line(use, table, basis).toe > 0
        assert emission_line(use, table).tco2eq > 0


@pytest.mark.parametrize("code", [row["code"] for row in rows("factor_sets.csv")])
def test_net_heat_and_toe_agree_with_gross_heat(code):
    """1 toe is 41,868 MJ: a slip of a digit or unit shows here (the annex itself rounds by 0.2 %)."""
    table = factor_table(code)

    for carrier in energy_carriers():
        line = energy_line(
            Use(carrier["code"], Decimal(1000), Unit(carrier["unit"])), table, ElectricityBasis.CONSUMPTION
        )
        assert abs(line.gross_mj / (line.toe * 41868) - 1) < Decimal("0.005"), carrier["code"]
        assert Decimal("0.88") < line.net_mj / line.gross_mj <= 1, carrier["code"]


def test_support_rates_keep_the_own_share():
    for row in rows("support_rates_demo.csv"):
        require_rate(Decimal(row["support_rate"]), Decimal(row["own_share_floor"]))
        assert int(row["ceiling_krw"]) > 0


def test_every_area_of_a_region_exists_with_the_same_validity():
    areas = {row["code"]: row for row in rows("areas.csv")}
    regions = {row["code"] for row in rows("regions.csv")}

    for row in rows("region_areas.csv"):
        area = areas[row["area"]]
        assert (row["valid_from"], row["valid_to"]) == (area["valid_from"], area["valid_to"])
        assert row["region"] in regions
    assert regions == {row["region"] for row in rows("region_areas.csv")}


@pytest.mark.parametrize(("day", "districts"), [("2021-07-09", 10), ("2026-07-01", 11)])
def test_incheon_on_a_day(day, districts):
    in_force = [
        row["area"]
        for row in rows("region_areas.csv")
        if row["region"] == "incheon" and row["valid_from"] <= day <= (row["valid_to"] or "9999")
    ]

    assert len(in_force) == districts


def test_industry_codes_keep_the_revisions_apart():
    names = {(row["revision"], row["code"]): row["name_ko"] for row in rows("industry_codes.csv")}

    assert names["10", "29293"] != names["11", "29293"]
    for revision, code in names:
        if len(code) > 2:
            assert (revision, code[:-1]) in names


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("checklist_green_management.csv", 14),
        ("checklist_clean_production.csv", 18),
        ("checklist_material_flow.csv", 7),
        ("checklist_energy.csv", 14),
    ],
)
def test_code_lists_are_complete_and_bilingual(name, count):
    listed = rows(name)
    texts = [value for row in listed for key, value in row.items() if key.endswith(("_ko", "_en"))]

    assert len(listed) == len({row["code"] for row in listed}) == count
    assert all(texts)
