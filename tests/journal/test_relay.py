from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery

from journal import clock, outbox, relay
from journal.models import OutboxMessage
from tests.journal.tasks_for_tests import effects

MOMENT = datetime(2021, 3, 2, tzinfo=UTC)
STALE = timedelta(seconds=60)
State = OutboxMessage.State


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.travel(MOMENT):
        yield


@pytest.fixture
def broker():
    """A Celery application with a queue in memory."""
    before = relay.current_app._get_current_object()
    with Celery("tests", broker="memory://", set_as_current=True) as app:
        app.set_current()
        yield app
    before.set_current()


class Broker:
    """Takes messages, as many as it has room for."""

    def __init__(self, room=1000):
        self.room, self.taken = room, []

    def __call__(self, message):
        if len(self.taken) >= self.room:
            raise OSError("connection refused")
        self.taken.append(message.payload["n"])


def enqueue(*numbers, **options):
    return [outbox.enqueue("tests.effect", {"n": number}, **options) for number in numbers]


def states():
    return [*OutboxMessage.objects.order_by("pk").values_list("state", flat=True)]


@pytest.mark.django_db
def test_run_once_sends_to_celery(broker):
    (message,) = enqueue(1)
    assert relay.run_once() == 1
    with broker.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        received = queue.get(block=False)
    assert received.headers["task"] == "tests.effect"
    assert received.headers["id"].startswith(f"{message.uid}:")
    assert received.payload[1] == {"message_id": message.pk}
    expires_in = datetime.fromisoformat(received.headers["expires"]) - datetime.now(UTC)
    assert STALE - timedelta(seconds=10) < expires_in <= STALE
    assert states() == [State.SENT]


@pytest.mark.django_db
def test_each_copy_of_a_message_has_its_own_id(broker):
    """A worker never takes an id again whose first copy had expired when it came."""
    enqueue(1)
    relay.run_once()
    clock.advance(STALE)
    relay.run_once()
    with broker.connection_for_read() as connection, connection.SimpleQueue("celery") as queue:
        assert queue.get(block=False).headers["id"] != queue.get(block=False).headers["id"]


@pytest.mark.django_db
def test_run_once_sends_what_is_due_oldest_first():
    enqueue(1, run_after=MOMENT + timedelta(hours=1))
    enqueue(2)
    enqueue(3, run_after=MOMENT - timedelta(hours=1))
    first, later = Broker(), Broker()
    assert relay.run_once(first) == 2
    clock.advance(timedelta(hours=1))
    relay.run_once(later)
    assert first.taken == [3, 2]
    assert later.taken == [3, 2, 1]


@pytest.mark.django_db
def test_run_once_sends_no_more_than_is_finished(monkeypatch):
    monkeypatch.setattr(relay, "IN_FLIGHT", 2)
    messages = enqueue(1, 2, 3, 4)
    broker = Broker()
    assert (relay.run_once(broker), relay.run_once(broker)) == (2, 0)
    outbox._finish(messages[0])
    assert relay.run_once(broker) == 1
    assert broker.taken == [1, 2, 3]


@pytest.mark.django_db
def test_a_broker_that_is_down_loses_nothing_and_uses_no_try():
    enqueue(1, 2, 3)
    down = Broker(room=1)
    assert relay.run_once(down) == 1
    assert states() == [State.SENT, State.PENDING, State.PENDING]
    assert relay.run_once(Broker()) == 0

    clock.advance(relay.BROKER_PAUSE)
    up = Broker()
    assert relay.run_once(up) == 2
    assert (down.taken, up.taken) == ([1], [2, 3])
    assert {*OutboxMessage.objects.values_list("attempts", flat=True)} == {0}


@pytest.mark.django_db
def test_a_lost_message_is_sent_again_when_it_is_stale():
    enqueue(1)
    relay.run_once(Broker())
    clock.advance(STALE - timedelta(seconds=1))
    assert relay.run_once(Broker()) == 0
    clock.advance(timedelta(seconds=1))
    again = Broker()
    assert relay.run_once(again) == 1
    assert again.taken == [1]


@pytest.mark.django_db
def test_a_try_that_began_in_time_is_not_stale():
    (message,) = enqueue(1)
    relay.run_once(Broker())
    clock.advance(STALE - timedelta(seconds=1))
    outbox._begin(message.pk)
    clock.advance(STALE - timedelta(seconds=1))
    assert relay.run_once(Broker()) == 0
    clock.advance(timedelta(seconds=1))
    assert relay.run_once(Broker()) == 1


@pytest.mark.django_db
def test_done_messages_are_never_sent_again():
    enqueue(1)
    relay.drain()
    clock.advance(STALE * 10)
    assert relay.run_once(Broker()) == 0
    assert states() == [State.DONE]


@pytest.mark.django_db
def test_drain_performs_here_what_is_due():
    enqueue(1, 2)
    enqueue(3, run_after=MOMENT + timedelta(hours=1))
    assert relay.drain() == 2
    assert effects() == [{"n": 1, "number": 1}, {"n": 2, "number": 2}]
    assert states() == [State.DONE, State.DONE, State.PENDING]
