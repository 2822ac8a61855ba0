"""Build portal/demo/*.csv from the public IAC/ITAC assessments of small US factories.

    python -m scripts.build_demo_data IAC_FOLDER [--out portal/demo]

IAC_FOLDER holds sample_assessments.csv and sample_recommendations.csv. Figures (energy, employees,
sales, savings, cost, status) come from there, converted at the stated rates; names, addresses, business
numbers, titles of measures and the mapping of industries are ours, and every row says so. Deterministic:
the same folder gives the same files. Each firm is checked with the portal's own formulas before it is
written.
"""

import argparse
import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from calculations import business_number
from calculations.energy import ElectricityBasis, Use, site_totals
from calculations.factors import FactorTable
from calculations.quantities import Unit, round_toe, round_won_half_up
from scripts import demo_ansan
from scripts.demo_selection import REFUSED, SELECTED, TITLES, Firm

ROOT = Path(__file__).resolve().parents[1]
FACTORS = ROOT / "programs" / "data" / "factors.csv"

KRW_PER_USD = Decimal(1144)  # demo assumption: about the mean of 2021
MJ_PER_MMBTU = Decimal("1055.06")
M3_PER_KGAL = Decimal("3.785411784")
# Gross heat values of the annex of 2017-12-28 (factors.csv, kr-2021).
MJ_PER_NM3 = Decimal("43.1")
MJ_PER_KG_PROPANE = Decimal("50.4")
MJ_PER_L_DIESEL = Decimal("37.8")
# Demo assumption: sales up to this make a small firm (the real ceilings differ by industry).
SMALL_FIRM_SALES_KRW = 12_000_000_000

SOURCE = (
    "US DOE IAC/ITAC public database, assessment {id}, fiscal year {year}; "
    "1 USD = 1,144 KRW (demo assumption), gas by 43.1 MJ/Nm3 gross"
)
REMARK = "Name, representative, address, business number, size, root industry, polluting process: invented"
TITLE_REMARK = "Title ours: the code of the recommendation is damaged in the source; figures are the source's"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Carrier:
    """A US resource of the source and what it becomes here."""

    code: str
    unit: Unit
    per_source_unit: Decimal


ELECTRICITY = Carrier("electricity", Unit.KWH, Decimal(1))
CITY_GAS = Carrier("city_gas_lng", Unit.NM3, MJ_PER_MMBTU / MJ_PER_NM3)
LPG = Carrier("lpg_propane", Unit.KG, MJ_PER_MMBTU / MJ_PER_KG_PROPANE)
DIESEL = Carrier("diesel", Unit.L, MJ_PER_MMBTU / MJ_PER_L_DIESEL)
WATER = Carrier("water", Unit.M3, M3_PER_KGAL)
BY_STREAM = {"EC": ELECTRICITY, "E2": CITY_GAS, "E3": LPG, "E5": DIESEL, "W0": WATER}

# Column of the quantity and columns of the cost in sample_assessments.csv.
SITE_USES = (
    (
        ELECTRICITY,
        "electricity_kwh",
        ("electricity_cost_usd", "electric_demand_cost_usd", "electric_fees_usd"),
    ),
    (CITY_GAS, "natural_gas_mmbtu", ("natural_gas_cost_usd",)),
    (LPG, "lpg_mmbtu", ("lpg_cost_usd",)),
    (DIESEL, "fuel_oil_2_mmbtu", ("fuel_oil_2_cost_usd",)),
    (WATER, "water_kgal", ("water_cost_usd",)),
)

FIRM_COLUMNS = (
    "code", "role", "name_ko", "name_en", "business_number", "representative_ko", "area_code", "address_ko",
    "ksic_revision", "ksic_code", "ksic_name_ko", "source_naics", "ksic_remark", "products_ko", "products_en",
    "employees", "sales_krw", "firm_size", "is_root_industry", "has_polluting_process",
    "electricity_kwh", "electricity_krw", "city_gas_lng_nm3", "city_gas_lng_krw", "lpg_propane_kg",
    "lpg_propane_krw", "diesel_l", "diesel_krw", "water_m3", "water_krw", "site_toe", "site_toe_860kcal",
    "assessment_id", "fiscal_year", "source", "confidence", "remark",
)  # fmt: skip
MEASURE_COLUMNS = (
    "firm", "position", "recommendation_id", "title_ko", "title_en", "measure_type", "carrier", "quantity",
    "unit", "price_krw", "saved_krw", "cost_krw", "source_status", "source", "confidence", "remark",
)  # fmt: skip


