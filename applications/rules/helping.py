"""What a helper typed for the firm, and that its own people confirm it before it is handed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.entered import ENTRIES
from applications.models import Application
from applications.rules.missing import label
from journal.models import Event
from workflow.errors import Refused

# What else than entries somebody may type, by the beginning of its event's name.
OTHERS: dict[str, str | Promise] = {
    "application.set_productions": gettext_lazy("Production"),
    "application.set_permits": gettext_lazy("Permits and reports of pollution"),
    "application.set_figures": gettext_lazy("Management figures"),
    "application.set_year_figures": gettext_lazy("Management figures"),
}
# Acts by which the firm's own people stand for everything typed until then.
STANDING_FOR = ("application.submit", "application.answer_correction", "application.confirm_copy")


@dataclass(frozen=True, slots=True)
class Typed:
    """Something that a helper typed: what it is, who, when; ``entry`` where it is an entry with a value."""

    label: str | Promise
    who: str
    at: datetime
    entry: str = ""


def typed_for_firm(application: Application) -> list[Typed]:
    """What helpers typed since the firm last stood for everything, each thing once by its last change.

    What the firm's own people have typed anew since is theirs.
    """
    events = Event.objects.filter(case_id=application.case_id)
    stood = events.filter(action__in=STANDING_FOR, on_behalf_of="").order_by("-pk").first()
    since = events if stood is None else events.filter(pk__gt=stood.pk)
    if not since.exclude(on_behalf_of="").exists():
        return []
    found: dict[str, Typed] = {}
    for event in since.order_by("pk"):
        for key, what, entry in _named(event):
            if event.on_behalf_of:
                found[key] = Typed(what, event.actor_label, event.at, entry)
            elif entry:
                found.pop(key, None)
    return list(found.values())


def _named(event: Event) -> list[tuple[str, str | Promise, str]]:
    if event.action in ("application.edit", "application.confirm_entries"):
        return [(name, label(name), name) for name in event.after or {} if name in ENTRIES]
    if event.action == "application.start":
        return []
    if event.action in OTHERS:
        return [(event.action, OTHERS[event.action], "")]
    if "bill" in event.action or "energy" in event.action:
        return [("bills", gettext_lazy("Bills of energy, water and waste"), "")]
    if event.action == "documents.upload" or "evidence" in event.action or "wallet" in event.action:
        return [("evidence", gettext_lazy("Evidence"), "")]
    return [("other", gettext_lazy("Other entries"), "")] if event.action.startswith("application.") else []


def require_helper_confirmed(application: Application, data: dict[str, Any]) -> None:
    """The firm's own people have looked at what was typed for them."""
    if not data.get("confirmed") and typed_for_firm(application):
        text = _("A helper typed some of the entries. Look at the list and tick that you confirm them.")
        raise Refused("helper_unconfirmed", text, field="confirmed")
