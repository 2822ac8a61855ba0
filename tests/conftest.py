"""What every test may rely on: real rules loaded once, people of every role, a clock that stands in 2021."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import Area
from journal import clock
from programs import reference
from tests.factories import accounts as people
from tests.factories import programs as rounds

# Inside the 2021 call, on a weekday morning.
DURING_CALL = datetime(2021, 7, 14, 10, 0, tzinfo=clock.SEOUL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On SQLite the proofs about races are left to ``make test-services``, which runs them on PostgreSQL."""
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        return
    selected = [item for item in items if "postgres" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "postgres" in item.keywords])
    items[:] = selected


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Reference data stand in the database before the first test; tests that flush it load them again."""
    with django_db_blocker.unblock():
        reference.load_all()


@pytest.fixture
def reference_data(db) -> None:
    """The reference data, loaded anew where a test that flushes the database ran before."""
    if not Area.objects.exists():
        reference.load_all()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language active in its thread; the next test begins in the portal's own."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def during_call() -> Iterator[None]:
    """The clock stands at 14 July 2021, 10:00 in Seoul: the call of Incheon 2021 is open."""
    with clock.travel(DURING_CALL):
        yield


@pytest.fixture
def round_2021(db):
    """The 2021 Incheon round with its rules and money, open."""
    return rounds.incheon_2021()


@pytest.fixture
def personas(round_2021):
    """The twelve personas of RELIABILITY.md section 4, keyed by name."""
    return people.personas(round_2021)


@pytest.fixture
def is_postgres() -> bool:
    return connection.vendor == "postgresql"
