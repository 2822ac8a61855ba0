from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from journal import clock, outbox, relay
from journal.models import OutboxMessage
from tests.journal import tasks_for_tests
from tests.journal.tasks_for_tests import effects

MOMENT = datetime(2021, 3, 2, tzinfo=UTC)
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.travel(MOMENT):
        yield


def sent(task="tests.effect", payload=None):
    """A message that the relay has claimed."""
    message = outbox.enqueue(task, payload or {"n": 1})
    relay.claim()
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_enqueue_waits_in_the_outbox():
    message = outbox.enqueue("tests.effect", {"n": 1}, run_after=MOMENT + timedelta(days=1))
    assert (message.state, message.attempts) == (State.PENDING, 0)
    assert (message.created_at, message.available_at) == (MOMENT, MOMENT + timedelta(days=1))


@pytest.mark.django_db
def test_enqueue_with_a_key_gives_the_first_message():
    first = outbox.enqueue("tests.effect", {"n": 1}, key="render:1")
    assert outbox.enqueue("tests.effect", {"n": 2}, key="render:1") == first
    assert OutboxMessage.objects.by_key(["render:1", "render:2"]) == {"render:1": first}
    assert first.payload == {"n": 1}


@pytest.mark.django_db
def test_rolled_back_work_leaves_no_message():
    with transaction.atomic():
        outbox.enqueue("tests.effect", {})
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_message_takes_effect_once_however_often_it_arrives():
    message = sent()
    for _ in range(4):
        tasks_for_tests.effect(message_id=message.pk)
    message.refresh_from_db()
    assert effects() == [{"n": 1, "number": 1}]
    assert (message.state, message.attempts, message.finished_at) == (State.DONE, 1, MOMENT)


@pytest.mark.django_db
def test_a_message_that_was_not_sent_or_does_not_exist_is_left_alone():
    message = outbox.enqueue("tests.effect", {"n": 1})
    tasks_for_tests.effect(message_id=message.pk)
    tasks_for_tests.effect(message_id=message.pk + 1)
    assert effects() == []


@pytest.mark.django_db
def test_a_failed_try_leaves_nothing_and_waits_longer_each_time():
    message = sent("tests.fail")
    waits = []
    for _ in range(5):
        with pytest.raises(ValueError, match="not today"):
            tasks_for_tests.fail(message_id=message.pk)
        message.refresh_from_db()
        waits.append((message.available_at - clock.now()).total_seconds())
        clock.advance(message.available_at - clock.now())
        relay.claim()
    assert waits[:4] == [10, 40, 160, 640]
    assert effects() == []
    assert (message.state, message.attempts) == (State.FAILED, 5)
    assert message.last_error == "ValueError: not today"


@pytest.mark.django_db
def test_a_failed_message_is_not_tried_again_until_replayed():
    message = sent("tests.effect")
    OutboxMessage.objects.update(state=State.FAILED, attempts=5, finished_at=MOMENT)
    tasks_for_tests.effect(message_id=message.pk)
    assert relay.drain() == 0

    outbox.replay(message)

    assert (message.state, message.attempts) == (State.PENDING, 0)
    assert relay.drain() == 1
    assert effects() == [{"n": 1, "number": 1}]


@pytest.mark.django_db
def test_replay_ends_the_wait_for_the_next_try():
    message = sent("tests.fail")
    with pytest.raises(ValueError, match="not today"):
        tasks_for_tests.fail(message_id=message.pk)
    outbox.replay(message)
    assert (message.state, message.attempts, message.available_at) == (State.PENDING, 0, MOMENT)


@pytest.mark.django_db
def test_replay_leaves_a_done_message_alone():
    message = sent()
    tasks_for_tests.effect(message_id=message.pk)
    assert outbox.replay(message).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_slow_body_runs_outside_a_transaction():
    message = sent("tests.slow", {"durable": True})
    tasks_for_tests.slow(message_id=message.pk)
    message.refresh_from_db()
    assert message.state == State.DONE


@pytest.mark.django_db
def test_a_slow_body_that_fails_after_its_effect_is_tried_again():
    message = sent("tests.slow", {"fail": True})
    with pytest.raises(ValueError, match="after the effect"):
        tasks_for_tests.slow(message_id=message.pk)
    OutboxMessage.objects.update(payload={})
    clock.advance(timedelta(seconds=10))
    assert relay.drain() == 1
    assert len(effects()) == 1


@pytest.mark.django_db
def test_a_running_message_says_so():
    message = sent()
    assert not message.is_running
    outbox._begin(message.pk)
    message.refresh_from_db()
    assert message.is_running


@pytest.mark.django_db
def test_a_task_that_never_comes_to_an_end_stops_after_five_tries():
    """Goal T4: a body that kills its worker each time; nothing but the beginning is seen."""
    message = sent()
    for _ in range(7):
        outbox._begin(message.pk)
        clock.advance(timedelta(seconds=60))
        relay.sweep()
        relay.claim()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 5)
    assert message.last_error
