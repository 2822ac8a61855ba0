"""What the firm says about itself and its site."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.services.opening import ENTRIES, clean, open_for, record, save
from programs.models import IndustryCode
from workflow.acts import Act
from workflow.errors import BadData


@transaction.atomic
def edit(application: Application, act: Act) -> Application:
    """Save entries (``ENTRIES``) of the firm; nothing happens when none of them changes.

    Raises BadData for every entry that cannot stand, then nothing is saved.
    """
    fresh = open_for(application, act)
    values = clean(fresh, act.data, ENTRIES)
    _require_industry(fresh, values)
    _require_past_baseline(fresh, values)
    before = {name: getattr(fresh, name) for name in values if getattr(fresh, name) != values[name]}
    if not before:
        return fresh
    for name in before:
        setattr(fresh, name, values[name])
    save(fresh, tuple(before))
    record("application.edit", fresh, act, before, {name: values[name] for name in before})
    return fresh


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
