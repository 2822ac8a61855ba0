"""Changing the rules of a round: in place while nobody else relies on the set, else as a new version.

A case pins its sets at submission and a pinned set is frozen. So a change reaches drafts and later applications
of the round whose rules are changed, and nobody else: not the cases that were handed in, not other rounds.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused, StaleVersion
from journal import events
from programs import services
from programs.models import (
    Checklist,
    ChecklistItem,
    CriteriaSet,
    Criterion,
    DocumentAsked,
    DocumentList,
    Factor,
    FactorSet,
    RateTable,
    Round,
    RowOfVersion,
    ScoringCriterion,
    ScoringSheet,
    SupportRate,
    Versioned,
)
from programs.services import Edit

V = TypeVar("V", bound=Versioned)


@dataclass(frozen=True)
class SetKind:
    """One kind of versioned set: the round's field that names it, its rows, and what tells two rows apart."""

    field: str
    model: type[Versioned]
    row_model: type[RowOfVersion]
    rows: str
    owner: str
    key: tuple[str, ...]


KINDS: dict[str, SetKind] = {
    kind.field: kind
    for kind in (
        SetKind("criteria_set", CriteriaSet, Criterion, "criteria", "criteria_set", ("code",)),
        SetKind("factor_set", FactorSet, Factor, "factors", "factor_set", ("kind", "carrier")),
        SetKind("checklist", Checklist, ChecklistItem, "items", "checklist", ("position",)),
        SetKind(
            "rate_table", RateTable, SupportRate, "rates", "rate_table", ("size", "support_type", "grade")
        ),
        SetKind("scoring_sheet", ScoringSheet, ScoringCriterion, "criteria", "sheet", ("position",)),
        SetKind("document_list", DocumentList, DocumentAsked, "documents", "document_list", ("step", "code")),
    )
}


def token(versioned: Versioned | None) -> str:
    """What a form remembers of the set it shows: version and revision; "" while the round has none."""
    return f"{versioned.version}.{versioned.revision}" if versioned else ""


def row_key(kind: SetKind, row: RowOfVersion) -> str:
    """How a row is addressed; the same in every version of the set."""
    return "--".join(str(getattr(row, name)) for name in kind.key)


def find_row(kind: SetKind, versioned: Versioned, key: str) -> RowOfVersion | None:
    """The row of that key in a set; None where there is none."""
    return next((row for row in getattr(versioned, kind.rows).all() if row_key(kind, row) == key), None)


def is_shared(round_: Round, kind: SetKind, versioned: Versioned) -> bool:
    """Whether a change must not reach the set itself: a case has pinned it, or another round names it."""
    others = Round.objects.filter(**{kind.field: versioned}).exclude(pk=round_.pk)
    return versioned.frozen_at is not None or others.exists()


@transaction.atomic
def change_set(
    round_: Round, field: str, edit: Edit, work: Callable[[Versioned], None], *, seen: str | None = None
) -> Versioned:
    """Let ``work`` change the set that a round names, or a new version of it.

    Effects: rows, the set's revision or a new version named by the round, one event with the rows before and
    after. ``seen`` is the ``token`` the form was opened with; raises StaleVersion when it is no longer true.
    """
    kind = KINDS[field]
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    services.require_editable(round_)
    current = _locked(kind, getattr(round_, field))
    if seen is not None and seen != token(current):
        stored = current.revision if current else 0
        raise StaleVersion(sent=0, stored=stored, current={"seen": token(current)})
    before = dump(kind, current) if current else None
    target = current
    if current is None:
        target = first_set(round_, kind)
    elif is_shared(round_, kind, current):
        target = new_version(kind, current)
    assert target is not None
    work(target)
    target.revision += 0 if target is not current else 1
    services.validate(target)
    target.save()
    if target is not current:
        setattr(round_, field, target)
        round_.revision += 1
        round_.save()
    events.record(
        action=f"change_{field}",
        actor=edit.actor,
        obj=round_,
        before=before,
        after=dump(kind, target),
        reason=edit.reason,
        address=edit.address,
    )
    return target


def save_row(
    round_: Round, field: str, values: dict[str, Any], edit: Edit, *, key: str = "", seen: str | None = None
) -> Versioned:
    """Add a row to a round's set, or change the one at ``key``. Raises BadData, StaleVersion, Refused."""

    def work(target: Versioned) -> None:
        kind = KINDS[field]
        row = _required(kind, target, key) if key else kind.row_model(**{kind.owner: target})
        for name, value in values.items():
            setattr(row, name, value)
        services.validate(row)
        row.save()

    return change_set(round_, field, edit, work, seen=seen)


def remove_row(round_: Round, field: str, key: str, edit: Edit, *, seen: str | None = None) -> Versioned:
    """Take a row out of a round's set (out of its new version, where the set is in use)."""
    return change_set(
        round_, field, edit, lambda target: _required(KINDS[field], target, key).delete(), seen=seen
    )


