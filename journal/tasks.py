"""Celery's entry into the journal."""

from celery import shared_task

from journal import schedule


@shared_task(name="journal.run_schedule", ignore_result=True)  # type: ignore[untyped-decorator]
def run_schedule() -> None:
    """Sent by beat in production; the embedded relay runs the schedule itself."""
    schedule.run_due()
