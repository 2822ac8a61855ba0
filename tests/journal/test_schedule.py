from datetime import UTC, datetime, timedelta

import pytest

from journal import clock, schedule
from journal.models import IdempotencyKey

MOMENT = datetime(2021, 3, 2, tzinfo=UTC)


@pytest.fixture
def ran(monkeypatch):
    """A registry of three sweeps, one of which fails; the names of those that ran."""
    names = []
    schedule._discover()
    monkeypatch.setattr(schedule, "SWEEPS", {})

    @schedule.every(seconds=60)
    def often():
        names.append("often")

    @schedule.every(seconds=30)
    def broken():
        raise ZeroDivisionError

    @schedule.every(seconds=3600)
    def seldom():
        names.append("seldom")

    return names


@pytest.mark.django_db
def test_each_sweep_runs_once_per_interval(ran):
    with clock.travel(MOMENT):
        schedule.run_due()
        assert ran == ["often", "seldom"]
        assert schedule.run_due() == []
        clock.advance(timedelta(seconds=59))
        schedule.run_due()
        assert ran == ["often", "seldom"]
        clock.advance(timedelta(seconds=1))
        schedule.run_due()
        assert ran == ["often", "seldom", "often"]


@pytest.mark.django_db
def test_two_relays_share_a_turn(ran):
    with clock.travel(MOMENT):
        schedule.run_due()
        clock.advance(timedelta(hours=1))
        name = next(name for name in schedule.SWEEPS if name.endswith("seldom"))
        assert schedule._take_turn(name, timedelta(hours=1))
        assert not schedule._take_turn(name, timedelta(hours=1))


@pytest.mark.django_db
def test_stored_answers_are_forgotten_after_three_days():
    schedule._discover()
    with clock.travel(MOMENT):
        IdempotencyKey.objects.create(user_id=1, key="old", created_at=MOMENT, claimed_at=MOMENT)
        clock.advance(timedelta(hours=1))
        new = IdempotencyKey.objects.create(
            user_id=1, key="new", created_at=clock.now(), claimed_at=clock.now()
        )
        clock.advance(timedelta(hours=72))
        schedule.SWEEPS["journal.sweeps.forget_old_answers"][1]()
    assert [*IdempotencyKey.objects.all()] == [new]
