"""Slow work on papers. Only the relay sends these."""

from typing import Any

from celery import shared_task

from documents import services
from journal.outbox import OutboxTask


@shared_task(base=OutboxTask, name=services.RENDER_TASK, atomic=False)
def render(payload: dict[str, Any]) -> None:
    services.render(payload["document"])