def replace_rows(
    round_: Round,
    field: str,
    rows: list[dict[str, Any]],
    edit: Edit,
    *,
    seen: str | None = None,
    head: Mapping[str, Any] | None = None,
) -> Versioned:
    """Put these rows in the place of all that the set had: an import of a whole sheet, or a PUT.

    ``head`` is changed in the same act. Raises BadData with the place of a row: ``rows.0.threshold``.
    """
    kind = KINDS[field]

    def work(target: Versioned) -> None:
        for name, value in (head or {}).items():
            setattr(target, name, value)
        getattr(target, kind.rows).all().delete()
        _put_rows(kind, target, rows)

    return change_set(round_, field, edit, work, seen=seen)


@transaction.atomic
def add_version(field: str, head: Mapping[str, Any], rows: list[dict[str, Any]], edit: Edit) -> Versioned:
    """A set that no round names yet: the next version of its code, or the first. Effects: set, rows, an event."""
    kind = KINDS[field]
    newest = kind.model._default_manager.filter(code=head["code"]).aggregate(n=Max("version"))["n"] or 0
    target = kind.model(**head, version=newest + 1)
    services.validate(target)
    target.save()
    _put_rows(kind, target, rows)
    services.validate(target)
    events.record(
        action=f"add_{field}",
        actor=edit.actor,
        obj=target,
        after=dump(kind, target),
        reason=edit.reason,
        address=edit.address,
    )
    return target


def _put_rows(kind: SetKind, target: Versioned, rows: list[dict[str, Any]]) -> None:
    for number, values in enumerate(rows):
        row = kind.row_model(**{kind.owner: target}, **values)
        try:
            services.validate(row)
        except BadData as error:
            raise BadData({f"rows.{number}.{name}": text for name, text in error.errors.items()}) from error
        row.save()


def change_head(
    round_: Round, field: str, values: dict[str, Any], edit: Edit, *, seen: str | None = None
) -> Versioned:
    """Change what a set says of itself: its name, its floor, the words of its scale."""

    def work(target: Versioned) -> None:
        for name, value in values.items():
            setattr(target, name, value)

    return change_set(round_, field, edit, work, seen=seen)


@transaction.atomic
def name_set(round_: Round, versioned: Versioned, field: str, edit: Edit) -> Round:
    """Let a round name another existing set, such as a newer factor set. Effects: the round, an event."""
    stored = services.locked(round_, edit)
    services.require_editable(stored)
    return services.change(stored, {field: versioned}, edit)


def new_version(kind: SetKind, versioned: V) -> V:
    """The next version of a set, with copies of all its rows, frozen by nobody yet."""
    newest = type(versioned)._default_manager.filter(code=versioned.code).aggregate(n=Max("version"))["n"]
    return copy_of(kind, versioned, version=newest + 1)


def copy_of(kind: SetKind, versioned: V, **changes: Any) -> V:
    """A copy of a set with its rows; ``changes`` are put into the copy's head."""
    clone = copy.copy(versioned)
    clone._state = copy.copy(versioned._state)
    clone.pk, clone.frozen_at, clone.revision = None, None, 1
    clone._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    for name, value in changes.items():
        setattr(clone, name, value)
    clone._state.adding = True
    clone.save()
    rows = list(getattr(versioned, kind.rows).all())
    for row in rows:
        row.pk = None
        row._state.adding = True
        setattr(row, kind.owner, clone)
    kind.row_model._default_manager.bulk_create(rows)
    return clone


def dump(kind: SetKind, versioned: Versioned) -> dict[str, Any]:
    """A set with its rows as plain values: what events keep and what comparisons look at."""
    hidden = {"id", kind.owner}
    return {
        "version": versioned.version,
        **{name: value for name, value in _columns(versioned, set()).items() if name in HEAD_SHOWN},
        "rows": [_columns(row, hidden) for row in getattr(versioned, kind.rows).all()],
    }


HEAD_SHOWN = (
    *("code", "name_ko", "own_share_floor", "own_cash_floor", "rounding", "vat", "drops_extremes"),
    *("anchors_ko", "anchors_en"),
)


def _locked(kind: SetKind, versioned: Versioned | None) -> Versioned | None:
    """The set under its lock: a case that pins it now waits until the change is done, or the change sees it frozen."""
    if versioned is None:
        return None
    return kind.model._default_manager.select_for_update(of=("self",)).get(pk=versioned.pk)


def _columns(record: models.Model, hidden: set[str]) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(record)
        for field in record._meta.fields
        if field.name not in hidden
    }


def first_set(round_: Round, kind: SetKind) -> Versioned:
    """The first, empty set of a kind that a round did not have yet."""
    code = f"{round_.case_prefix.lower()}-{kind.field.replace('_', '-')}"
    taken = kind.model._default_manager.filter(code=code).aggregate(n=Max("version"))["n"] or 0
    return kind.model._default_manager.create(
        code=code, version=taken + 1, name_ko=f"{round_.name_ko} {kind.model._meta.verbose_name}"[:120]
    )


def _required(kind: SetKind, versioned: Versioned, key: str) -> RowOfVersion:
    row = find_row(kind, versioned, key)
    if row is None:
        raise Refused("row_gone", _("Somebody removed this row in the meantime. Look at the list again."))
    return row