def main() -> None:
    """Read the folder, write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("iac_folder", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "portal" / "demo")
    arguments = parser.parse_args()

    folder = arguments.iac_folder
    assessments = _by("assessment_id", folder / "sample_assessments.csv")
    recommendations = _by("recommendation_id", folder / "sample_recommendations.csv")
    table = FactorTable.from_rows("kr-2021", _read(FACTORS))

    selected = [
        firm_row(f"demo-{number:02d}", number, firm, assessments[firm.assessment_id], table)
        for number, firm in enumerate(SELECTED, start=1)
    ]
    refused = [
        firm_row(
            f"refused-{number:02d}", number + len(SELECTED), firm, assessments[firm.assessment_id], table
        )
        for number, firm in enumerate(REFUSED, start=1)
    ]
    applicants = [
        firm_row(f"ansan-{number:02d}", 100 + number, firm, assessments[firm.assessment_id], table)
        for number, firm in enumerate(demo_ansan.firms(assessments.values()), start=1)
    ]
    measures = [
        measure_row(f"demo-{number:02d}", position, recommendations[recommendation_id], title)
        for number, firm in enumerate(SELECTED, start=1)
        for position, (recommendation_id, title) in enumerate(firm.measures, start=1)
    ]
    check(selected, refused)
    _write(arguments.out / "firms.csv", FIRM_COLUMNS, selected)
    _write(arguments.out / "refused.csv", FIRM_COLUMNS, refused)
    _write(arguments.out / "ansan.csv", FIRM_COLUMNS, applicants)
    _write(arguments.out / "measures.csv", MEASURE_COLUMNS, measures)


def firm_row(code: str, number: int, firm: Firm, source: Row, table: FactorTable) -> dict[str, str]:
    """One firm with metric quantities, KRW and its TOE on both electricity bases."""
    if source["dq_flags"]:
        raise SystemExit(f"{firm.assessment_id} carries data-quality flags: {source['dq_flags']}")
    sales_krw = _krw(Decimal(source["sales_usd"]))
    row = {
        "code": code,
        "role": firm.role,
        "name_ko": f"(데모) {firm.name_ko}",
        "name_en": f"(Demo) {firm.name_en}",
        "business_number": fictional_business_number(number),
        "representative_ko": f"데모대표{number:02d}",
        "area_code": firm.area_code,
        "address_ko": f"{firm.area_ko} 데모로 {number}",
        "ksic_revision": "10",
        "ksic_code": firm.ksic_code,
        "ksic_name_ko": firm.ksic_ko,
        "source_naics": source["naics"],
        "ksic_remark": "Mapped from NAICS by us",
        "products_ko": firm.products_ko,
        "products_en": source["products"].strip(),
        "employees": str(int(Decimal(source["employees"]))),
        "sales_krw": str(sales_krw),
        "firm_size": firm.size or ("small" if sales_krw <= SMALL_FIRM_SALES_KRW else "medium"),
        "is_root_industry": _yes_no(firm.is_root_industry),
        "has_polluting_process": _yes_no(firm.has_polluting_process),
        "assessment_id": firm.assessment_id,
        "fiscal_year": source["fiscal_year"],
        "source": SOURCE.format(id=firm.assessment_id, year=source["fiscal_year"]),
        "confidence": "demo",
        "remark": REMARK,
    }
    uses = []
    for carrier, quantity_column, cost_columns in SITE_USES:
        quantity, cost_krw = _site_use(source, carrier, quantity_column, cost_columns)
        column = f"{carrier.code}_{carrier.unit.lower()}"
        row[column] = str(quantity) if quantity else ""
        row[f"{carrier.code}_krw"] = str(cost_krw) if cost_krw else ""
        if quantity and carrier is not WATER:
            uses.append(Use(carrier.code, quantity, carrier.unit))
    row["site_toe"] = str(round_toe(site_totals(uses, table, ElectricityBasis.CONSUMPTION).toe))
    row["site_toe_860kcal"] = str(round_toe(site_totals(uses, table, ElectricityBasis.KCAL_860).toe))
    return row


def measure_row(firm_code: str, position: int, source: Row, title: str) -> dict[str, str]:
    """One recommendation as a measure with one stream; the price makes the converted saving."""
    if source["dq_flags"] or not source["implementation_cost_usd"]:
        raise SystemExit(f"{source['recommendation_id']}: flags or no cost")
    carrier = BY_STREAM[source["primary_resource_code"]]
    quantity = _whole(Decimal(source["primary_units_conserved"]) * carrier.per_source_unit)
    saved_krw = _krw(Decimal(source["primary_savings_usd_per_year"]))
    price_krw = (saved_krw / quantity).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    title_ko, title_en, measure_type = TITLES[title]
    return {
        "firm": firm_code,
        "position": str(position),
        "recommendation_id": source["recommendation_id"],
        "title_ko": title_ko,
        "title_en": title_en,
        "measure_type": measure_type,
        "carrier": carrier.code,
        "quantity": str(quantity),
        "unit": carrier.unit.value,
        "price_krw": str(price_krw),
        "saved_krw": str(round_won_half_up(quantity * price_krw)),
        "cost_krw": str(_krw(Decimal(source["implementation_cost_usd"]))),
        "source_status": source["status"],
        "source": SOURCE.format(id=source["assessment_id"], year=source["fiscal_year"]),
        "confidence": "demo",
        "remark": TITLE_REMARK,
    }


def fictional_business_number(number: int) -> str:
    """A number that passes the check digit and belongs to nobody: no tax office has the code 999."""
    first_nine = f"99981{number:04d}"
    return business_number.formatted(first_nine + business_number.check_digit(first_nine))


def check(selected: Iterable[Row], refused: Iterable[Row]) -> None:
    """Stop when a firm would not play its part under the criteria of the 2021 call."""
    for row in selected:
        if not (Decimal(row["site_toe"]) < 2000 and int(row["employees"]) >= 10):
            raise SystemExit(f"{row['code']} would not be eligible")
    for row in refused:
        is_over = Decimal(row["site_toe"]) >= 2000
        if is_over is not (row["role"] == "toe"):
            raise SystemExit(f"{row['code']}: {row['site_toe']} TOE does not fit its part")


def _site_use(
    source: Row, carrier: Carrier, quantity_column: str, cost_columns: tuple[str, ...]
) -> tuple[Decimal, int]:
    quantity = _whole(Decimal(source[quantity_column] or 0) * carrier.per_source_unit)
    cost_usd = sum((Decimal(source[column] or 0) for column in cost_columns), Decimal(0))
    return quantity, _krw(cost_usd)


def _krw(amount_usd: Decimal) -> int:
    return round_won_half_up(amount_usd * KRW_PER_USD)


def _whole(quantity: Decimal) -> Decimal:
    return quantity.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _yes_no(flag: bool) -> str:
    return "yes" if flag else "no"


def _by(column: str, path: Path) -> dict[str, dict[str, str]]:
    return {row[column]: row for row in _read(path)}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
