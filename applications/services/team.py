"""The firm's own people on its case, and the experts' promise towards the firm."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from applications import pledges
from applications.models import CaseContact, Pledge
from journal import clock, events
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion
from workflow.models import Case

FIELDS = ("name", "position", "role", "phone", "email")
MOST = 20


@transaction.atomic
def add_contact(case: Case, act: Act) -> CaseContact:
    """Name one of the firm's people for a matter. Effects: the row, an event. Raises BadData, NotAllowed."""
    _require(case, act)
    if case.contacts.filter(until=None).count() >= MOST:
        raise Refused("too_many", _("At most %(count)s people stand here.") % {"count": MOST})
    contact = CaseContact(case=case, added_by=act.actor, **_values(act))
    _check(contact)
    contact.save()
    _record("add_contact", contact, act, None)
    return contact


@transaction.atomic
def change_contact(contact: CaseContact, act: Act) -> CaseContact:
    """Change what stands about one of them. Raises BadData, NotAllowed, StaleVersion."""
    stored = _locked(contact, act)
    before = _plain(stored)
    for name, value in _values(act).items():
        if name in act.data:
            setattr(stored, name, value)
    _check(stored)
    stored.version += 1
    stored.save()
    _record("change_contact", stored, act, before)
    return stored


@transaction.atomic
def end_contact(contact: CaseContact, act: Act) -> CaseContact:
    """Take somebody off; the row stays for the history. Twice does nothing more."""
    stored = _locked(contact, act)
    if stored.until is None:
        stored.until = clock.now()
        stored.version += 1
        stored.save()
        _record("end_contact", stored, act, _plain(stored))
    return stored


@transaction.atomic
def give_pledge(case: Case, act: Act) -> Pledge:
    """Promise to keep the firm's secrets: data ``text_version`` names the text that was read.

    Effects: the pledge with time and address, an event on the case. Given twice it is the same one. Refused
    (``text_changed``) when another text is in force than the one that was shown.
    """
    if not act.actor.has_perm("cases.pledge", case):
        raise NotAllowed(_("You may not do this in this case."))
    if act.data.get("text_version") != pledges.VERSION:
        text = _("The text of the pledge has changed. Read it again and give it then.")
        raise Refused("text_changed", text, field="text_version")
    pledge, is_new = Pledge.objects.get_or_create(
        case=case,
        user=act.actor,
        text_version=pledges.VERSION,
        defaults={"at": clock.now(), "address": act.address},
    )
    if is_new:
        events.record(
            action="case.give_pledge",
            actor=act.actor,
            obj=pledge,
            case_id=case.pk,
            after={"text_version": pledges.VERSION},
            address=act.address,
        )
    return pledge


def _require(case: Case, act: Act) -> None:
    if not act.actor.has_perm("applications.edit", case):
        raise NotAllowed(_("You may not do this in this case."))
    if case.is_closed:
        raise Refused("case_closed", _("The case has ended."))


def _locked(contact: CaseContact, act: Act) -> CaseContact:
    stored = CaseContact.objects.select_for_update(of=("self",)).select_related("case").get(pk=contact.pk)
    _require(stored.case, act)
    if act.version is not None and act.version != stored.version:
        raise StaleVersion(sent=act.version, stored=stored.version, current=_plain(stored))
    return stored


def _values(act: Act) -> dict[str, Any]:
    return {name: str(act.data.get(name) or "").strip() for name in FIELDS}


def _check(contact: CaseContact) -> None:
    try:
        contact.clean_fields(exclude=["case", "added_by"])
    except ValidationError as error:
        raise BadData(error.message_dict) from error


def _plain(contact: CaseContact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in FIELDS}


def _record(action: str, contact: CaseContact, act: Act, before: dict[str, Any] | None) -> None:
    events.record(
        action=f"case.{action}",
        actor=act.actor,
        obj=contact,
        case_id=contact.case_id,
        before=before,
        after=None if contact.until else _plain(contact),
        address=act.address,
    )
