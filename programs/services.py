"""Every write to what is offered: one save with its event, and freezing what a case pins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused, StaleVersion
from accounts.models import User
from journal import clock, events
from programs.models import Edited, Round, Versioned

E = TypeVar("E", bound=Edited)


@dataclass(frozen=True, slots=True)
class Edit:
    """Who changes something (nobody: a command), why, from where; ``revision`` is what the form was opened with."""

    actor: User | None
    reason: str = ""
    address: str = ""
    revision: int | None = None


@transaction.atomic
def create(record: E, edit: Edit, *, action: str = "") -> E:
    """Save a new record. Effects: the row, an event. Raises BadData when it does not hold together."""
    require_editable(record)
    validate(record)
    record.save()
    _record(record, edit, action or f"create_{record._meta.model_name}", before=None)
    return record


@transaction.atomic
def change(record: E, values: Mapping[str, Any], edit: Edit) -> E:
    """Save ``values`` into a record. Effects: the row and its revision, an event with before and after.

    Raises StaleVersion when somebody saved in the meantime (with what is stored now), BadData when the result
    does not hold together. Nothing is written when nothing differs.
    """
    stored = locked(record, edit)
    require_editable(stored)
    before = plain(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    if plain(stored) == before:
        return stored
    validate(stored)
    stored.revision += 1
    stored.save()
    _record(stored, edit, f"change_{stored._meta.model_name}", before=before)
    return stored


@transaction.atomic
def remove(record: Edited, edit: Edit) -> None:
    """Delete a record. Effects: the row is gone, an event keeps what it said. Raises StaleVersion."""
    stored = locked(record, edit)
    require_editable(stored)
    name, before = f"remove_{stored._meta.model_name}", plain(stored)
    _event(stored, edit, name, before, None)
    stored.delete()


@transaction.atomic
def replace_owned(owner: E, related: str, rows: Sequence[models.Model], edit: Edit) -> E:
    """Put ``rows`` in the place of all that ``owner.<related>`` had: its targets, its strands.

    Effects: rows, the owner's revision, an event with the rows before and after. Nothing is written when nothing
    differs. Raises StaleVersion and BadData.
    """
    stored = locked(owner, edit)
    require_editable(stored)
    manager = getattr(stored, related)
    before = [_row(row) for row in manager.all()]
    if before == [_row(row) for row in rows]:
        return stored
    manager.all().delete()
    for row in rows:
        validate(row)
        row.save()
    stored.revision += 1
    stored.save()
    after = [_row(row) for row in manager.all()]
    _event(stored, edit, f"change_{related}", {related: before}, {related: after})
    return stored


def _row(row: models.Model) -> dict[str, Any]:
    """A row's own columns, without those that say whose it is."""
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.fields
        if not field.is_relation and field.name != "id"
    }


def require_editable(record: models.Model) -> None:
    """What belongs to an archived round is history."""
    round_ = record if isinstance(record, Round) else getattr(record, "round", None)
    if isinstance(round_, Round) and not round_.is_editable:
        raise Refused("archived", _("An archived round does not change. Copy it to a new round."))


def locked(record: E, edit: Edit) -> E:
    """The record as it is stored, locked; raises StaleVersion if its form was opened before the last save."""
    stored: E = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if edit.revision is not None and edit.revision != stored.revision:
        raise StaleVersion(sent=edit.revision, stored=stored.revision, current=values_of(stored))
    return stored


def validate(record: models.Model) -> None:
    """Raise BadData with what the model itself refuses: the same for page, API and preset file."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise BadData(error.message_dict) from error


def values_of(record: models.Model) -> dict[str, Any]:
    """What a form shows of a record."""
    return {field.name: getattr(record, field.name) for field in record._meta.fields if field.editable}


def plain(record: models.Model) -> dict[str, Any]:
    """The record's own columns, as events keep them."""
    return {
        field.attname: field.value_from_object(record) for field in record._meta.fields if field.name != "id"
    }


@transaction.atomic
def set_status(round_: Round, status: str, edit: Edit, *, is_test: bool | None = None) -> Round:
    """Open, pause, close or archive a round, or switch its test mode. Effects: status, an event.

    What has to hold before a round opens is checked a layer above (portal.setup.lifecycle).
    """
    stored = locked(round_, edit)
    before = {"status": stored.status, "is_test": stored.is_test}
    stored.status = status
    stored.is_test = stored.is_test if is_test is None else is_test
    stored.revision += 1
    stored.save()
    _event(stored, edit, "set_round_status", before, {"status": stored.status, "is_test": stored.is_test})
    return stored


def freeze(versioned: Versioned) -> None:
    """From now on no row of this set changes; a change is a new version. Does nothing the second time."""
    if versioned.frozen_at is None:
        versioned.frozen_at = clock.now()
        type(versioned)._default_manager.filter(pk=versioned.pk, frozen_at=None).update(
            frozen_at=versioned.frozen_at
        )


def rule_sets(round_: Round) -> dict[str, Versioned]:
    """The sets that a round names, by the field that names them: what a case pins at its submission."""
    named = {name: getattr(round_, name) for name in RULE_SETS}
    return {name: versioned for name, versioned in named.items() if versioned is not None}


RULE_SETS = ("criteria_set", "factor_set", "checklist", "rate_table", "scoring_sheet", "document_list")


def freeze_rules(round_: Round) -> None:
    """Freeze every set that the round names; called when a case pins them."""
    for versioned in rule_sets(round_).values():
        freeze(versioned)


def _record(record: Edited, edit: Edit, action: str, before: dict[str, Any] | None) -> None:
    _event(record, edit, action, before, plain(record))


def _event(
    record: models.Model,
    edit: Edit,
    action: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    """Keep only what differs: an event is read by people."""
    if before is not None and after is not None:
        changed = {name for name in after if after[name] != before.get(name)}
        before = {name: before[name] for name in before if name in changed}
        after = {name: after[name] for name in after if name in changed}
    events.record(
        action=action,
        actor=edit.actor,
        obj=record,
        before=before,
        after=after,
        reason=edit.reason,
        address=edit.address,
    )
