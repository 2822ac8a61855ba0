"""What the services about people share: known values, who may, an edit with its record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, StaleVersion
from accounts.models import Area, Invitation, Membership, User
from journal import clock, events

Values = Mapping[str, Any]

ORGANISATION_FIELDS = (
    *("name_ko", "name_en", "representative", "corporate_number", "address", "phone", "founded_on"),
)
SITE_FIELDS = ("name", "address", "area", "has_factory", "industrial_complex", "factory_registration")
ACCOUNT_FIELDS = ("name", "phone", "language")


def require(actor: User, permission: str, obj: models.Model | None = None) -> None:
    if not actor.has_perm(permission, obj):
        raise NotAllowed(_("You may not do this here."))


def known(values: Values, fields: tuple[str, ...]) -> dict[str, Any]:
    """Only what may be set: everything else that was sent is ignored."""
    return {name: values[name] for name in fields if name in values}


def stated_today(names: Iterable[str]) -> dict[str, str]:
    """Each fact carries the Korean day on which it was stated."""
    today = clock.today().isoformat()
    return dict.fromkeys(names, today)


def stored(obj: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Fields as the journal keeps them."""
    return {name: _plain(getattr(obj, name)) for name in fields}


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Area) else value


def scope_of(holder: Membership | Invitation) -> dict[str, Any]:
    firm = holder.organisation
    return {
        "role": str(holder.role),
        "organisation": firm.business_number if firm else "",
        "program": holder.program_code,
        "region": holder.region_code,
    }


def edit(
    obj: Any, fields: tuple[str, ...], *, actor: User, values: Values, version: int | None, address: str
) -> Any:
    """Set what differs on a locked row, count its version up, record before and after of what changed."""
    if version is not None and version != obj.version:
        raise StaleVersion(sent=version, stored=obj.version, current=stored(obj, fields))
    changed = {name: new for name, new in known(values, fields).items() if new != getattr(obj, name)}
    if not changed:
        return obj
    names = tuple(changed)
    before = stored(obj, names)
    for name, value in changed.items():
        setattr(obj, name, value)
    obj.stated_on = obj.stated_on | stated_today(names)
    obj.version += 1
    with transaction.atomic():
        obj.save(update_fields=[*names, "stated_on", "version"])
    events.record(
        action=f"{obj._meta.model_name}.edit",
        actor=actor,
        obj=obj,
        before=before,
        after=stored(obj, names),
        address=address,
    )
    return obj
