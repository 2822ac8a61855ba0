"""Slow work of step 1; only the relay names these tasks."""

import time

from celery import shared_task
from django.utils import translation

from applications import lapses, local_firm_mails, mails
from applications.models import BulkAct
from applications.services import bulk as bulk_acts
from journal.outbox import OutboxTask

# Well below the time limit of a task; what is left then is asked for anew.
SECONDS = 20
PORTION = 10


@shared_task(base=OutboxTask, name=bulk_acts.TASK, atomic=False)
def advance_bulk(payload: dict) -> None:
    """Try or do the rows of an act on many; each commits by itself, so that a repetition does nothing twice."""
    bulk = BulkAct.objects.select_related("user").get(pk=payload["bulk"])
    began_in, until = bulk.state, time.monotonic() + SECONDS
    with translation.override(bulk.user.language):
        while bulk.state == began_in and time.monotonic() < until:
            if began_in not in (BulkAct.State.CHECKING, BulkAct.State.RUNNING):
                return
            bulk = bulk_acts.advance(bulk, limit=PORTION)
    if bulk.state == began_in:
        bulk_acts.advance_later(bulk)


@shared_task(base=OutboxTask, name="applications.send_grace_mail")
def send_grace_mail(payload: dict) -> None:
    mails.send_grace(payload, message_id=f"grace-{payload['grace']}-{payload['application']}")


@shared_task(base=OutboxTask, name=local_firm_mails.TASK)
def send_local_invitation(payload: dict) -> None:
    local_firm_mails.send(payload, message_id=f"local-invitation-{payload['invitation']}")


@shared_task(base=OutboxTask, name=lapses.TASK)
def warn_of_lapse(payload: dict) -> None:
    lapses.send(payload, message_id=f"lapse-{payload['item']}-{payload['days']}")
