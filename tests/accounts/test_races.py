"""What holds when several act at once; proven on PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts import services
from accounts.errors import ActError
from accounts.models import Membership, Organisation
from accounts.roles import Role
from tests.factories import accounts as people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

FIRM = {"name_ko": "시험금속", "representative": "대표자", "address": "인천광역시 남동구 시험로 1"}


def at_once(*works: Callable[[], object]) -> list[str]:
    """Start all together, each with a connection of its own; "done" or the code of the refusal for each."""
    barrier = threading.Barrier(len(works))
    outcomes = [""] * len(works)

    def run(number: int) -> None:
        barrier.wait()
        try:
            works[number]()
            outcomes[number] = "done"
        except ActError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_ten_who_register_one_number_one_becomes_owner():
    persons = [people.user(f"p{number}@example.com") for number in range(10)]
    works = [
        lambda person=person: services.register_organisation(actor=person, number="120-81-47521", values=FIRM)
        for person in persons
    ]

    assert sorted(at_once(*works)) == [*["already_registered"] * 9, "done"]
    assert Organisation.objects.count() == Membership.objects.count() == 1


def test_an_invitation_is_accepted_once():
    user = people.user("new@example.com")
    _invitation, secret = services.invite_staff(
        actor=None, email="new@example.com", role=Role.AUDITOR, by_mail=False
    )

    outcomes = at_once(*[lambda: services.accept_invitation(secret, user=user)] * 5)

    assert sorted(outcomes) == ["done", *["invitation_over"] * 4]
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(("role", "refusal"), [(Role.OWNER, "last_owner"), (Role.ADMIN, "last_admin")])
def test_of_all_who_leave_at_once_one_stays(role, refusal):
    firm = people.organisation(1) if role == Role.OWNER else None
    memberships = [
        people.member(people.user(f"p{number}@example.com"), role, organisation=firm) for number in range(4)
    ]
    works = [lambda own=own: services.end_membership(own, actor=own.user) for own in memberships]

    assert sorted(at_once(*works)) == sorted(["done"] * 3 + [refusal])
    assert Membership.objects.current().count() == 1


def test_of_ten_who_saw_the_same_version_one_saves():
    owner = people.user("owner@example.com")
    firm = services.register_organisation(actor=owner, number="120-81-47521", values=FIRM)
    works = [
        lambda phone=phone: services.edit_organisation(
            firm, actor=owner, values={"phone": str(phone)}, version=1
        )
        for phone in range(10)
    ]

    outcomes = at_once(*works)

    assert sorted(outcomes) == ["done", *["stale_version"] * 9]
    firm.refresh_from_db()
    assert (firm.version, firm.phone) == (2, str(outcomes.index("done")))
