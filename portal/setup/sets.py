"""A round's rule set as its pages show it: rows with their addresses, what is chosen, what else could be."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.urls import reverse

from accounts.errors import StaleVersion
from accounts.models import User
from portal.setup.sections import SECTIONS, Section
from programs import services, versions
from programs.models import Round, RowOfVersion, Versioned
from programs.services import Edit
from programs.versions import SetKind


@dataclass(frozen=True)
class RowView:
    """A row with its key, and the sentence or label that names it to people."""

    row: RowOfVersion
    key: str
    edit_url: str
    remove_url: str


def section_of(field: str) -> Section:
    return next(section for section in SECTIONS if section.set_field == field)


def list_url(round_: Round, field: str) -> str:
    return reverse(section_of(field).url_name, args=[round_.uid])


def rows_of(round_: Round, kind: SetKind) -> list[RowView]:
    """The rows of the set that a round names, in their order."""
    versioned = getattr(round_, kind.field)
    rows = getattr(versioned, kind.rows).all() if versioned else ()
    return [_row_view(round_, kind, row) for row in rows]


def _row_view(round_: Round, kind: SetKind, row: RowOfVersion) -> RowView:
    key = versions.row_key(kind, row)
    args = [round_.uid, kind.field, key]
    return RowView(row, key, reverse("setup:row-edit", args=args), reverse("setup:row-remove", args=args))


def choosable(user: User, kind: SetKind) -> QuerySet[Versioned]:
    """Sets that a round may name: of rounds this person sees, and those that no round names."""
    rounds = Round.objects.visible_to(user).values("pk")
    seen = kind.model._default_manager.filter(Q(rounds=None) | Q(rounds__in=rounds))
    return seen.distinct().order_by("code", "-version")


def versions_of(choosable: QuerySet[Versioned], named: Versioned) -> list[Versioned]:
    """The versions of the set that a round names, newest first, of those that somebody may choose."""
    return list(choosable.filter(code=named.code).order_by("-version"))


def digest(record: Any) -> str:
    """What a form remembers of the row it shows: equal as long as nobody changed that row.

    Unlike the set's token it stays the same in a new version of the set.
    """
    if record is None:
        return ""
    values = {
        field.name: field.value_from_object(record)
        for field in record._meta.fields
        if not field.is_relation and field.name not in ("id", "version", "revision", "frozen_at")
    }
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Seen:
    """What a form was opened with: the set's token, and the digest of the row or head that it shows."""

    token: str
    digest: str


def save_row(
    round_: Round, kind: SetKind, values: dict[str, Any], edit: Edit, *, key: str, seen: Seen
) -> None:
    """``versions.save_row``; somebody's save of another row in the meantime is no conflict."""
    try:
        versions.save_row(round_, kind.field, values, edit, key=key, seen=seen.token)
    except StaleVersion as stale:
        now = _stored(round_, kind)
        row = versions.find_row(kind, now, key) if now and key else None
        if row is not None and digest(row) != seen.digest:
            raise _with_values(stale, row) from stale
        versions.save_row(round_, kind.field, values, edit, key=key, seen=versions.token(now))


def save_head(round_: Round, kind: SetKind, values: dict[str, Any], edit: Edit, *, seen: Seen) -> None:
    """``versions.change_head``; a row saved in the meantime is no conflict."""
    try:
        versions.change_head(round_, kind.field, values, edit, seen=seen.token)
    except StaleVersion as stale:
        now = _stored(round_, kind)
        if now is None or digest(now) != seen.digest:
            raise _with_values(stale, now) from stale
        versions.change_head(round_, kind.field, values, edit, seen=versions.token(now))


def _stored(round_: Round, kind: SetKind) -> Versioned | None:
    round_.refresh_from_db(fields=[kind.field])
    stored: Versioned | None = getattr(round_, kind.field)
    return stored


def _with_values(stale: StaleVersion, record: Any) -> StaleVersion:
    current = services.values_of(record) if record is not None else {}
    return StaleVersion(sent=stale.sent, stored=stale.stored, current=current)


def values_from(form: BaseForm) -> dict[str, Any]:
    """What a valid model form sets on its record."""
    return {name: form.cleaned_data[name] for name in form._meta.fields if name in form.cleaned_data}
