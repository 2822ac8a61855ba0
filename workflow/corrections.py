"""Correction requests as objects, for every record that can be sent back (보완요청)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from journal import clock
from workflow.acts import Act
from workflow.engine import Move
from workflow.errors import Refused
from workflow.models import CorrectionRequest


def require_future_deadline(record: Any, data: dict[str, Any]) -> None:
    """A deadline day ends at 24:00: today is still possible."""
    if data["deadline"] < clock.today():
        raise Refused("deadline_past", _("Choose today or a later day."), field="deadline")


def ask(move: Move, act: Act) -> CorrectionRequest:
    """Open a request for the record of ``move``; the text is the act's comment."""
    return CorrectionRequest.objects.create(
        case=move.record.case,
        record_kind=move.record.workflow_kind,
        record_uid=move.record.uid,
        text=act.comment,
        deadline=move.data["deadline"],
        asked_by=act.actor,
        asked_at=clock.now(),
    )


def answer(record: Any, act: Act) -> None:
    """Answer the open request; the record goes back to who asked, who accepts by going on."""
    _open(record).update(
        state=CorrectionRequest.State.ANSWERED,
        answer=act.comment,
        answered_by=act.actor,
        answered_at=clock.now(),
    )


def withdraw(record: Any) -> None:
    """Take the open request back."""
    _open(record).update(state=CorrectionRequest.State.WITHDRAWN, closed_at=clock.now())


def accept_answers(record: Any) -> None:
    """Going on with a record accepts what was answered."""
    of_record(record).filter(state=CorrectionRequest.State.ANSWERED).update(
        state=CorrectionRequest.State.ACCEPTED, closed_at=clock.now()
    )


def of_record(record: Any) -> QuerySet[CorrectionRequest]:
    """All requests about a record, newest first."""
    return CorrectionRequest.objects.filter(record_kind=record.workflow_kind, record_uid=record.uid)


def _open(record: Any) -> QuerySet[CorrectionRequest]:
    return of_record(record).filter(state=CorrectionRequest.State.ASKED)
