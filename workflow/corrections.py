"""Correction requests as objects, for every record that can be sent back (보완요청).

Several can be open for a record, each with its own text and deadline. The functions here write requests; the state of
the record is the table's matter, so that services call them with the move that they made.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from journal import clock
from workflow.acts import Act
from workflow.engine import Move
from workflow.errors import Refused
from workflow.models import CorrectionRequest, DeadlineExtension
from workflow.querysets import CorrectionQuerySet

State = CorrectionRequest.State
MOST_AT_ONCE = 30


def of_record(record: Any) -> CorrectionQuerySet:
    """All requests about a record, newest first."""
    return CorrectionRequest.objects.filter(record_kind=record.workflow_kind, record_uid=record.uid)


def open_requests(record: Any) -> list[CorrectionRequest]:
    """What a record is asked to correct now, in the order in which it was asked: the items of the paper 보완요청서."""
    return list(of_record(record).open().select_related("asked_by").order_by("pk"))


# -- checks ------------------------------------------------------------------------------------------------


def require_future_deadline(record: Any, data: Mapping[str, Any]) -> None:
    """Every deadline lies ahead. A deadline day ends at 24:00: today is still possible."""
    rows = data.get("requests") or []
    if len(rows) > MOST_AT_ONCE:
        text = _("Ask for at most %(count)s corrections at once.")
        raise Refused("too_many", text % {"count": MOST_AT_ONCE}, field="requests")
    days = [data["deadline"], *(row["deadline"] for row in rows if row.get("deadline"))]
    if any(day < clock.today() for day in days):
        raise Refused("deadline_past", _("Choose today or a later day."), field="deadline")


def require_open(record: Any, data: Mapping[str, Any]) -> None:
    """The request that the act names is open."""
    named(record, data, State.ASKED)


def require_answered(record: Any, data: Mapping[str, Any]) -> None:
    """The request that the act names has been answered and not yet accepted."""
    named(record, data, State.ANSWERED)


def named(record: Any, data: Mapping[str, Any], state: str) -> CorrectionRequest:
    """The request that an act names by ``correction``; refused (``unknown_correction``) in another state."""
    found = of_record(record).filter(uid=data["correction"], state=state).first()
    if found is None:
        text = _("This correction request is not open any more. Look at the page again.")
        raise Refused("unknown_correction", text, field="correction")
    return found


def is_last_open(record: Any, uid: Any) -> bool:
    """Whether nothing else than the named request is asked: closing it ends the correction."""
    return not of_record(record).open().exclude(uid=uid if _is_uid(uid) else None).exists()


def _is_uid(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


# -- asking and answering ----------------------------------------------------------------------------------


def ask(move: Move, act: Act) -> list[CorrectionRequest]:
    """Open the requests of an act: one for each of its ``requests``; without any, one with the act's comment."""
    rows, moment = move.data.get("requests") or [{"text": act.comment}], clock.now()
    return CorrectionRequest.objects.bulk_create(
        CorrectionRequest(
            case=move.record.case,
            record_kind=move.record.workflow_kind,
            record_uid=move.record.uid,
            about=row.get("about") or "",
            text=row["text"],
            deadline=row.get("deadline") or move.data["deadline"],
            asked_by=act.actor,
            asked_at=moment,  # one instant for one act: the letter lists what was asked together
        )
        for row in rows
    )


def answer(record: Any, act: Act, *, only: str = "", answers: Mapping[str, str] | None = None) -> None:
    """Answer what is open, or ``only`` the request of that uid, with the act's comment.

    ``answers`` gives requests (by uid) a text of their own. The record goes back to who asked, who accepts by going on.
    """
    asked = of_record(record).open()
    for request in asked.filter(uid=only) if only else asked:
        request.state = State.ANSWERED
        request.answer = (answers or {}).get(str(request.uid)) or act.comment
        request.answered_by, request.answered_at = act.actor, clock.now()
        request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        _lapse(request)


