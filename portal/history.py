"""The timeline of a case: journal events in words, newest first."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from diagnostics.models import Measure
from documents import registry
from journal.models import Event
from portal import acts
from portal.components.timeline import Entry
from portal.components.tones import tone_of
from workflow.models import Case
from workflow.transitions import find

# Events are kept for ever; a page shows the newest of them.
SHOWN = 200

# Writes that are no transition: what was done.
TITLES: dict[str, Promise] = {
    "application.start": _("Application started"),
    "application.edit": _("Application edited"),
    "application.set_year_figures": _("Management data entered"),
    "application.add_energy_use": _("Energy use entered"),
    "application.replace_energy_use": _("Energy use corrected"),
    "application.remove_energy_use": _("Energy use removed"),
    "application.save_energy_uses": _("Bills entered"),
    "application.note_warning": _("Note on a warning about the bills"),
    "application.confirm_entries": _("Earlier entries confirmed"),
    "application.set_productions": _("Production entered"),
    "application.set_permits": _("Permits entered"),
    "application.set_figures": _("Management figures entered"),
    "application.give_consents": _("Consents given"),
    "application.freeze_draft": _("Draft frozen at closing"),
    "application.resolve_flag": _("Possible duplicate judged"),
    "application.reopen_flag": _("Judgement of a possible duplicate taken back"),
    "case.give_pledge": _("Pledge of secrecy given"),
    "case.put_in_charge": _("Officer put in charge"),
    "case.transfer": _("Case handed over to a colleague"),
    "case.release": _("Officer in charge released"),
    "correction.overdue": _("Correction request overdue"),
    "application.attach_signed_copy": _("Signed copy of the agreement handed in"),
    "diagnosis.answer_items": _("Checklist answered"),
    "diagnosis.add_finding": _("Finding recorded"),
    "diagnosis.edit_finding": _("Finding edited"),
    "measure.add": _("Measure proposed"),
    "measure.edit": _("Measure edited"),
    "measure.remove": _("Measure removed"),
    "grant.created": _("Support request opened"),
    "evidence.add": _("Evidence entered"),
    "evidence.withdraw": _("Evidence withdrawn"),
    "evidence.take_from_wallet": _("Document of the wallet handed in"),
    "evidence.take_back": _("Document taken back"),
    "evidence.date": _("Issue date entered"),
    "outcome.created": _("Outcome report opened"),
    "documents.issue": _("Paper issued"),
    "documents.retry": _("Paper made again"),
    "documents.revoke": _("Paper revoked"),
    "documents.upload": _("File handed in"),
}
# Team and officials at work: nothing the firm could read or answer.
OF_THE_TEAM = frozenset(
    {
        "application.resolve_flag",
        "application.reopen_flag",
        "diagnosis.answer_items",
        "diagnosis.add_finding",
        "diagnosis.edit_finding",
        "measure.add",
        "measure.edit",
        "measure.remove",
        "documents.retry",
    }
)
# Reasons that were written for staff.
REASON_FOR_STAFF = frozenset({"documents.revoke"})


def entries(case: Case, reader: User, limit: int = SHOWN) -> list[Entry]:
    """Who did what on a case when, and why, as ``reader`` may know it; two queries."""
    events = Event.objects.filter(case_id=case.pk)
    is_firm = case.organisation_id in reader.firm_ids
    if is_firm:
        events = events.exclude(action__in=OF_THE_TEAM)
    shown = list(events.order_by("-pk")[:limit])
    return list(_entries(shown, _measure_names(shown), is_firm=is_firm))


def title(action: str) -> str | Promise:
    """What happened, for every reader: the table's wording of a finished act."""
    kind, _dot, name = action.partition(".")
    row = find(kind, name)
    if row is not None:
        return acts.done_label(row)
    return TITLES.get(action, _("Entry changed"))


def _entries(events: Iterable[Event], names: dict[UUID, str], *, is_firm: bool) -> Iterator[Entry]:
    for event in events:
        about = names.get(event.object_uid, "") or _paper(event.action, event.after or {})
        yield Entry(
            at=event.at,
            title=f"{title(event.action)}: {about}" if about else title(event.action),
            who=event.who,
            comment="" if is_firm and event.action in REASON_FOR_STAFF else event.reason,
            on_behalf_of=event.on_behalf_of,
            tone=tone_of((event.after or {}).get("state", "")),
        )


def _measure_names(events: Iterable[Event]) -> dict[UUID, str]:
    """A case has several measures: which one an event is about."""
    uids = {event.object_uid for event in events if event.object_type == "diagnostics.measure"}
    return {measure.uid: str(measure) for measure in Measure.objects.filter(uid__in=uids)} if uids else {}


def _paper(action: str, after: dict[str, Any]) -> str:
    if not action.startswith("documents.") or "number" not in after:
        return str(after.get("name", "")) if action == "documents.upload" else ""
    name = registry.get(after["kind"]).title_ko if "kind" in after else ""
    return f"{name} {after['number']}".strip()
