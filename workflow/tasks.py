"""Slow work of the workflow; only the relay names these tasks."""

from celery import shared_task

from journal.outbox import OutboxTask
from workflow import mails, notices


@shared_task(base=OutboxTask, name="workflow.send_notice")
def send_notice(payload: dict) -> None:
    notices.send(payload, message_id=f"notice-{payload['event']}")


@shared_task(base=OutboxTask, name="workflow.send_correction_mail")
def send_correction_mail(payload: dict) -> None:
    mails.send_correction(payload, message_id=f"correction-{payload['kind']}-{payload['correction']}")


@shared_task(base=OutboxTask, name="workflow.send_charge_mail")
def send_charge_mail(payload: dict) -> None:
    mails.send_charge(payload, message_id=f"charge-{payload['officer']}-{payload['cases'][0]}")
