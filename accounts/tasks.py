"""Slow work about people; only the relay names these tasks."""

import logging

from celery import shared_task

from accounts import invitations, services
from accounts.errors import Refused
from accounts.models import Organisation
from journal.outbox import OutboxTask

logger = logging.getLogger(__name__)


@shared_task(base=OutboxTask, name="accounts.send_invitation")
def send_invitation(payload: dict) -> None:
    invitations.send(payload, message_id=f"invitation-{payload['invitation']}")


@shared_task(base=OutboxTask, name="accounts.look_up_business_state")
def look_up_business_state(payload: dict) -> None:
    """Ask once; a silent tax office is no fault of ours, and people can ask again by hand."""
    try:
        services.look_up_business_state(Organisation.objects.get(pk=payload["organisation"]), actor=None)
    except Refused as refusal:
        logger.info("business state not looked up: %s", refusal.code)
