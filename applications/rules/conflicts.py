"""Conflicts of interest that the portal can see by itself (이해충돌): proposed to the evaluator, or barred outright."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from applications.models import Application, Committee, CommitteeMember
from workflow.models import CaseParticipant


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was seen. A ``barring`` one settles it; any other is shown and the evaluator decides."""

    code: str
    text: str | Promise
    barring: bool


WORKS_THERE = Conflict("works_there", _("Works or worked for this firm."), barring=True)
ADVISED = Conflict("advised", _("Worked on this firm's cases as a consultant."), barring=True)
IS_CONTACT = Conflict("is_contact", _("Is named as the contact person of the application."), barring=True)
NAMED_AS_TIE = Conflict("named_as_tie", _("Named this firm as one they have ties with."), barring=True)
SAME_NAME = Conflict("same_name", _("Bears the name of the representative or contact person."), barring=False)

Seen = dict[tuple[int, int], list[Conflict]]


def seen(
    applications: Iterable[Application], users: Collection[User], committee: Committee | None = None
) -> Seen:
    """Conflicts by (case, user). Five queries, however many cases and people. Needs ``case__organisation``."""
    rows = list(applications)
    firms = {row.case.organisation_id for row in rows}
    people = [user.pk for user in users]
    works = set(
        Membership.objects.filter(user__in=people, organisation__in=firms).values_list(
            "user_id", "organisation_id"
        )
    )
    advised = set(
        CaseParticipant.objects.filter(
            user__in=people, role=Role.CONSULTANT, case__organisation__in=firms
        ).values_list("user_id", "case__organisation_id")
    )
    ties = _ties(committee, people) if committee else {}
    found: Seen = defaultdict(list)
    for row in rows:
        firm = row.case.organisation
        for user in users:
            key = (row.case_id, user.pk)
            if (user.pk, firm.pk) in works:
                found[key].append(WORKS_THERE)
            if (user.pk, firm.pk) in advised:
                found[key].append(ADVISED)
            if row.contact_email and row.contact_email.casefold() == user.email.casefold():
                found[key].append(IS_CONTACT)
            if _same(user.name, firm.representative) or _same(user.name, row.contact_name):
                found[key].append(SAME_NAME)
            if names_firm(ties.get(user.pk, ()), firm):
                found[key].append(NAMED_AS_TIE)
    return dict(found)


def barred(conflicts: Seen) -> frozenset[tuple[int, int]]:
    """Pairs of case and user that never come together."""
    return frozenset(key for key, found in conflicts.items() if any(one.barring for one in found))


def names_firm(ties: Iterable[str], firm: Organisation) -> bool:
    """Whether one of the names or business numbers means this firm; blanks, 주식회사 and (주) are left aside."""
    known = {_plain(firm.name_ko), _plain(firm.name_en), firm.business_number} - {""}
    return any(_plain(tie) in known or _digits(tie) in known for tie in ties)


def _ties(committee: Committee, people: Collection[int]) -> dict[int, list[str]]:
    members = CommitteeMember.objects.current().filter(committee=committee, user__in=people)
    return dict(members.values_list("user_id", "ties"))


def _plain(name: str) -> str:
    text = name.casefold()
    for word in ("주식회사", "유한회사", "(주)", "㈜", "(유)", "co.,ltd.", "co., ltd.", "inc.", "corp."):
        text = text.replace(word, "")
    return "".join(mark for mark in text if mark.isalnum())


def _digits(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit())


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and _plain(one) == _plain(other)
