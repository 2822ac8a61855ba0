"""The deadline shield: drafts frozen at closing, grace periods after an outage, copies confirmed by their firms."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import copies, rules
from applications.models import Application, DraftCopy, GracePeriod
from applications.services.screening import receive
from journal import canonical, clock, events, outbox
from programs.models import Round
from workflow import engine
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.states import ApplicationState


def freeze_drafts() -> int:
    """Freeze every draft whose round has closed and that has no copy of that closing yet; how many there were.

    Runs every minute (applications.sweeps) and catches up with what an outage left.
    """
    rounds = Round.objects.exclude(status__in=(Round.Status.DRAFT, Round.Status.ARCHIVED))
    closed = [one for one in rounds.filter(closes_on__lte=clock.today()) if rules.is_closed(one)]
    return sum(freeze_round(round_) for round_ in closed)


def freeze_round(round_: Round) -> int:
    """Freeze the drafts of one round that has closed; how many there were."""
    drafts = Application.objects.filter(case__round=round_, state=ApplicationState.DRAFT)
    left = drafts.exclude(draft_copies__closes_at=round_.closes_at).order_by("pk")
    return sum(freeze(application, round_.closes_at) is not None for application in left)


@transaction.atomic
def freeze(application: Application, closes_at: datetime) -> DraftCopy | None:
    """Keep a draft as it stood at ``closes_at``; None when it was handed in, or frozen already.

    Locks as every save does: what began in time is in the copy, and nothing is saved after the closing
    (rules.require_before_closing). Effects: the copy with its completeness and fingerprint, an event. No submission.
    """
    case, fresh = engine.lock(application)
    frozen = fresh.draft_copies.filter(closes_at=closes_at)
    if fresh.state != ApplicationState.DRAFT or clock.now() < case.round.closes_at or frozen.exists():
        return None
    found = copies.content(fresh, closes_at)
    # Judged by the day of the closing, also when the sweep comes later: papers lapse meanwhile.
    with clock.travel(closes_at - timedelta(microseconds=1)):
        lacking = [
            {"section": item.section, "field": item.field, "message": item.message}
            for item in rules.missing(fresh)
        ]
    copy = DraftCopy.objects.create(
        application=fresh,
        closes_at=closes_at,
        taken_at=clock.now(),
        version=fresh.version,
        missing=canonical.plain(lacking),
        changed_later=copies.changed_later(fresh, closes_at),
        is_complete=not lacking,
        sha256=copies.fingerprint(found),
        **found,
    )
    events.record(
        action="application.freeze_draft",
        actor=None,
        obj=fresh,
        case_id=case.pk,
        after={
            "closes_at": closes_at,
            "is_complete": copy.is_complete,
            "missing": len(lacking),
            "sha256": copy.sha256,
        },
    )
    return copy


@transaction.atomic
def confirm_copy(application: Application, act: Act) -> Application:
    """The firm hands in what its draft said at closing, while a grace period runs.

    Effects: as ``submit``, with the real time of the confirmation; the application is marked as submitted in grace, the
    copy as confirmed. A draft that was incomplete is handed in as it was completed, where the period lets it. Refused
    with ``no_grace_period``, ``no_copy``, ``copy_incomplete``, ``copy_differs``; Incomplete names what is missing.
    """

    def check(record: Application, data: dict[str, Any]) -> None:
        rules.require_confirmable(record, data)
        _require_unchanged(record)

    def in_grace(record: Application, _data: dict[str, Any]) -> dict[str, Any]:
        return {"grace": rules.running_grace(record.case.round)}

    move = engine.apply(application, "confirm_copy", act, check=check, fields=in_grace)
    copy = rules.copy_of(move.record)
    assert copy is not None, "require_confirmable has looked."
    copy.confirmed_at, copy.confirmed_by, copy.grace = clock.now(), act.actor, move.record.grace
    copy.save(update_fields=["confirmed_at", "confirmed_by", "grace"])
    receive(move.record, act)
    return move.record


def _require_unchanged(application: Application) -> None:
    """A complete copy is handed in as it is; figures shared with another application may have changed there."""
    copy = rules.copy_of(application)
    if copy is None or not copy.is_complete:
        return
    if copies.fingerprint(copies.content(application, copy.closes_at)) != copy.sha256:
        text = _(
            "Figures of the site were changed after the closing, in another application of the firm: they are no "
            "longer those of the copy. Ask the operator."
        )
        raise Refused("copy_differs", text)


@transaction.atomic
def open_grace(
    round_: Round,
    *,
    ends_at: datetime,
    starts_at: datetime | None = None,
    may_complete: bool = False,
    act: Act,
) -> GracePeriod:
    """Give firms time after the closing to confirm their copies; the act's comment is the reason.

    Effects: drafts are frozen if that is still to be done; the period, an event, a mail to each firm with a copy when
    the period begins. Refused before the closing (``not_closed``), in an archived round (``archived``), when it would
    be over already (``ends_in_the_past``), or when it overlaps with another (``grace_overlaps``).
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    _require_setup(round_, act)
    starts_at = starts_at or clock.now()
    _require_possible(round_, starts_at, ends_at)
    freeze_round(round_)
    grace = GracePeriod.objects.create(
        round=round_,
        starts_at=starts_at,
        ends_at=ends_at,
        may_complete=may_complete,
        reason=act.comment.strip(),
        opened_by=act.actor,
        opened_at=clock.now(),
    )
    _record("open_grace", grace, act)
    waiting = Application.objects.filter(
        case__round=round_, state=ApplicationState.DRAFT, draft_copies__closes_at=round_.closes_at
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        outbox.enqueue(
            "applications.send_grace_mail",
            {"grace": grace.pk, "application": pk},
            key=f"grace:{grace.pk}:{pk}",
            run_after=starts_at,
        )
    return grace


@transaction.atomic
def end_grace(grace: GracePeriod, act: Act) -> GracePeriod:
    """End a grace period now; the act's comment is the reason. Refused (``grace_over``) when it has ended already."""
    grace = GracePeriod.objects.select_for_update(of=("self",)).select_related("round").get(pk=grace.pk)
    _require_setup(grace.round, act)
    now = clock.now()
    if now >= grace.ends_at:
        raise Refused("grace_over", _("This grace period is over already."))
    grace.starts_at, grace.ends_at, grace.ended_by = min(grace.starts_at, now), now, act.actor
    grace.save(update_fields=["starts_at", "ends_at", "ended_by"])
    _record("end_grace", grace, act)
    return grace


def _require_setup(round_: Round, act: Act) -> None:
    if not act.actor.has_perm("programs.set_up", round_):
        raise NotAllowed(_("You may not do this."))
    if not act.comment.strip():
        raise BadData({"reason": [_("Give a reason.")]})


def _require_possible(round_: Round, starts_at: datetime, ends_at: datetime) -> None:
    if not round_.is_editable:
        raise Refused("archived", _("An archived round does not change. Copy it to a new round."))
    if not rules.is_closed(round_):
        text = _(
            "A grace period is possible after the closing (%(closing)s). Until then move the closing itself."
        )
        raise Refused("not_closed", text % {"closing": rules.closing_text(round_)})
    if ends_at <= max(starts_at, clock.now()):
        raise Refused("ends_in_the_past", _("The end must lie ahead, after the beginning."), field="ends_at")
    if starts_at < round_.closes_at:
        raise Refused("not_closed", _("The period begins after the closing."), field="starts_at")
    if GracePeriod.objects.filter(round=round_, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("grace_overlaps", _("Another grace period runs in this time. End it first."))


def _record(action: str, grace: GracePeriod, act: Act) -> None:
    events.record(
        action=f"round.{action}",
        actor=act.actor,
        obj=grace,
        after={
            "round": grace.round.case_prefix,
            "starts_at": grace.starts_at,
            "ends_at": grace.ends_at,
            "may_complete": grace.may_complete,
        },
        reason=act.comment,
        address=act.address,
    )
