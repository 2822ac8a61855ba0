"""Mails that the table names. Written to the outbox with the act; recipients are read when the mail goes out."""

from collections.abc import Callable, Collection, Iterator

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Membership, User
from accounts.querysets import MembershipQuerySet
from accounts.roles import OFFICIAL_ROLES, OWN_ROLES, Role
from journal import outbox
from journal.models import Event
from workflow.models import Case
from workflow.transitions import Transition, find


def enqueue(case: Case, row: Transition, event: Event) -> None:
    """One outbox row for all recipients of an act; nothing when the table names nobody."""
    if row.notify:
        payload = {"case": case.pk, "event": event.pk, "on": row.on, "name": row.name}
        outbox.enqueue("workflow.send_notice", payload, key=f"notice:{event.pk}")


def send(payload: dict, *, message_id: str) -> None:
    """Mail an act to everybody whom the table names, as things stand now."""
    case = Case.objects.with_list_data().get(pk=payload["case"])
    event = Event.objects.get(pk=payload["event"])
    row = find(payload["on"], payload["name"])
    if row is None:
        return
    for user, to_firm in _recipients(case, row):
        if user.pk == event.actor_id and row.name != "submit":
            continue
        _mail(user, case, row, event, to_firm=to_firm, message_id=message_id).send()


def _mail(
    user: User, case: Case, row: Transition, event: Event, *, to_firm: bool, message_id: str
) -> EmailMessage:
    with translation.override(user.language):
        label = row.firm_label if to_firm else row.staff_label
        context = {
            "user": user,
            "case": case,
            "label": label,
            "event": event,
            "to_firm": to_firm,
            "url": f"{settings.SITE_ORIGIN}{case.get_absolute_url()}",
        }
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string("emails/notice_subject.txt", context).split())
        body = render_to_string("emails/notice.txt", context)
    # The same Message-ID on a repetition lets mail servers drop the double.
    headers = {"Message-ID": f"<{message_id}.{user.pk}@{settings.SITE_ORIGIN.partition('://')[2]}>"}
    return EmailMessage(subject, body, to=[user.email], headers=headers)


def _recipients(case: Case, row: Transition) -> Iterator[tuple[User, bool]]:
    seen: set[int] = set()
    for audience in row.notify:
        for user in AUDIENCES[audience](case):
            if user.pk not in seen:
                seen.add(user.pk)
                yield user, audience == "firm"


def _firm(case: Case) -> list[User]:
    return _members(Membership.objects.filter(role__in=OWN_ROLES, organisation=case.organisation_id))


def _team(case: Case) -> list[User]:
    return list(
        User.objects.filter(
            is_active=True,
            participations__in=case.participants.current().filter(role=Role.CONSULTANT),
        ).distinct()
    )


def _in_scope(case: Case, roles: Collection[str]) -> list[User]:
    """Staff hear of what they may see: a draft, and that it was given up, stays with the firm."""
    if case.submitted_at is None:
        return []
    return _members(
        Membership.objects.filter(
            Q(program_code="") | Q(program_code=case.program_code),
            Q(region_code="") | Q(region_code=case.region_code),
            role__in=roles,
        )
    )


def _members(memberships: MembershipQuerySet) -> list[User]:
    return list(
        User.objects.filter(is_active=True, memberships__in=memberships.current()).order_by("pk").distinct()
    )


AUDIENCES: dict[str, Callable[[Case], list[User]]] = {
    "firm": _firm,
    "team": _team,
    "officials": lambda case: _in_scope(case, OFFICIAL_ROLES),
    "admins": lambda case: _in_scope(case, {Role.ADMIN}),
}
