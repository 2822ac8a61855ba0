"""The home page's list: one row per act that somebody may do now and that is waited for, built from THE table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import Promise

from accounts.models import User
from journal import clock
from portal import acts, records
from portal.awaited import due_on, is_awaited, open_corrections
from workflow.models import Case
from workflow.states import CLOSED_STAGES
from workflow.transitions import Transition, rows_for

# Of each kind the oldest are looked at; whoever has more than this waiting sees that there are more.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One act on one record."""

    row: Transition
    record: Any
    due: date | None

    @property
    def case(self) -> Case:
        return self.record.case

    @property
    def label(self) -> str | Promise:
        return acts.doer_label(self.row)

    @property
    def url(self) -> str:
        return acts.address(self.row, self.record)

    @property
    def since(self) -> datetime:
        return self.record.moved_at if self.row.on == "case" else self.record.updated_at

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def subject(self) -> str:
        """What the act is about, where a case has several of a kind."""
        return str(self.record) if self.row.on == "measure" else ""


@dataclass(frozen=True, slots=True)
class Worklist:
    tasks: list[Task]
    has_more: bool


def of_user(user: User, *, limit: int = 50) -> Worklist:
    """The tasks of a person, the most urgent first. A constant number of queries, whatever there is."""
    found = {kind: rows for kind in records.MODELS if (rows := _rows(kind, user))}
    waiting = [record for kind, rows in found.items() for record in _candidates(kind, rows, user)]
    prefetch_related_objects([record.case for record in waiting], "participants")
    deadlines = open_corrections(waiting)
    tasks = [
        Task(row, record, due_on(row, record, deadlines))
        for record in waiting
        for row in _permitted(found[record.workflow_kind], record, user)
    ]
    tasks.sort(key=lambda task: (task.due or date.max, task.since))
    return Worklist(tasks[:limit], has_more=len(tasks) > limit or len(waiting) >= LOOKED_AT)


def _rows(kind: str, user: User) -> list[Transition]:
    """Tasks of a kind that somebody with this person's roles may do somewhere."""
    return [row for row in rows_for(kind) if row.is_task and user.has_perm(row.permission)]


def _candidates(kind: str, rows: list[Transition], user: User) -> list[Any]:
    states = {state for row in rows for state in row.sources}
    field, age = ("stage", "moved_at") if kind == "case" else ("state", "updated_at")
    found = records.visible(kind, user).filter(**{f"{field}__in": states})
    if kind == "application":
        found = found.filter(~Q(case__stage__in=sorted(CLOSED_STAGES)) | Q(objection_answer_by__isnull=False))
    elif kind != "case":
        found = found.exclude(case__stage__in=sorted(CLOSED_STAGES))
    return list(found.order_by(age, "pk")[:LOOKED_AT])


def _permitted(rows: list[Transition], record: Any, user: User) -> Iterator[Transition]:
    for row in rows:
        if record.state in row.sources and is_awaited(row, record) and user.has_perm(row.permission, record):
            yield row
