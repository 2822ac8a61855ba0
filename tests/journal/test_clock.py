from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from journal import clock

NEW_YEAR_IN_SEOUL = datetime(2021, 12, 31, 15, 0, tzinfo=UTC)


def test_now_runs_and_is_aware():
    before = datetime.now(UTC)
    moment = clock.now()
    assert before <= moment <= datetime.now(UTC)


def test_travel_stands_still_and_comes_back():
    with clock.travel(NEW_YEAR_IN_SEOUL):
        assert clock.now() == clock.now() == NEW_YEAR_IN_SEOUL
    assert clock.now().year > 2021


def test_journeys_nest():
    with clock.travel(NEW_YEAR_IN_SEOUL):
        with clock.travel(NEW_YEAR_IN_SEOUL + timedelta(days=1)):
            assert clock.today() == date(2022, 1, 2)
        assert clock.today() == date(2022, 1, 1)


def test_advance_moves_a_stopped_clock():
    with clock.travel(NEW_YEAR_IN_SEOUL):
        assert clock.advance(timedelta(hours=1)) == clock.now() == NEW_YEAR_IN_SEOUL + timedelta(hours=1)


def test_advance_refuses_a_running_clock():
    with pytest.raises(RuntimeError):
        clock.advance(timedelta(seconds=1))


def test_travel_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="naive"), clock.travel(datetime(2021, 3, 1)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NEW_YEAR_IN_SEOUL - timedelta(microseconds=1), date(2021, 12, 31)),
        (NEW_YEAR_IN_SEOUL, date(2022, 1, 1)),
        (datetime(2024, 2, 28, 15, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_today_changes_at_midnight_in_seoul(moment, day):
    with clock.travel(moment):
        assert clock.today() == day


def test_end_of_day_is_midnight_in_seoul_or_the_stated_hour():
    assert clock.end_of_day(date(2021, 12, 31)) == NEW_YEAR_IN_SEOUL
    assert clock.end_of_day(date(2021, 12, 31), hour=18) == NEW_YEAR_IN_SEOUL - timedelta(hours=6)


def test_another_thread_stays_in_the_present():
    with clock.travel(NEW_YEAR_IN_SEOUL), ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result().year > 2021
