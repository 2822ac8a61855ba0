import csv
from pathlib import Path

import pytest
from hypothesis import settings

from calculations.factors import FactorTable

# A busy machine is no failure, and examples found on one machine are no state of another.
settings.register_profile("cleanprod", deadline=None, database=None)
settings.load_profile("cleanprod")

FACTORS = Path(__file__).resolve().parents[2] / "programs" / "data" / "factors.csv"


def factor_table(code: str) -> FactorTable:
    with FACTORS.open(encoding="utf-8", newline="") as file:
        return FactorTable.from_rows(code, csv.DictReader(file))


@pytest.fixture(scope="session")
def kr_2021() -> FactorTable:
    return factor_table("kr-2021")


@pytest.fixture(scope="session")
def kr_2026() -> FactorTable:
    return factor_table("kr-2026")
