"""A helper types for a firm, always labelled so, and never acts for it."""

from itertools import count

import pytest

from accounts import services as people_services
from accounts.errors import NotAllowed
from accounts.helping import behalf, types_for
from accounts.roles import Role
from applications import services
from applications.models import Application
from journal.models import Event
from tests.factories import accounts as people
from workflow.acts import Act
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
CLOSED = (
    "applications.submit", "applications.withdraw", "applications.consent", "applications.answer_correction",
    "accounts.invite_colleague", "accounts.edit_organisation",
)  # fmt: skip


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def helper(firm):
    person = people.user("clerk@example.com", "김대리")
    people.member(person, Role.HELPER, organisation=firm)
    return person


@pytest.fixture
def draft(round_2021, firm, helper) -> Application:
    return services.start(round_2021, firm.sites.get(), Act(helper))


def test_everything_a_helper_writes_says_for_whom(draft, firm, helper):
    services.edit(draft, Act(helper, data={"products": "도금 부품"}))

    assert draft.on_behalf_of == firm.name_ko
    events = Event.objects.filter(case_id=draft.case_id)
    assert {event.on_behalf_of for event in events} == {firm.name_ko}
    assert {event.actor_label for event in events} == {"김대리"}


def test_the_firms_own_hand_is_not_labelled(draft, firm, personas):
    services.edit(draft, Act(personas["member"], data={"products": "도금 부품"}))

    assert Event.objects.get(action="application.edit").on_behalf_of == ""
    assert not types_for(personas["owner"], firm)
    assert behalf(personas["owner"], firm) == ""


@pytest.mark.parametrize("permission", CLOSED)
def test_a_helper_never_acts_for_the_firm(permission, helper, firm):
    assert not helper.has_perm(permission, firm)


def test_no_act_of_the_whole_path_is_a_helpers(helper, draft):
    assert not [row.key for row in TABLE if helper.has_perm(row.permission, draft)]


def test_a_helper_cannot_agree_for_the_firm(draft, helper):
    with pytest.raises(NotAllowed):
        services.give_consents(draft, Act(helper, data={"privacy": True}))


def test_a_helper_reaches_only_the_firm_that_let_them_in(helper, personas, round_2021):
    other = personas["other_owner"].current_memberships[0].organisation

    assert not helper.has_perm("applications.start", other.sites.get())
    with pytest.raises(NotAllowed):
        services.start(round_2021, other.sites.get(), Act(helper))


def test_only_an_owner_lets_a_helper_in(firm, personas, helper):
    for number, name in zip(count(), ("member", "other_owner"), strict=False):
        with pytest.raises(NotAllowed):
            people_services.invite_colleague(
                firm, actor=personas[name], email=f"h{number}@example.com", role=Role.HELPER
            )
    invitation = people_services.invite_colleague(
        firm, actor=personas["owner"], email="h@example.com", role=Role.HELPER
    )
    assert invitation.role == Role.HELPER
