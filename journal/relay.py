"""From the outbox to Celery: the only code that sends a task.

A row is claimed (committed as `sent`) before it is sent. A crash between the two, a broker that lost its
queue and a worker that died look alike afterwards, sent but not done, and one sweep heals them all.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction

from journal import clock
from journal.models import OutboxMessage
from journal.outbox import MAX_ATTEMPTS

logger = logging.getLogger(__name__)

State = OutboxMessage.State

BATCH = 100
# Sent but not done. More than workers get through in OUTBOX_STALE_SECONDS would only be sent twice.
IN_FLIGHT = 100
BROKER_PAUSE = timedelta(seconds=5)

Send = Callable[[OutboxMessage], None]


def send(message: OutboxMessage) -> None:
    """Hand a message to the broker; raises at once when there is none, since the next round tries again.

    It expires when the sweep would send it again, so that a broker nobody reads from fills with no copies.
    Each copy has an id of its own: a worker that met an expired one discards its id for ever.
    """
    current_app.send_task(
        message.task,
        kwargs={"message_id": message.pk},
        task_id=f"{message.uid}:{secrets.token_hex(4)}",
        ignore_result=True,
        retry=False,
        expires=settings.OUTBOX_STALE_SECONDS,
    )


def perform(message: OutboxMessage) -> None:
    """Run a message here and now instead of sending it; what its task raises comes through."""
    current_app.tasks[message.task](message_id=message.pk)


def run_once(send: Send = send) -> int:
    """One round: take back what was lost, claim what is due, send it. Returns how many were sent."""
    sweep()
    messages = claim()
    for done, message in enumerate(messages):
        try:
            send(message)
        except Exception as error:  # noqa: BLE001  # whatever the broker's client raises
            logger.warning("The broker does not take messages, %s wait: %s", len(messages) - done, error)
            _put_back(messages[done:])
            return done
    return len(messages)


def drain() -> int:
    """Perform in this process everything that is due, also what that leads to. Returns how many.

    For tests and commands that have no worker.
    """
    performed = 0
    while messages := claim(limit=1):
        perform(messages[0])
        performed += 1
    return performed


def claim(limit: int = BATCH) -> list[OutboxMessage]:
    """Mark the messages that are due as sent; several relays share the work without sending one twice."""
    moment = clock.now()
    with transaction.atomic():
        room = IN_FLIGHT - OutboxMessage.objects.filter(state=State.SENT).count()
        due = OutboxMessage.objects.due(moment).select_for_update(skip_locked=True)
        messages = list(due[: max(0, min(limit, room))])
        OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
            state=State.SENT, sent_at=moment, started_at=None
        )
    return messages


def sweep() -> None:
    """Take back messages that were sent but not done in time; give up those whose tries are used up.

    A message that a worker is at (its row is locked) is left alone.
    """
    moment = clock.now()
    since = moment - timedelta(seconds=settings.OUTBOX_STALE_SECONDS)
    with transaction.atomic():
        stale = OutboxMessage.objects.stale(since).select_for_update(skip_locked=True)
        lost = OutboxMessage.objects.filter(pk__in=[message.pk for message in stale[:BATCH]])
        lost.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=State.FAILED,
            finished_at=moment,
            last_error="no worker came to the end of the last try",
        )
        lost.filter(state=State.SENT).update(state=State.PENDING, started_at=None)


def _put_back(messages: list[OutboxMessage]) -> None:
    unsent = OutboxMessage.objects.filter(pk__in=[message.pk for message in messages], state=State.SENT)
    unsent.update(state=State.PENDING, available_at=clock.now() + BROKER_PAUSE, sent_at=None)