def withdraw(record: Any, *, only: str = "") -> None:
    """Take back what is open, or ``only`` the request of that uid; its text stays readable."""
    asked = of_record(record).open()
    for request in asked.filter(uid=only) if only else asked:
        request.state, request.closed_at = State.WITHDRAWN, clock.now()
        request.save(update_fields=["state", "closed_at"])
        _lapse(request)


def accept_answers(record: Any, *, only: str = "") -> None:
    """Going on with a record accepts what was answered; an official may accept ``only`` one."""
    answered = of_record(record).filter(state=State.ANSWERED)
    chosen = answered.filter(uid=only) if only else answered
    chosen.update(state=State.ACCEPTED, closed_at=clock.now())


# -- more time ---------------------------------------------------------------------------------------------


def require_extendable(record: Any, data: Mapping[str, Any]) -> None:
    """The request is open, was not extended twice already, and no wish for more time waits for an answer."""
    request = named(record, data, State.ASKED)
    asked = list(request.extensions.all())
    if any(extension.state == DeadlineExtension.State.ASKED for extension in asked):
        raise Refused("extension_asked", _("You have asked for more time already. Wait for the answer."))
    if len(asked) >= CorrectionRequest.MOST_EXTENSIONS:
        text = _("More time can be asked for %(count)s times at most.")
        raise Refused("extensions_used", text % {"count": CorrectionRequest.MOST_EXTENSIONS})
    if not 1 <= data["days"] <= 90:
        raise Refused("days_out_of_range", _("Enter a number of days from 1 to 90."), field="days")


def ask_extension(move: Move, act: Act) -> DeadlineExtension:
    """The firm asks for ``days`` more; the comment is the reason."""
    request = named(move.record, move.data, State.ASKED)
    return DeadlineExtension.objects.create(
        correction=request,
        days=move.data["days"],
        reason=act.comment.strip(),
        asked_by=act.actor,
        asked_at=clock.now(),
        deadline_before=request.deadline,
    )


def require_extension_asked(record: Any, data: Mapping[str, Any]) -> None:
    """Somebody asked for more time; a granted day lies ahead, and a refusal has its reason."""
    request = named(record, data, State.ASKED)
    extension = _asked(request)
    if extension is None:
        raise Refused("no_extension", _("Nobody has asked for more time here."), field="correction")
    if data["granted"] and granted_until(extension, data) < clock.today():
        raise Refused("deadline_past", _("Choose today or a later day."), field="deadline")


def granted_until(extension: DeadlineExtension, data: Mapping[str, Any]) -> date:
    """The day that the official named, else so many days as were asked for after the old one."""
    return data.get("deadline") or extension.deadline_before + timedelta(days=extension.days)


def decide_extension(move: Move, act: Act) -> DeadlineExtension:
    """Grant more time (``deadline``, empty: as asked) or decline it. A new deadline is reminded of anew."""
    request = named(move.record, move.data, State.ASKED)
    extension = _asked(request)
    assert extension is not None, "require_extension_asked has looked."
    granted = move.data["granted"]
    extension.state = DeadlineExtension.State.GRANTED if granted else DeadlineExtension.State.DECLINED
    extension.decided_by, extension.decided_at = act.actor, clock.now()
    extension.decision_reason = act.comment.strip()
    if granted:
        extension.deadline_after = request.deadline = granted_until(extension, move.data)
        request.reminded_at = request.overdue_at = None
        request.save(update_fields=["deadline", "reminded_at", "overdue_at"])
    extension.save()
    return extension


def _asked(request: CorrectionRequest) -> DeadlineExtension | None:
    return request.extensions.filter(state=DeadlineExtension.State.ASKED).first()


def _lapse(request: CorrectionRequest) -> None:
    """A wish for more time has no object once the request is closed."""
    waiting = request.extensions.filter(state=DeadlineExtension.State.ASKED)
    waiting.update(state=DeadlineExtension.State.LAPSED)
