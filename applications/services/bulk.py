"""One act on many applications: tried on each without effect, shown, and once confirmed done on each by itself.

Trying an act performs it through its own service in a transaction that is rolled back, so that the preview can never
say anything else than what the act would do. Doing it commits each application together with its row here: whoever
confirms twice, reloads, or takes over after a crash does nothing twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application, BulkAct, BulkRow
from applications.services import refuse, request_correction, screen
from journal import clock, events, outbox
from workflow import participants
from workflow.acts import Act
from workflow.errors import ActError, BadData, NotAllowed, Refused

State, RowState = BulkAct.State, BulkRow.State

ROWS_AT_MOST = 1000
# So many rows are done within a request; the rest by the worker, in portions as long.
AT_ONCE = 50
TASK = "applications.advance_bulk"


@dataclass(frozen=True, slots=True)
class Kind:
    """An act that can be done on many: who may, what it takes, and the service that does it."""

    name: str
    label: str | Promise
    permission: str
    perform: Callable[[Application, Act], Any]
    data: tuple[str, ...] = ()
    comment_required: bool = False


def _put_in_charge(application: Application, act: Act) -> None:
    """The chosen official instead of whoever is in charge now."""
    try:
        officer = User.objects.get(uid=UUID(str(act.data.get("officer"))), is_active=True)
    except (ValueError, User.DoesNotExist):
        raise BadData({"officer": [now("Choose the officer in charge.")]}) from None
    participants.transfer(
        [application.case], officer, Act(act.actor, comment=act.comment, address=act.address)
    )


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("screen", _("Pass screening"), "applications.screen", screen),
        Kind(
            "request_correction",
            _("Request the same correction"),
            "applications.request_correction",
            request_correction,
            data=("deadline", "requests"),
            comment_required=True,
        ),
        Kind(
            "put_in_charge",
            _("Put in charge or hand over"),
            participants.PERMISSION,
            _put_in_charge,
            data=("officer",),
            comment_required=True,
        ),
        Kind("refuse", _("Refuse"), "applications.refuse", refuse, comment_required=True),
    )
}


def kinds_for(user: User) -> list[Kind]:
    """The acts that somebody like this may do anywhere; each row asks again."""
    return [kind for kind in KINDS.values() if user.has_perm(kind.permission)]


@transaction.atomic
def prepare(keys: Iterable[int], name: str, act: Act, *, scope: str = "") -> BulkAct:
    """Keep what is to be done on which applications; ``advance`` then tries it on each.

    ``keys`` are of applications that the actor sees. Refused with ``unknown_act``,
    ``nothing_chosen`` or ``too_many``; BadData names what the act lacks.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise Refused("unknown_act", now("Choose what to do."), field="act")
    if not act.actor.has_perm(kind.permission):
        raise NotAllowed(now("You may not do this."))
    chosen = list(dict.fromkeys(keys))
    _require_reasonable(chosen)
    if kind.comment_required and not act.comment.strip():
        raise BadData({"comment": [now("Give a reason.")]})
    bulk = BulkAct.objects.create(
        user=act.actor,
        act=name,
        comment=act.comment.strip(),
        data=_stored(kind, act.data),
        scope=scope,
        address=act.address,
    )
    BulkRow.objects.bulk_create([BulkRow(bulk=bulk, application_id=key) for key in chosen], batch_size=500)
    return bulk


def _require_reasonable(chosen: list[int]) -> None:
    if not chosen:
        raise Refused("nothing_chosen", now("Choose at least one application."), field="rows")
    if len(chosen) > ROWS_AT_MOST:
        text = now("At most %(most)s applications at once. Narrow the list further.")
        raise Refused("too_many", text % {"most": f"{ROWS_AT_MOST:,}"}, field="rows")


def _stored(kind: Kind, data: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: data[name] for name in kind.data if data.get(name) not in (None, "", [])}
    return {name: str(value) if name != "requests" else value for name, value in values.items()}


