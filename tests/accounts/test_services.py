"""Firms, sites, invitations, memberships: who may, what is refused, what the journal keeps."""

from datetime import date, timedelta

import pytest
from django.core import mail

from accounts import invitations, services
from accounts.errors import BadData, NotAllowed, Refused, StaleVersion
from accounts.models import Area, Invitation, Membership, Organisation, User
from accounts.roles import Role
from journal import clock
from journal.models import Event, OutboxMessage
from tests.factories import accounts as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIRM = {"name_ko": "시험금속", "representative": "대표자", "address": "인천광역시 남동구 시험로 1"}
VALID, WRONG = "120-81-47521", "120-81-47522"


@pytest.fixture
def person() -> User:
    return people.user("person@example.com")


@pytest.fixture
def owner(person) -> User:
    services.register_organisation(actor=person, number=VALID, values=FIRM)
    return person


@pytest.fixture
def firm(owner) -> Organisation:
    return Organisation.objects.get()


# --- Firms ---


def test_register_makes_the_registrant_owner_and_keeps_digits(person):
    firm = services.register_organisation(actor=person, number=VALID, values=FIRM, address="192.0.2.1")

    assert firm.business_number == "1208147521"
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.organisation) == (person, Role.OWNER, firm)
    assert [e.action for e in Event.objects.all()] == ["organisation.register", "membership.begin"]
    assert Event.objects.first().address == "192.0.2.1"


@pytest.mark.parametrize("number", [WRONG, "0000000000", "12-34", "abcdefghij", ""])
def test_register_refuses_a_number_that_cannot_be(person, number):
    with pytest.raises(BadData) as refused:
        services.register_organisation(actor=person, number=number, values=FIRM)

    assert list(refused.value.errors) == ["business_number"]
    assert not Organisation.objects.exists()


def test_register_twice_leads_to_the_owner_without_naming_anybody(owner):
    other = people.user("late@example.com")

    with pytest.raises(Refused) as refused:
        services.register_organisation(actor=other, number="1208147521", values=FIRM)

    assert refused.value.code == "already_registered"
    assert owner.name not in refused.value.message
    assert owner.email not in refused.value.message
    assert not other.memberships.exists()


def test_edit_counts_the_version_up_and_records_only_what_changed(owner, firm):
    services.edit_organisation(firm, actor=owner, values={**FIRM, "phone": "032-1"}, version=1)

    firm.refresh_from_db()
    assert (firm.phone, firm.version) == ("032-1", 2)
    event = Event.objects.get(action="organisation.edit")
    assert (event.before, event.after) == ({"phone": ""}, {"phone": "032-1"})


def test_edit_with_a_stale_version_names_both(owner, firm):
    services.edit_organisation(firm, actor=owner, values={"phone": "1"}, version=1)

    with pytest.raises(StaleVersion) as stale:
        services.edit_organisation(firm, actor=owner, values={"phone": "2"}, version=1)

    assert (stale.value.sent, stale.value.stored, stale.value.current["phone"]) == (1, 2, "1")


def test_edit_ignores_fields_that_nobody_may_set(owner, firm):
    services.edit_organisation(
        firm, actor=owner, values={"business_number": "1", "is_demo": True, "version": 9}, version=1
    )

    firm.refresh_from_db()
    assert (firm.business_number, firm.is_demo, firm.version) == ("1208147521", False, 1)


def test_strangers_neither_edit_nor_add(firm):
    stranger = people.user("stranger@example.com")

    with pytest.raises(NotAllowed):
        services.edit_organisation(firm, actor=stranger, values=FIRM, version=1)
    with pytest.raises(NotAllowed):
        services.add_site(firm, actor=stranger, values={"name": "A", "address": "B", "area": people.area()})


# --- Sites ---


def test_site_needs_a_district_that_exists_today(owner, firm):
    gone = Area.objects.create(
        code="99999", level="sigungu", name_ko="없는구", valid_to=date(2020, 1, 1), confidence="verified"
    )

    with pytest.raises(Refused) as refused:
        services.add_site(firm, actor=owner, values={"name": "A", "address": "B", "area": gone})

    assert (refused.value.code, refused.value.field) == ("district_not_valid", "area")


