"""Slow work about people; only the relay names these tasks."""

from celery import shared_task

from accounts import invitations
from journal.outbox import OutboxTask


@shared_task(base=OutboxTask, name="accounts.send_invitation")
def send_invitation(payload: dict) -> None:
    invitations.send(payload, message_id=f"invitation-{payload['invitation']}")
