"""The demo's firms and measures: real factories of a public database, converted (see README.md here)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# Columns of firms.csv: carrier → unit in the column name.
CARRIERS = {
    "electricity": "kWh",
    "city_gas_lng": "Nm3",
    "lpg_propane": "kg",
    "diesel": "L",
    "water": "m3",
}


@dataclass(frozen=True, slots=True)
class DemoEnergyUse:
    carrier: str
    quantity: Decimal
    unit: str
    cost_krw: int


@dataclass(frozen=True, slots=True)
class DemoMeasure:
    """A real recommendation; ``implemented`` is what became of it in the source."""

    title_ko: str
    title_en: str
    measure_type: str
    carrier: str
    quantity: Decimal
    unit: str
    price_krw: Decimal
    cost_krw: int
    implemented: bool
    source: str


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """A firm with its part in the play: ``certified``, ``not_implemented``, or why it is not selected."""

    code: str
    part: str
    name_ko: str
    name_en: str
    business_number: str
    representative: str
    area_code: str
    address: str
    ksic_revision: int
    ksic_code: str
    products: str
    employees: int
    sales_krw: int
    size: str
    root_industry: bool
    polluting: bool
    energy: tuple[DemoEnergyUse, ...]
    measures: tuple[DemoMeasure, ...]
    source: str

    @property
    def email(self) -> str:
        return f"{self.code}@demo.example"


@cache
def ansan() -> tuple[DemoFirm, ...]:
    """The thirty that apply in Ansan 2012."""
    return tuple(_firm(row, ()) for row in _rows("ansan.csv"))


@cache
def firms() -> tuple[DemoFirm, ...]:
    """All eighteen, the thirteen selected ones first."""
    measures: dict[str, list[DemoMeasure]] = {}
    for row in _rows("measures.csv"):
        measures.setdefault(row["firm"], []).append(_measure(row))
    return tuple(
        _firm(row, tuple(measures.get(row["code"], ())))
        for name in ("firms.csv", "refused.csv")
        for row in _rows(name)
    )


def _firm(row: dict[str, str], measures: tuple[DemoMeasure, ...]) -> DemoFirm:
    return DemoFirm(
        code=row["code"],
        part=row["role"],
        name_ko=row["name_ko"],
        name_en=row["name_en"],
        business_number=row["business_number"],
        representative=row["representative_ko"],
        area_code=row["area_code"],
        address=row["address_ko"],
        ksic_revision=int(row["ksic_revision"]),
        ksic_code=row["ksic_code"],
        products=row["products_ko"],
        employees=int(row["employees"]),
        sales_krw=int(row["sales_krw"]),
        size=row["firm_size"],
        root_industry=row["is_root_industry"] == "yes",
        polluting=row["has_polluting_process"] == "yes",
        energy=tuple(_energy(row)),
        measures=measures,
        source=row["source"],
    )


def _energy(row: dict[str, str]) -> Iterator[DemoEnergyUse]:
    for carrier, unit in CARRIERS.items():
        if quantity := row[f"{carrier}_{unit.lower()}"]:
            yield DemoEnergyUse(carrier, Decimal(quantity), unit, int(row[f"{carrier}_krw"]))


def _measure(row: dict[str, str]) -> DemoMeasure:
    return DemoMeasure(
        title_ko=row["title_ko"],
        title_en=row["title_en"],
        measure_type=row["measure_type"],
        carrier=row["carrier"],
        quantity=Decimal(row["quantity"]),
        unit=row["unit"],
        price_krw=Decimal(row["price_krw"]),
        cost_krw=int(row["cost_krw"]),
        implemented=row["source_status"] == "implemented",
        source=f"{row['recommendation_id']}: {row['source']}",
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
