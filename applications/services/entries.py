"""What the firm says about itself and its site."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import search
from applications.entered import ENTRIES
from applications.models import Application
from applications.rules.merging import merge, plain
from applications.services.opening import clean, open_for, record, save, stored_entries
from journal import clock
from programs.models import IndustryCode
from workflow.acts import Act
from workflow.errors import BadData, StaleVersion

Seen = Mapping[str, Any]


@transaction.atomic
def edit(application: Application, act: Act, *, seen: Seen | None = None) -> Application:
    """Save entries (``ENTRIES``) of the firm; nothing happens when none of them changes.

    ``seen`` are the entries as the page showed them (plain JSON); then what somebody else saved meanwhile stands
    beside this save, and only an entry that both changed differently is stale. Without it the version decides.
    Effects: the day is kept on which each changed entry was stated; month-end numbers of employees give their mean.
    Raises BadData for every entry that cannot stand, StaleVersion with the stored value of every entry that a person
    must pick; then nothing is saved.
    """
    fresh = open_for(application, act if seen is None else replace(act, version=None))
    values = clean(fresh, act.data, ENTRIES)
    changes, conflicts = merge(stored_entries(fresh), values, seen or {})
    if conflicts:
        raise StaleVersion(
            sent=act.version or 0,
            stored=fresh.version,
            current=conflicts,
            given={name: values[name] for name in conflicts},
        )
    _require_industry(fresh, changes)
    _require_past_baseline(fresh, changes)
    changes |= _mean_of_months(fresh, changes)
    changes = {name: value for name, value in changes.items() if getattr(fresh, name) != value}
    if not changes:
        return fresh
    before = {name: getattr(fresh, name) for name in changes}
    for name, value in changes.items():
        setattr(fresh, name, value)
    _state(fresh, changes)
    save(fresh, (*changes, "stated_on", "taken_from"))
    record("application.edit", fresh, act, before, changes)
    if "products" in changes and fresh.case.submitted_at:
        search.refresh(fresh)
    return fresh


@transaction.atomic
def confirm_entries(application: Application, act: Act) -> Application:
    """Say of entries taken over from an earlier case (``act.data["entries"]``) that they are still right."""
    fresh = open_for(application, replace(act, version=None))
    names = act.data.get("entries")
    if not isinstance(names, list) or any(name not in ENTRIES for name in names):
        raise BadData({"entries": [_("This entry is not known here.")]})
    taken = {name: fresh.taken_from[name] for name in names if name in fresh.taken_from}
    if not taken:
        return fresh
    _state(fresh, taken)
    save(fresh, ("stated_on", "taken_from"))
    record("application.confirm_entries", fresh, act, None, {name: getattr(fresh, name) for name in taken})
    return fresh


def _state(application: Application, names: Mapping[str, Any]) -> None:
    day = clock.today().isoformat()
    application.stated_on = {**application.stated_on, **dict.fromkeys(names, day)}
    application.taken_from = {
        name: source for name, source in application.taken_from.items() if name not in names
    }


def _mean_of_months(application: Application, changes: Mapping[str, Any]) -> dict[str, int]:
    """Month-end numbers give the number of regular employees: their mean, a part of a person not counted.

    Act on SMEs, decree art. 7: sum of the month-end numbers divided by the months; the rounding is our reading.
    """
    if not {"monthly_employees", "regular_employees"} & changes.keys():
        return {}
    months = changes.get("monthly_employees", application.monthly_employees)
    known = [number for number in months if number is not None]
    if not known:
        return {}
    mean = sum(known) // len(known)
    if "monthly_employees" not in changes and changes["regular_employees"] != mean:
        text = _("The mean of the month-end numbers is %(mean)s. Change or empty those numbers.")
        raise BadData({"regular_employees": [text % {"mean": mean}]})
    return {"regular_employees": mean}


def _require_industry(application: Application, values: Mapping[str, Any]) -> None:
    """The code exists in its revision: the two revisions reuse numbers."""
    if not {"ksic_code", "ksic_revision"} & values.keys():
        return
    code = values.get("ksic_code", application.ksic_code)
    revision = values.get("ksic_revision", application.ksic_revision)
    known = IndustryCode.objects.filter(revision=revision, code=code, level="subclass")
    if code and not known.exists():
        text = _("Revision %(revision)s has no manufacturing industry %(code)s. Look it up by a word.")
        raise BadData({"ksic_code": [text % {"revision": revision, "code": code}]})


def _require_past_baseline(application: Application, values: Mapping[str, Any]) -> None:
    year, latest = values.get("baseline_year"), application.case.round.year
    if year is not None and year > latest:
        raise BadData({"baseline_year": [_("Enter a year up to %(year)s.") % {"year": latest}]})


def shown_entries(application: Application, names: tuple[str, ...]) -> dict[str, Any]:
    """Entries as a page carries them along: the ``seen`` of its save."""
    return {name: plain(getattr(application, name)) for name in names}
