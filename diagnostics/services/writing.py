"""How every entry of the team begins and ends: locked, permitted, of the version that was seen; then versioned."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from diagnostics.models import Diagnosis, Measure
from journal import clock, events
from workflow import engine
from workflow.acts import Act
from workflow.errors import NotAllowed, StaleVersion


def open_for_entry(record: Any, act: Act) -> Any:
    """The record, fresh and locked with its case; raises NotAllowed."""
    _case, fresh = engine.lock(record)
    if not act.actor.has_perm("diagnostics.edit", fresh):
        raise NotAllowed(_("You may not do this in this case."))
    return fresh


def require_version(record: Any, act: Act, current: Mapping[str, Any]) -> None:
    """Raise StaleVersion with what is stored now, so that both can be shown side by side."""
    if act.version is not None and act.version != record.version:
        raise StaleVersion(sent=act.version, stored=record.version, current=dict(current))


def raise_version(record: Diagnosis | Measure) -> None:
    """Whoever has the former version on the screen hears of the change."""
    record.version += 1
    record.updated_at = clock.now()
    record.save(update_fields=["version", "updated_at"])


def log(
    action: str,
    record: Any,
    act: Act,
    *,
    case_id: int,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One event with what stood there and what stands there now."""
    events.record(
        action=action,
        actor=act.actor,
        obj=record,
        case_id=case_id,
        before=before,
        after=after,
        reason=act.comment,
        address=act.address,
        on_behalf_of=act.on_behalf_of,
    )
