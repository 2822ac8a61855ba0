"""People and rows that know no app above the journal."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from journal.models import Counter


@dataclass(frozen=True)
class Person:
    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@pytest.fixture
def actor():
    return Person(pk=7, name="홍길동")


@pytest.fixture
def obj():
    """Any row with a primary key and a uid."""
    row = Counter(pk=42, name="thing")
    row.uid = UUID(int=9)
    return row
