"""Nobody decides on money that they asked for or handled for the firm (RELIABILITY M3)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership
from accounts.roles import Role
from journal import clock
from subsidies import services
from subsidies.models import Grant
from tests.factories import accounts as people
from tests.factories import grants
from workflow.acts import Act
from workflow.errors import NotAllowed
from workflow.states import GrantState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def appoint(person, role: Role, case) -> None:
    """Give somebody an office for the programme of the case, beside whatever they are."""
    people.member(person, role, program=case.program_code)


def leave_firm(person) -> None:
    Membership.objects.filter(user=person, organisation__isnull=False).update(until=clock.now())
    person.__dict__.pop("current_memberships", None)


@pytest.fixture
def reviewed(grant, personas):
    return services.review(grant, Act(personas["reviewer"]))


@pytest.mark.parametrize("name", ["owner", "member"])
def test_people_of_the_firm_do_not_approve_even_with_an_office(reviewed, case, personas, name):
    appoint(personas[name], Role.APPROVER, case)

    with pytest.raises(NotAllowed):
        services.approve(reviewed, Act(personas[name]))


@pytest.mark.parametrize("role", [Role.APPROVER, Role.REVIEWER, Role.ADMIN])
def test_the_requester_decides_nothing_after_leaving_the_firm(grant, case, personas, role):
    leave_firm(personas["owner"])
    appoint(personas["owner"], role, case)

    for act in (services.review, services.reject):
        with pytest.raises(NotAllowed):
            act(grant, Act(personas["owner"], comment="스스로"))
    services.review(grant, Act(personas["reviewer"]))
    with pytest.raises(NotAllowed):
        services.approve(grant, Act(personas["owner"]))
    assert Grant.objects.get().state == GrantState.REVIEWED


def test_who_typed_the_cost_items_decides_nothing_after_leaving_the_firm(grant, measure, case, personas):
    services.request_correction(
        grant, Act(personas["reviewer"], comment="견적", data={"deadline": "2021-07-24"})
    )
    services.answer_correction(
        grant,
        Act(personas["member"], comment="답", data={"cost_items": [grants.cost_item(measure, 1_000_000)]}),
    )
    services.review(grant, Act(personas["reviewer"]))
    leave_firm(personas["member"])
    appoint(personas["member"], Role.APPROVER, case)

    with pytest.raises(NotAllowed):
        services.approve(grant, Act(personas["member"]))


def test_who_handed_in_the_evidence_does_not_judge_it(approved, case, personas):
    (proof,) = grants.prove(approved, personas["member"])
    claimed = services.claim(approved, Act(personas["member"]))
    leave_firm(personas["member"])
    appoint(personas["member"], Role.REVIEWER, case)

    data = {"evidence": str(proof.uid), "verdict": "accepted"}
    with pytest.raises(NotAllowed):
        services.judge_evidence(claimed, Act(personas["member"], data=data))
    grants.judge(claimed, personas["reviewer"])
    with pytest.raises(NotAllowed):
        services.settle(claimed, Act(personas["member"]))


def test_the_reviewer_does_not_approve_with_a_second_office(reviewed, case, personas):
    appoint(personas["reviewer"], Role.APPROVER, case)

    with pytest.raises(NotAllowed):
        services.approve(reviewed, Act(personas["reviewer"]))


@pytest.mark.parametrize("name", ["admin", "auditor", "consultant", "other_official"])
def test_other_offices_do_not_approve(reviewed, personas, name):
    with pytest.raises(NotAllowed):
        services.approve(reviewed, Act(personas[name]))


def test_the_api_refuses_the_same(reviewed, case, personas, client):
    appoint(personas["reviewer"], Role.APPROVER, case)
    client.force_login(personas["reviewer"])

    response = client.post(
        f"/api/v1/grants/{reviewed.uid}/transitions/",
        {"name": "approve", "version": reviewed.version},
        content_type="application/json",
    )

    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("field", ["requested_by", "reviewed_by"])
def test_the_database_refuses_it_too(approved, field):
    same = getattr(Grant.objects.get(), field)

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.update(approved_by=same)
