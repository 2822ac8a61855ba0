"""Work after commit: a row written in the transaction that wants it, sent by the relay, run once.

    enqueue ──> pending ──(relay)──> sent ──(task)──> done
                   ^                   │
                   └──── backoff ──────┴──(5 tries)──> failed ──(replay)──> pending

A message may reach a worker twice; its effect happens once, because it is marked done in the transaction of
the effect. Whatever a crash leaves in `sent` the relay sends again.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from celery import Task
from django.db import transaction

from journal import clock
from journal.models import OutboxMessage

logger = logging.getLogger(__name__)

State = OutboxMessage.State

MAX_ATTEMPTS = 5


def enqueue(
    task: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    run_after: datetime | None = None,
) -> OutboxMessage:
    """Ask for `task(payload)` after the surrounding transaction has committed, and not before `run_after`.

    A `key` makes the request unique for ever: asking again gives the first message, whatever its state.
    """
    moment = clock.now()
    fields = {
        "task": task,
        "payload": dict(payload),
        "available_at": run_after or moment,
        "created_at": moment,
    }
    if key is None:
        return OutboxMessage.objects.create(**fields)
    message, _created = OutboxMessage.objects.get_or_create(key=key, defaults=fields)
    return message


def replay(message: OutboxMessage) -> OutboxMessage:
    """Give a message that failed or waits for its next try five new ones, the first now.

    A message that is sent or done stays as it is.
    """
    OutboxMessage.objects.filter(pk=message.pk, state__in=(State.FAILED, State.PENDING)).update(
        state=State.PENDING,
        attempts=0,
        available_at=clock.now(),
        started_at=None,
        finished_at=None,
    )
    message.refresh_from_db()
    return message


def pause_after(attempts: int) -> timedelta:
    """How long to wait after a failed try: 10, 40, 160, 640 seconds."""
    return timedelta(seconds=10 * int(4 ** (attempts - 1)))


class OutboxTask(Task):  # type: ignore[misc]  # Celery has no types
    """Base of every task: receives the id of a message and calls its body as `run(payload)`.

    `atomic = True`: the message is locked, the body runs and the message is done in one transaction.
    `atomic = False`, for slow bodies that must not hold a transaction open: the body runs first and must be
    idempotent by itself (compare-and-set), since a crash before the message is done runs it again.
    """

    atomic = True
    ignore_result = True
    # A killed worker's message comes back at once; `attempts` ends the loop if it kills every worker.
    acks_late = True
    reject_on_worker_lost = True
    # Shorter than OUTBOX_STALE_SECONDS: a try is over before the relay takes it for lost.
    soft_time_limit = 45
    time_limit = 55

    def __call__(self, message_id: int) -> None:
        message = _begin(message_id)
        if message is None:
            return
        try:
            self._perform(message)
        except Exception as error:
            _put_back(message, error)
            raise

    def _perform(self, message: OutboxMessage) -> None:
        if not self.atomic:
            self.run(message.payload)
            _finish(message)
            return
        with transaction.atomic():
            if _lock_sent(message.pk):
                self.run(message.payload)
                _finish(message)


def _lock_sent(message_id: int) -> OutboxMessage | None:
    """The message, locked, if it still waits for its effect and nobody else is at it."""
    unlocked = OutboxMessage.objects.select_for_update(skip_locked=True)
    return unlocked.filter(pk=message_id, state=State.SENT).first()


def _begin(message_id: int) -> OutboxMessage | None:
    """Count a try, in a transaction of its own: a worker that dies in the body has used it up."""
    with transaction.atomic():
        message = _lock_sent(message_id)
        if message is None or message.attempts >= MAX_ATTEMPTS:
            return None
        message.attempts += 1
        message.started_at = clock.now()
        message.save(update_fields=("attempts", "started_at"))
    return message


def _finish(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk, state=State.SENT).update(
        state=State.DONE, finished_at=clock.now(), last_error=""
    )


def _put_back(message: OutboxMessage, error: Exception) -> None:
    """After a failed try: wait and try again, or give up."""
    moment = clock.now()
    given_up = message.attempts >= MAX_ATTEMPTS
    OutboxMessage.objects.filter(pk=message.pk, state=State.SENT).update(
        state=State.FAILED if given_up else State.PENDING,
        available_at=moment + pause_after(message.attempts),
        started_at=None,
        finished_at=moment if given_up else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
    logger.warning("Try %s of message %s failed", message.attempts, message.uid)
