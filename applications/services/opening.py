"""What every entry of the firm goes through: lock, permission, version, state; clean values; version and event.

The functions lock case and application, ask ``applications.edit``, compare the version, raise it, and record one event
with what was there before. ``act.data`` carries the entries; BadData names those that do not fit.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.helping import behalf
from applications.entered import ENTRIES
from applications.models import Application
from applications.rules.deadline import require_before_closing
from applications.rules.merging import plain
from journal import clock, events
from workflow import engine
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, StaleVersion, WrongState


def stored_entries(application: Application) -> dict[str, Any]:
    """What is stored now: the other side of a stale save."""
    return {name: getattr(application, name) for name in ENTRIES}


def open_for(application: Application, act: Act) -> Application:
    """Lock, then refuse who may not, what is stale, and what is no longer the firm's to change."""
    _case, fresh = engine.lock(application)
    if not act.actor.has_perm("applications.edit", fresh):
        raise NotAllowed(_("You may not do this in this case."))
    if act.version is not None and act.version != fresh.version:
        current = stored_entries(fresh)
        given = {name: act.data[name] for name in current if _differs(act.data, name, current)}
        raise StaleVersion(sent=act.version, stored=fresh.version, current=current, given=given)
    if not fresh.is_editable:
        raise WrongState(
            _("The application is with the officials. It can be changed when a correction is requested."),
            code="not_editable",
        )
    require_before_closing(fresh)
    return fresh


def _differs(data: Mapping[str, Any], name: str, current: Mapping[str, Any]) -> bool:
    return name in data and plain(data[name]) != plain(current[name])


def clean(row: models.Model, given: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Values of known entries as their fields take them; BadData with all errors."""
    errors = {name: [_("This entry is not known here.")] for name in given if name not in allowed}
    values: dict[str, Any] = {}
    for name in allowed:
        if name not in given:
            continue
        try:
            values[name] = _clean_one(name, given[name], row)
        except ValidationError as error:
            errors[name] = list(error.messages)
    if errors:
        raise BadData(errors)
    return values


def _clean_one(name: str, value: Any, row: models.Model) -> Any:
    field: Any = row._meta.get_field(name)
    if isinstance(value, str) and "\x00" in value:
        raise ValidationError(_("The text contains a character that cannot be stored."))
    if isinstance(field, models.JSONField):
        return LISTS[name](value)
    if isinstance(value, list | dict):
        raise ValidationError(_("Enter text."))
    if isinstance(field, models.DateField) and not isinstance(value, str | date | None):
        raise ValidationError(_("Enter a day such as 2020-01-31."))
    if isinstance(field, models.CharField | models.TextField) and value is None:
        value = ""
    if value == "" and field.null:
        value = None
    if isinstance(field, models.ForeignKey) and isinstance(value, models.Model):
        value = value.pk
    return field.clean(value, row)


def _processes(value: Any) -> list[str]:
    codes = [code for code, _label in Application.PollutingProcess.choices]
    if not isinstance(value, list | tuple) or any(code not in codes for code in value):
        raise ValidationError(_("Choose from the listed processes."))
    return [code for code in codes if code in value]


def _months(value: Any) -> list[int | None]:
    """Twelve month-end numbers, those not known as None; nothing at all is an empty list."""
    if not isinstance(value, list | tuple) or len(value) not in (0, 12):
        raise ValidationError(_("Enter the twelve month-end numbers."))
    months = [None if number in (None, "") else number for number in value]
    if any(number is not None and not _is_count(number) for number in months):
        raise ValidationError(_("Enter whole numbers of people."))
    return months if any(number is not None for number in months) else []


def _is_count(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1_000_000


LISTS = {"polluting_processes": _processes, "monthly_employees": _months}


def touch(application: Application) -> None:
    """Raise the version and the time of the last save, for a change beside the application's own row."""
    save(application, ())


def save(application: Application, names: tuple[str, ...]) -> None:
    application.updated_at = clock.now()
    application.version += 1
    application.save(update_fields=[*names, "updated_at", "version"])


def record(
    action: str,
    application: Application,
    act: Act,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    events.record(
        action=action,
        actor=act.actor,
        obj=application,
        case_id=application.case_id,
        before=before,
        after=after,
        reason=act.comment,
        address=act.address,
        on_behalf_of=act.on_behalf_of or behalf(act.actor, application.case.organisation),
    )
