"""The only code that writes a state.

``apply`` locks the case and then the record, compares the version, consults the table, asks the permission, checks
comment and data, runs the step's own check, writes with the old state in the filter (SQLite ignores locks), logs an
event and puts the notices into the outbox: all in the caller's transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from journal import clock, events
from workflow import notices, schema
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, StaleVersion, WrongState
from workflow.models import Case
from workflow.transitions import Transition, find, rows_for

# A Case or any subclass of workflow.models.Record.
Movable = Any
Check = Callable[[Any, dict[str, Any]], None]
Fields = Callable[[Any, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Move:
    """What an applied act came to: the fresh record, its clean data, the row and the event."""

    record: Movable
    data: dict[str, Any]
    row: Transition
    event: events.Event


@transaction.atomic
def apply(
    record: Movable, name: str, act: Act, *, check: Check | None = None, fields: Fields | None = None
) -> Move:
    """Perform the row ``name`` on ``record``.

    ``check(record, data)`` is the step's own rule; it raises Refused and writes nothing. ``fields(record, data)``
    gives the columns that the new state demands: state and columns are one UPDATE, as their constraints are one.
    Raises NotAllowed, WrongState, StaleVersion, BadData or what ``check`` raises; then nothing was written.
    """
    case, fresh = lock(record)
    row = find(fresh.workflow_kind, name)
    if row is None:
        raise WrongState(_("There is no such act."), code="unknown_act")
    require_version(fresh, act.version)
    # Permission before state: who may not act learns nothing about where the case stands.
    if not act.actor.has_perm(row.permission, fresh):
        raise NotAllowed(_("You may not do this in this case."))
    if fresh.state not in row.sources:
        raise WrongState(
            _("This is not possible now: the present state is “%(state)s”.")
            % {"state": fresh.get_state_display()}
        )
    if row.comment_required and not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    data = schema.clean(row.data, act.data)
    if check is not None:
        check(fresh, data)
    before = {"state": fresh.state, "stage": case.stage}
    _write(case, fresh, row, fields(fresh, data) if fields else {})
    event = events.record(
        action=f"{row.on}.{row.name}",
        actor=act.actor,
        obj=fresh,
        case_id=case.pk,
        before=before,
        after={"state": fresh.state, "stage": case.stage},
        reason=act.comment,
        address=act.address,
        on_behalf_of=act.on_behalf_of,
        data=schema.to_json(data),
    )
    notices.enqueue(case, row, event)
    return Move(fresh, data, row, event)


def available(record: Movable, user: User) -> list[Transition]:
    """The rows that ``user`` may perform on ``record`` now, in table order."""
    return [
        row
        for row in rows_for(record.workflow_kind)
        if record.state in row.sources and user.has_perm(row.permission, record)
    ]


def lock(record: Movable) -> tuple[Case, Movable]:
    """Lock the case, then the record (this order everywhere); return both, fresh."""
    case = Case.objects.select_for_update().get(pk=record.case.pk)
    if isinstance(record, Case):
        return case, case
    fresh = type(record).objects.select_for_update().get(pk=record.pk)
    fresh.case = case
    return case, fresh


def require_version(record: Movable, version: int | None) -> None:
    """Raise StaleVersion when the person saw another version than the stored one."""
    if version is not None and version != record.version:
        raise StaleVersion(sent=version, stored=record.version, current={"state": record.state})


def _write(case: Case, record: Movable, row: Transition, values: dict[str, Any]) -> None:
    now = clock.now()
    if record is not case:
        _swap(record, "state", row.target, updated_at=now, **values)
        values = {}
    if row.stage is not None and row.stage != case.stage:
        _swap(case, "stage", row.stage, moved_at=now, **values)
    elif record is case:
        _swap(case, "stage", row.target, moved_at=now, **values)


def _swap(record: Movable, field: str, target: str, **stamps: Any) -> None:
    """Compare-and-set: succeeds only from the state and version that were read."""
    values = {field: target, "version": record.version + 1, **stamps}
    old = {field: getattr(record, field), "version": record.version}
    if not type(record).objects.filter(pk=record.pk, **old).update(**values):
        raise WrongState(_("Somebody else acted at the same moment. Look again and repeat if needed."))
    for name, value in values.items():
        setattr(record, name, value)
