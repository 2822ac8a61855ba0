"""The records beside an application through the API: the same services, the same codes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import pledges
from applications.models import CaseContact, DuplicateFlag, Interview, LocalFirm, LocalFirmInvitation, Pledge
from programs import reference
from programs.models import Questionnaire
from tests.factories import accounts as people
from tests.factories import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

API = "/api/v1"


@pytest.fixture
def application(round_2021, personas):
    case = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    cases.participant(case, personas["consultant"])
    return cases.application(case)


@pytest.fixture
def speak(client, personas):
    """Speak as somebody: method, address, body → answer."""

    def say(name: str, method: str, path: str, body=None, *, is_form: bool = False):
        client.force_login(personas[name])
        kind = {} if is_form or method == "get" else {"content_type": "application/json"}
        return getattr(client, method)(f"{API}{path}", body, **kind)

    return say


def test_a_flag_is_listed_resolved_and_taken_back(speak, application):
    flag = application.duplicate_flags.create(reason="other_support", digest="0", matched="스마트공장")
    listed = speak("auditor", "get", f"/duplicate-flags/?application={application.uid}").json()
    assert [row["uid"] for row in listed["results"]] == [str(flag.uid)]

    body = {"state": "irrelevant", "comment": "금액이 다름"}
    path = f"/duplicate-flags/{flag.uid}/resolve/"
    assert speak("auditor", "post", path, body).status_code == 403
    assert speak("reviewer", "post", path, {"state": "same", "comment": ""}).status_code == 400
    assert speak("reviewer", "post", path, body).json()["state"] == "irrelevant"
    assert speak("reviewer", "post", path, {"state": "open", "comment": "다시"}).json()["state"] == "open"
    assert DuplicateFlag.objects.get().is_open
    assert speak("other_official", "post", path, body).status_code == 404


def test_a_site_check_is_recorded_by_its_transition(speak, application, round_2021):
    round_2021.initial_site_check = True
    round_2021.save()
    type(application).objects.update(state="screened")
    act = {
        "name": "record_site_check",
        "data": {"visited_on": "2021-07-08", "findings": "확인", "recommended": False},
    }
    assert speak("reviewer", "post", f"/applications/{application.uid}/transitions/", act).status_code == 200
    [row] = speak("admin", "get", f"/site-checks/?application={application.uid}").json()["results"]
    assert (row["findings"], row["recommended"]) == ("확인", False)
    refused = speak(
        "approver", "post", f"/applications/{application.uid}/transitions/", {"name": "record_site_check"}
    )
    assert refused.status_code == 403


def test_an_interview_is_held(speak, application, round_2021):
    reference.load_questionnaire()
    body = {
        "application": str(application.uid),
        "audience": "staff",
        "person_name": "박과장",
        "held_on": "2021-07-08",
    }
    refused = speak("consultant", "post", "/interviews/", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_questionnaire")
    round_2021.questionnaire = Questionnaire.objects.get()
    round_2021.save()

    made = speak("consultant", "post", "/interviews/", body).json()
    number = str(round_2021.questionnaire.items.filter(audience="staff", kind="text").first().position)
    path = f"/interviews/{made['uid']}/"
    saved = speak("consultant", "patch", path, {"version": 1, "answers": {number: "노후 설비"}})
    assert saved.json()["answers"] == {number: "노후 설비"}
    stale = speak("consultant", "patch", path, {"version": 1, "answers": {number: "x"}})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_version")
    wrong = speak("consultant", "patch", path, {"answers": {"999": "x"}})
    assert "answers.999" in wrong.json()["errors"]
    assert speak("owner", "get", path).status_code == 403
    assert speak("other_consultant", "get", path).status_code == 404
    assert Interview.objects.get().answers.get().text == "노후 설비"


def test_the_firm_keeps_its_team_and_reads_the_pledges(speak, application):
    body = {"case": str(application.case.uid), "name": "박환경", "role": "energy"}
    made = speak("owner", "post", "/case-contacts/", body)
    assert made.status_code == 201
    path = f"/case-contacts/{made.json()['uid']}/"
    assert speak("owner", "patch", path, {"position": "과장"}).json()["position"] == "과장"
    assert speak("consultant", "patch", path, {"position": "부장"}).status_code == 403
    assert speak("consultant", "get", path).json()["name"] == "박환경"
    assert speak("owner", "delete", path).status_code == 204
    assert CaseContact.objects.get().until is not None

    pledge = {"case": str(application.case.uid), "text_version": pledges.VERSION}
    assert speak("owner", "post", "/pledges/", pledge).status_code == 403
    assert speak("consultant", "post", "/pledges/", pledge).status_code == 201
    assert len(speak("owner", "get", f"/pledges/?case={application.case.uid}").json()["results"]) == 1
    assert speak("other_owner", "get", f"/pledges/?case={application.case.uid}").json()["results"] == []
    assert Pledge.objects.count() == 1


def test_a_list_is_taken_in_after_a_look_and_its_firms_invited(speak, round_2021):
    def sent(**more):
        text = f"사업자등록번호,업체명,이메일\n{people.business_number(71)},지역금속,a@example.com"
        return {"region": "incheon", "file": SimpleUploadedFile("목록.csv", text.encode()), **more}

    looked = speak("reviewer", "post", "/local-firms/import/", sent(), is_form=True)
    assert looked.json() == {"confirmed": False, "new": 1, "changed": 0, "same": 0, "unread": []}
    assert not LocalFirm.objects.exists()
    speak("reviewer", "post", "/local-firms/import/", sent(confirm="true"), is_form=True)
    again = speak("reviewer", "post", "/local-firms/import/", sent(confirm="true"), is_form=True)
    assert again.json()["same"] == 1
    assert speak("other_official", "post", "/local-firms/import/", sent(), is_form=True).status_code == 404

    body = {"region": "incheon", "round": str(round_2021.uid)}
    assert speak("reviewer", "post", "/local-firms/invite/", body).json()["planned"] == 1
    assert not LocalFirmInvitation.objects.exists()
    assert speak("reviewer", "post", "/local-firms/invite/", {**body, "confirm": True}).json()["invited"] == 1

    firm = LocalFirm.objects.get()
    contact = {"on": "2021-07-08", "channel": "phone", "result": "reached"}
    assert speak("reviewer", "post", f"/local-firms/{firm.uid}/contacts/", contact).status_code == 201
    [row] = speak("reviewer", "get", "/local-firms/?region=incheon").json()["results"]
    assert (row["is_reached"], row["is_invited"], row["has_applied"]) == (True, True, False)
