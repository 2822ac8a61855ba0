"""The officer in charge: one at a time, handed over in bulk, all of it in the case's history."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from journal.models import Event, OutboxMessage
from tests.factories import accounts as people
from tests.factories import cases
from workflow import mails, participants
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.models import Case, CaseParticipant
from workflow.states import CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def case(round_2021, personas) -> Case:
    made = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    cases.application(made)
    return made


@pytest.fixture
def colleague(round_2021, personas):
    """Another reviewer of the same region."""
    user = people.user("colleague@example.com", "이동료", phone="032-111-2222")
    people.member(user, Role.REVIEWER, program=round_2021.program.code, region="incheon")
    return user


def more_cases(round_, count: int) -> list[Case]:
    found = []
    for serial in range(10, 10 + count):
        firm = people.organisation(serial)
        people.site(firm)
        found.append(cases.case(round_, firm, serial=serial))
    return found


def officer(case: Case):
    return participants.officer_in_charge(Case.objects.get(pk=case.pk))


def test_an_official_is_put_in_charge_and_hears_of_it(case, personas, colleague, mailoutbox):
    participants.put_in_charge(case, colleague, Act(personas["approver"]))

    assert officer(case) == colleague
    event = Event.objects.get(action="case.put_in_charge")
    assert (event.case_id, event.actor_id, event.after) == (
        case.pk,
        personas["approver"].pk,
        {"officer": "이동료"},
    )
    mails.send_charge(OutboxMessage.objects.get(task="workflow.send_charge_mail").payload, message_id="m")
    assert mailoutbox[0].to == ["colleague@example.com"]
    assert case.number in mailoutbox[0].body


def test_who_takes_a_case_gets_no_mail_about_it(case, personas):
    participants.put_in_charge(case, personas["reviewer"], Act(personas["reviewer"]))

    assert not OutboxMessage.objects.filter(task="workflow.send_charge_mail").exists()


def test_a_second_officer_is_refused_and_the_first_stays(case, personas, colleague):
    participants.put_in_charge(case, personas["reviewer"], Act(personas["admin"]))
    with pytest.raises(Refused) as refused:
        participants.put_in_charge(case, colleague, Act(personas["admin"]))

    assert refused.value.code == "in_charge_already"
    assert officer(case) == personas["reviewer"]


def test_the_database_allows_one_officer_a_case(case, personas, colleague):
    cases.participant(case, colleague, Role.REVIEWER)
    with pytest.raises(IntegrityError), transaction.atomic():
        cases.participant(case, personas["reviewer"], Role.REVIEWER)


@pytest.mark.parametrize("name", ["auditor", "consultant", "owner", "other_official"])
def test_only_officials_and_administrators_of_the_scope_may(case, personas, colleague, name):
    with pytest.raises(NotAllowed):
        participants.put_in_charge(case, colleague, Act(personas[name]))
    with pytest.raises(NotAllowed):
        participants.transfer([case], colleague, Act(personas[name], comment="휴직"))


@pytest.mark.parametrize("name", ["other_official", "auditor", "consultant", "owner"])
def test_only_officials_of_the_case_are_put_in_charge(case, personas, name):
    with pytest.raises(Refused) as refused:
        participants.put_in_charge(case, personas[name], Act(personas["admin"]))
    assert refused.value.code == "not_an_official"


def test_cases_are_handed_over_together_with_one_mail(round_2021, case, personas, colleague):
    chosen = [case, *more_cases(round_2021, 2)]
    for one in chosen:
        participants.put_in_charge(one, personas["reviewer"], Act(personas["reviewer"]))

    moved = participants.transfer(chosen, colleague, Act(personas["approver"], comment="육아휴직"))

    assert len(moved) == 3
    assert [officer(one) for one in chosen] == [colleague] * 3
    assert CaseParticipant.objects.filter(user=personas["reviewer"], until=None).count() == 0
    assert OutboxMessage.objects.filter(task="workflow.send_charge_mail").count() == 1
    reasons = Event.objects.filter(action="case.transfer").values_list("reason", flat=True)
    assert list(reasons) == ["육아휴직"] * 3


def test_handing_over_is_all_or_nothing(round_2021, case, personas, colleague):
    [ended] = more_cases(round_2021, 1)
    participants.put_in_charge(case, personas["reviewer"], Act(personas["reviewer"]))
    Case.objects.filter(pk=ended.pk).update(stage=CaseStage.REFUSED)
    with pytest.raises(Refused) as refused:
        participants.transfer([case, ended], colleague, Act(personas["admin"], comment="휴직"))
    with pytest.raises(BadData):
        participants.transfer([case], colleague, Act(personas["admin"], comment=" "))

    assert refused.value.code == "case_closed"
    assert officer(case) == personas["reviewer"]


def test_a_released_case_has_nobody_and_can_be_taken_again(case, personas, colleague):
    participants.put_in_charge(case, colleague, Act(personas["admin"]))
    participants.release(case, Act(personas["admin"]))
    assert officer(case) is None

    participants.put_in_charge(case, colleague, Act(personas["admin"]))
    assert officer(case) == colleague
    with pytest.raises(Refused):
        participants.put_in_charge(case, personas["reviewer"], Act(personas["admin"]))


def test_being_in_charge_shows_a_case_no_longer_than_the_scope(case, round_2021, personas, colleague):
    people.member(colleague, Role.CONSULTANT, program=round_2021.program.code)
    participants.put_in_charge(case, colleague, Act(personas["admin"]))
    colleague.memberships.filter(role=Role.REVIEWER).update(region_code="busan")
    colleague.__dict__.pop("current_memberships", None)

    assert not Case.objects.visible_to(colleague).filter(pk=case.pk).exists()


# -- pages and API -------------------------------------------------------------------------------------------


def test_the_firm_reads_who_is_in_charge_with_the_phone(client, case, personas, colleague):
    participants.put_in_charge(case, colleague, Act(personas["admin"]))
    client.force_login(personas["owner"])

    for name in ("portal:case", "portal:progress"):
        text = client.get(reverse(name, args=[case.uid])).content.decode()
        assert "이동료" in text
        assert "032-111-2222" in text


def test_the_page_puts_in_charge_hands_over_and_releases(client, case, personas, colleague):
    client.force_login(personas["reviewer"])
    url = reverse("portal:charge", args=[case.uid])

    client.post(url, {"user": str(personas["reviewer"].uid)})
    assert officer(case) == personas["reviewer"]
    lacking = client.post(url, {"user": str(colleague.uid), "comment": ""})
    assert lacking.status_code == 400
    client.post(url, {"user": str(colleague.uid), "comment": "업무 조정"})
    assert officer(case) == colleague
    client.post(url, {"user": ""})
    assert officer(case) is None


def test_the_transfer_page_moves_what_is_ticked(client, round_2021, case, personas, colleague):
    [other] = more_cases(round_2021, 1)
    for one in (case, other):
        participants.put_in_charge(one, personas["reviewer"], Act(personas["reviewer"]))
    client.force_login(personas["approver"])
    url, giver = reverse("portal:transfer"), str(personas["reviewer"].uid)

    page = client.get(url, {"from": giver})
    assert {one.pk for one in page.context["cases"]} == {case.pk, other.pk}
    data = {"from": giver, "cases": [str(case.uid)], "to": str(colleague.uid), "comment": ""}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"comment": "휴직"}).status_code == 302

    assert (officer(case), officer(other)) == (colleague, personas["reviewer"])


def test_the_transfer_page_asks_the_same_however_many_cases_there_are(client, round_2021, case, personas):
    client.force_login(personas["approver"])
    url, giver = reverse("portal:transfer"), str(personas["reviewer"].uid)
    participants.put_in_charge(case, personas["reviewer"], Act(personas["reviewer"]))
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(url, {"from": giver})
        counts.append(len(seen))
        for one in more_cases(round_2021, 2) if not counts[1:] else []:
            participants.put_in_charge(one, personas["reviewer"], Act(personas["reviewer"]))
    assert counts[0] == counts[1]


def test_the_api_puts_in_charge_and_hands_over(client, case, personas, colleague):
    client.force_login(personas["admin"])
    url = f"/api/v1/cases/{case.uid}/officer/"

    made = client.put(url, {"user": "reviewer@example.com"}, content_type="application/json")
    again = client.put(url, {"user": "colleague@example.com"}, content_type="application/json")
    moved = client.post(
        "/api/v1/cases/transfer/",
        {"cases": [str(case.uid)], "to": "colleague@example.com", "comment": "휴직"},
        content_type="application/json",
    )

    assert made.json()["name"] == "reviewer"
    assert (again.status_code, again.json()["code"]) == (409, "in_charge_already")
    assert moved.json() == {"cases": [str(case.uid)]}
    assert client.get(url).json() == {"name": "이동료", "phone": "032-111-2222"}
    assert client.delete(url).json()["name"] == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_the_same_moment_one_is_in_charge(round_2021, case, personas, colleague):
    def take(user):
        try:
            return participants.put_in_charge(case, user, Act(user)).user_id
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    people_at_once = [personas["reviewer"], colleague] * 3
    with ThreadPoolExecutor(len(people_at_once)) as pool:
        waiting = [pool.submit(copy_context().run, take, user) for user in people_at_once]
        results = {future.result() for future in waiting}

    in_charge = CaseParticipant.objects.filter(case=case, role=Role.REVIEWER, until=None).get()
    assert results == {in_charge.user_id, "in_charge_already"}