def test_site_keeps_a_district_that_ceased_but_does_not_choose_it_anew(owner, firm):
    area = people.area("88888", "사라질구")
    site = services.add_site(firm, actor=owner, values={"name": "A", "address": "B", "area": area})
    Area.objects.filter(pk=area.pk).update(valid_to=date(2021, 1, 1))

    services.edit_site(site, actor=owner, values={"address": "C", "area": area}, version=1)

    site.refresh_from_db()
    assert (site.address, site.version) == ("C", 2)


def test_site_names_are_taken_once_per_firm(owner, firm):
    values = {"name": "본사", "address": "B", "area": people.area()}
    first = services.add_site(firm, actor=owner, values=values)
    second = services.add_site(firm, actor=owner, values={**values, "name": "2공장"})

    for refused in (
        lambda: services.add_site(firm, actor=owner, values=values),
        lambda: services.edit_site(second, actor=owner, values={"name": first.name}, version=1),
    ):
        with pytest.raises(Refused) as error:
            refused()
        assert error.value.code == "site_name_taken"


# --- Invitations ---


def test_invited_colleague_accepts_once(owner, firm):
    invitation = services.invite_colleague(firm, actor=owner, email="New@Example.com", role=Role.MEMBER)
    invitations.send({"invitation": invitation.pk}, message_id="1")
    secret = mail.outbox[0].body.partition("/people/invitations/")[2].partition("/")[0]
    colleague = people.user("new@example.com")

    membership = services.accept_invitation(secret, user=colleague)

    assert (membership.role, membership.organisation) == (Role.MEMBER, firm)
    with pytest.raises(Refused) as over:
        services.accept_invitation(secret, user=colleague)
    assert over.value.code == "invitation_over"


def test_the_secret_lies_neither_in_outbox_nor_in_table(owner, firm):
    invitation = services.invite_colleague(firm, actor=owner, email="new@example.com", role=Role.MEMBER)
    message = OutboxMessage.objects.get(task="accounts.send_invitation")

    assert message.payload == {"invitation": invitation.pk}
    invitations.send(message.payload, message_id="1")

    secret = mail.outbox[0].body.partition("/people/invitations/")[2].partition("/")[0]
    stored = Invitation.objects.values().get(pk=invitation.pk)
    assert len(secret) >= 43
    assert secret not in map(str, stored.values())


def test_members_do_not_invite(firm):
    colleague = people.user("member@example.com")
    people.member(colleague, Role.MEMBER, organisation=firm)

    with pytest.raises(NotAllowed):
        services.invite_colleague(firm, actor=colleague, email="x@example.com", role=Role.MEMBER)


def test_owners_do_not_make_staff(owner, firm):
    with pytest.raises(BadData):
        services.invite_colleague(firm, actor=owner, email="x@example.com", role=Role.ADMIN)
    with pytest.raises(NotAllowed):
        services.invite_staff(actor=owner, email="x@example.com", role=Role.ADMIN)


def test_administrators_give_roles_within_their_own_scope():
    admin = people.user("admin@example.com")
    people.member(admin, Role.ADMIN, program="p1")

    services.invite_staff(actor=admin, email="a@example.com", role=Role.REVIEWER, program_code="p1")
    for scope in ({}, {"program_code": "p2"}):
        with pytest.raises(NotAllowed):
            services.invite_staff(actor=admin, email="b@example.com", role=Role.REVIEWER, **scope)
    with pytest.raises(BadData):
        services.invite_staff(actor=admin, email="c@example.com", role=Role.OWNER, program_code="p1")


def test_invitation_is_for_one_address_alone():
    _invitation, secret = services.invite_staff(
        actor=None, email="a@example.com", role=Role.ADMIN, by_mail=False
    )

    with pytest.raises(Refused) as refused:
        services.accept_invitation(secret, user=people.user("b@example.com"))

    assert refused.value.code == "other_address"
    assert not Membership.objects.exists()


def test_invitation_expires_at_its_instant():
    invitation, secret = services.invite_staff(
        actor=None, email="a@example.com", role=Role.ADMIN, by_mail=False
    )
    user = people.user("a@example.com")

    with clock.travel(invitation.expires_at), pytest.raises(Refused):
        services.accept_invitation(secret, user=user)
    with clock.travel(invitation.expires_at - timedelta(seconds=1)):
        assert services.accept_invitation(secret, user=user).role == Role.ADMIN


