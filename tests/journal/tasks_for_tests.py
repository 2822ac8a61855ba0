"""Tasks with an effect that can be counted, and some that fail in chosen ways."""

import time

from celery import shared_task
from django.db import transaction

from journal import counters, events
from journal.models import Event
from journal.outbox import OutboxTask


def leave_effect(payload):
    """A gapless number and an event: two would show as a double, none as a loss."""
    events.record(action="effect", actor=None, obj=None, data={**payload, "number": counters.take("effect")})


def effects():
    """What the tasks have done, in order."""
    return [event.data for event in Event.objects.filter(action="effect")]


@shared_task(base=OutboxTask, name="tests.effect")
def effect(payload):
    leave_effect(payload)


@shared_task(base=OutboxTask, name="tests.fail")
def fail(payload):
    leave_effect(payload)
    raise ValueError("not today")


@shared_task(base=OutboxTask, name="tests.take_a_while")
def take_a_while(payload):
    """Long enough to be killed in the middle, after the effect and before its commit."""
    leave_effect(payload)
    time.sleep(payload["seconds"])


@shared_task(base=OutboxTask, name="tests.slow", atomic=False)
def slow(payload):
    """Not atomic: proves it by committing by itself, and is idempotent by looking first."""
    with transaction.atomic(durable=payload.get("durable", False)):
        if not Event.objects.filter(action="effect").exists():
            leave_effect(payload)
    if payload.get("fail"):
        raise ValueError("after the effect")
