"""Slow work of the workflow; only the relay names these tasks."""

from celery import shared_task

from journal.outbox import OutboxTask
from workflow import notices


@shared_task(base=OutboxTask, name="workflow.send_notice")
def send_notice(payload: dict) -> None:
    notices.send(payload, message_id=f"notice-{payload['event']}")
