"""What of the call changed while a draft was open (its form is the round's)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from journal.models import Event
from workflow.states import ApplicationState

# What an applicant has to look at again: sets that the round names, and how each is called here.
SETS = {
    "criteria_set": _("conditions"),
    "document_list": _("documents asked for"),
    "rate_table": _("support rates"),
    "factor_set": _("factors of the energy calculation"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the round's rules, after the draft was begun."""

    at: datetime
    what: tuple[str | Promise, ...]


def changed_conditions(application: Application) -> list[Change]:
    """Changes of the round's conditions, documents, rates or factors since the draft was begun, newest first.

    Changes that its number no longer feels (it is pinned at submission) are none.
    """
    if application.state != ApplicationState.DRAFT:
        return []
    round_ = application.case.round
    events = Event.objects.filter(
        object_type=round_._meta.label_lower, object_id=round_.pk, at__gt=application.created_at
    ).order_by("-pk")[:20]
    found = [Change(event.at, tuple(_named(event))) for event in events]
    return [change for change in found if change.what]


def _named(event: Event) -> list[str | Promise]:
    after = event.after or {}
    return [label for name, label in SETS.items() if event.action == f"change_{name}" or name in after]
