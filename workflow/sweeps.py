"""What happens by itself to cases: reminders of corrections, the mark of overdue ones, how long stages take."""

from datetime import timedelta

from django.db import transaction

from journal import clock, events, outbox
from journal.schedule import every
from workflow import durations
from workflow.models import CorrectionRequest
from workflow.states import CLOSED_STAGES

REMIND_DAYS = 2


@every(seconds=3600)
def remind_of_corrections() -> int:
    """Remind each firm once, two days before a request's deadline; a request asked today waits until tomorrow."""
    today = clock.today()
    due = (
        CorrectionRequest.objects.open()
        .filter(
            reminded_at=None,
            deadline__gte=today,
            deadline__lte=today + timedelta(days=REMIND_DAYS),
            asked_at__lt=clock.end_of_day(today, 0),
        )
        .exclude(case__stage__in=sorted(CLOSED_STAGES))
    )
    return sum(_tell(pk, "reminded_at", "reminder") for pk in list(due.values_list("pk", flat=True)))


@every(seconds=3600)
def mark_overdue_corrections() -> int:
    """Mark what was not answered by its day, once; firm and asking official hear of it."""
    late = (
        CorrectionRequest.objects.open()
        .filter(overdue_at=None, deadline__lt=clock.today())
        .exclude(case__stage__in=sorted(CLOSED_STAGES))
    )
    return sum(_tell(pk, "overdue_at", "overdue") for pk in list(late.values_list("pk", flat=True)))


@every(seconds=86400)
def compute_stage_times() -> int:
    """Refresh how long the stages of each programme usually take."""
    return durations.compute()


@transaction.atomic
def _tell(pk: int, stamp: str, kind: str) -> bool:
    """Stamp a request and write its mail; exactly one process gets to do it."""
    unstamped = CorrectionRequest.objects.open().filter(pk=pk, **{stamp: None})
    if not unstamped.update(**{stamp: clock.now()}):
        return False
    request = CorrectionRequest.objects.select_related("case").get(pk=pk)
    outbox.enqueue(
        "workflow.send_correction_mail",
        {"correction": pk, "kind": kind},
        key=f"correction:{kind}:{pk}:{request.deadline}",
    )
    if kind == "overdue":
        events.record(
            action="correction.overdue",
            actor=None,
            obj=request,
            case_id=request.case_id,
            after={"deadline": request.deadline, "about": request.about},
        )
    return True