def test_cancelled_invitation_no_longer_works(owner, firm):
    invitation = services.invite_colleague(firm, actor=owner, email="x@example.com", role=Role.MEMBER)

    services.cancel_invitation(invitation, actor=owner)

    invitation.refresh_from_db()
    assert not invitation.is_open
    invitations.send({"invitation": invitation.pk}, message_id="1")
    assert mail.outbox == []
    with pytest.raises(Refused):
        services.cancel_invitation(invitation, actor=owner)


def test_new_account_through_an_invitation_has_a_proven_address():
    _invitation, secret = services.invite_staff(
        actor=None, email="new@example.com", role=Role.AUDITOR, by_mail=False
    )

    services.accept_as_new_account(secret, name="감사관", phone="", password=people.PASSWORD)

    user = User.objects.get(email="new@example.com")
    assert user.has_role(Role.AUDITOR)
    assert user.emailaddress_set.get().verified
    assert user.check_password(people.PASSWORD)


def test_no_second_account_for_an_invited_address():
    people.user("old@example.com")
    _invitation, secret = services.invite_staff(
        actor=None, email="old@example.com", role=Role.AUDITOR, by_mail=False
    )

    with pytest.raises(Refused) as refused:
        services.accept_as_new_account(secret, name="x", phone="", password=people.PASSWORD)

    assert refused.value.code == "account_exists"


def test_same_role_is_not_held_twice():
    user = people.user("a@example.com")
    people.member(user, Role.ADMIN)
    _invitation, secret = services.invite_staff(
        actor=None, email="a@example.com", role=Role.ADMIN, by_mail=False
    )

    with pytest.raises(Refused) as refused:
        services.accept_invitation(secret, user=user)

    assert refused.value.code == "already_member"


# --- Memberships ---


def test_last_owner_stays_until_another_comes(owner, firm):
    own = owner.memberships.get()

    with pytest.raises(Refused) as refused:
        services.end_membership(own, actor=owner)
    assert refused.value.code == "last_owner"

    people.member(people.user("second@example.com"), Role.OWNER, organisation=firm)
    services.end_membership(own, actor=owner)
    owner.__dict__.pop("current_memberships", None)
    assert owner.firm_ids == []
    assert Event.objects.filter(action="membership.end").count() == 1
    with pytest.raises(Refused) as again:
        services.end_membership(own, actor=owner)
    assert again.value.code == "membership_over"


def test_last_administrator_stays():
    admin = people.user("admin@example.com")
    membership = people.member(admin, Role.ADMIN)

    with pytest.raises(Refused) as refused:
        services.end_membership(membership, actor=admin)

    assert refused.value.code == "last_admin"


def test_owner_ends_a_colleagues_role_and_a_member_does_not(owner, firm):
    colleague = people.user("member@example.com")
    membership = people.member(colleague, Role.MEMBER, organisation=firm)
    with pytest.raises(NotAllowed):
        services.end_membership(owner.memberships.get(), actor=colleague)

    services.end_membership(membership, actor=owner)

    colleague.__dict__.pop("current_memberships", None)
    assert not colleague.has_role(Role.MEMBER)


def test_administrator_ends_roles_within_their_scope_only():
    admin = people.user("admin@example.com")
    people.member(admin, Role.ADMIN, program="p1")
    inside = people.member(people.user("in@example.com"), Role.REVIEWER, program="p1")
    outside = people.member(people.user("out@example.com"), Role.REVIEWER, program="p2")

    services.end_membership(inside, actor=admin)
    with pytest.raises(NotAllowed):
        services.end_membership(outside, actor=admin)


# --- Account ---


def test_account_change_is_recorded(person):
    services.edit_account(
        person, values={"name": "새 이름", "phone": "1", "language": "en", "is_staff": True}
    )

    person.refresh_from_db()
    assert (person.name, person.language, person.is_staff) == ("새 이름", "en", False)
    assert Event.objects.get(action="account.edit").after["language"] == "en"