@transaction.atomic
def confirm(bulk: BulkAct, *, user: User) -> BulkAct:
    """Say that what was shown is to be done. Confirming again changes nothing.

    Effects: event; from now on the rows that are possible are done. Refused (``not_checked``) before all were tried.
    """
    fresh = BulkAct.objects.select_for_update().get(pk=bulk.pk)
    if fresh.user_id != user.pk:
        raise NotAllowed(now("Somebody else prepared this."))
    if fresh.state == State.CHECKING:
        raise Refused("not_checked", now("The applications are still being checked."))
    if fresh.state == State.CHECKED:
        fresh.state, fresh.confirmed_at = State.RUNNING, clock.now()
        fresh.save(update_fields=["state", "confirmed_at"])
        events.record(
            action="applications.bulk",
            actor=user,
            obj=fresh,
            reason=fresh.comment,
            address=fresh.address,
            data={"act": fresh.act, "data": fresh.data, "rows": fresh.rows.count(), "scope": fresh.scope},
        )
    return fresh


def advance(bulk: BulkAct, *, limit: int | None = None) -> BulkAct:
    """Try or do the next rows, each in a transaction of its own; returns the act as it stands then.

    ``limit`` rows at most; None: as many as a request may do (``AT_ONCE``).
    """
    waiting = {State.CHECKING: RowState.WAITING, State.RUNNING: RowState.POSSIBLE}.get(State(bulk.state))
    if waiting is not None:
        rows = bulk.rows.filter(state=waiting).order_by("pk").values_list("pk", flat=True)
        for key in list(rows[: AT_ONCE if limit is None else limit]):
            _advance_row(key, waiting)
        _end_phase(bulk, waiting)
    return BulkAct.objects.get(pk=bulk.pk)


def advance_later(bulk: BulkAct) -> None:
    """Let the worker do what is left."""
    if bulk.state in (State.CHECKING, State.RUNNING):
        outbox.enqueue(TASK, {"bulk": bulk.pk})


@transaction.atomic
def _advance_row(key: int, waiting: str) -> None:
    row = (
        BulkRow.objects.select_for_update(of=("self",))
        .select_related("bulk__user", "application__case")
        .filter(pk=key, state=waiting)
        .first()
    )
    if row is None:  # somebody else has done it meanwhile
        return
    outcome = _tried(row) if waiting == RowState.WAITING else _done(row)
    for name, value in outcome.items():
        setattr(row, name, value)
    row.save(update_fields=["state", "target", "code", "message"])


def _tried(row: BulkRow) -> dict[str, Any]:
    """What the act would come to: it is performed and taken back."""
    try:
        with transaction.atomic():
            _perform(row)
            target = Application.objects.values_list("state", flat=True).get(pk=row.application_id)
            transaction.set_rollback(True)
    except ActError as error:
        return _refusal(error)
    return {"state": RowState.POSSIBLE, "target": target, "code": "", "message": ""}


def _done(row: BulkRow) -> dict[str, Any]:
    try:
        with transaction.atomic():
            _perform(row)
    except ActError as error:
        return _refusal(error)
    return {"state": RowState.DONE, "code": "", "message": "", "target": row.target}


def _refusal(error: ActError) -> dict[str, Any]:
    lines = [error.message]
    if isinstance(error, BadData):
        lines = [message for messages in error.errors.values() for message in messages]
    return {
        "state": RowState.REFUSED,
        "target": "",
        "code": error.code,
        "message": " ".join(str(line) for line in lines),
    }


def _perform(row: BulkRow) -> None:
    """The act on one application, as its user. Whoever has lost the case out of sight meanwhile does nothing."""
    bulk = row.bulk
    act = Act(bulk.user, comment=bulk.comment, data=dict(bulk.data), address=bulk.address)
    visible = Application.objects.visible_to(bulk.user).filter(pk=row.application_id)
    if not visible.exists():
        raise NotAllowed(now("You no longer see this application."))
    KINDS[bulk.act].perform(row.application, act)


def _end_phase(bulk: BulkAct, waiting: str) -> None:
    """After the last row: shown to be confirmed, or over."""
    if bulk.rows.filter(state=waiting).exists():
        return
    if waiting == RowState.WAITING:
        BulkAct.objects.filter(pk=bulk.pk, state=State.CHECKING).update(state=State.CHECKED)
    else:
        BulkAct.objects.filter(pk=bulk.pk, state=State.RUNNING).update(
            state=State.DONE, finished_at=clock.now()
        )
