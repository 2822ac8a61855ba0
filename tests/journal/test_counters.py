from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from journal import clock, counters
from journal.models import Counter

NEW_YEAR_IN_SEOUL = datetime(2021, 12, 31, 15, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_take_counts_each_series_from_one():
    assert [counters.take("a"), counters.take("a"), counters.take("b"), counters.take("a")] == [1, 2, 1, 3]


@pytest.mark.django_db
def test_take_gives_a_rolled_back_number_again():
    with transaction.atomic():
        counters.take("a")
        transaction.set_rollback(True)
    assert counters.take("a") == 1


@pytest.mark.django_db(transaction=True)
def test_take_refuses_outside_a_transaction():
    with pytest.raises(RuntimeError):
        counters.take("a")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_500_concurrent_issues_leave_no_gap_over_a_new_year():
    """Goal C4: every tenth issue is rolled back, the year changes halfway."""

    def issue(number):
        year_end = NEW_YEAR_IN_SEOUL + timedelta(seconds=number - 250)
        rolled_back = number % 10 == 0
        with closing(connection), clock.travel(year_end), transaction.atomic():
            name = f"certificate:{clock.today().year}"
            taken = counters.take(name)
            transaction.set_rollback(rolled_back)
        return None if rolled_back else (name, taken)

    with ThreadPoolExecutor(10) as pool:
        issued = [taken for taken in pool.map(issue, range(500)) if taken]

    assert len(issued) == 450
    assert sorted(issued) == [
        (f"certificate:{year}", number) for year in (2021, 2022) for number in range(1, 226)
    ]
    assert set(Counter.objects.values_list("name", "value")) == {
        ("certificate:2021", 225),
        ("certificate:2022", 225),
    }
