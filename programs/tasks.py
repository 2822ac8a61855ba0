"""Slow work about what is offered; only the relay names these tasks."""

from celery import shared_task

from journal.outbox import OutboxTask
from programs import questions


@shared_task(base=OutboxTask, name="programs.send_answer")
def send_answer(payload: dict) -> None:
    questions.send(payload, message_id=f"answer-{payload['question']}-{payload['at']}")
