"""Outcomes, certificates and annual results through the API."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from journal.models import AccessRecord
from reports.models import Certificate
from tests.factories import grants, outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def api(client, personas):
    def as_person(name):
        client.force_login(personas[name])
        return client

    return as_person


def act(client, url, name, **body):
    return client.post(f"{url}transitions/", {"name": name, **body}, content_type="application/json")


def test_step_four_goes_all_the_way(api, case, measure):
    case_url, measure_url = f"/api/v1/cases/{case.uid}/", f"/api/v1/measures/{measure.uid}/"
    assert act(api("owner"), case_url, "open_outcome").status_code == 200
    (outcome,) = api("owner").get("/api/v1/outcomes/").json()["results"]
    url = f"/api/v1/outcomes/{outcome['uid']}/"
    (stream,) = api("owner").get(measure_url).json()["streams"]
    actual = {"done_on": "2021-07-14", "streams": [{"stream": stream["uid"], "quantity": "45000"}]}
    assert act(api("owner"), measure_url, "report_implemented", data=actual).status_code == 200
    assert act(api("owner"), url, "submit_report").status_code == 200
    assert act(api("consultant"), url, "verify").status_code == 200
    assert act(api("reviewer"), url, "accept").status_code == 200
    assert act(api("admin"), case_url, "issue_certificate").status_code == 200

    shown = api("auditor").get(url).json()
    (result,) = shown["results"]
    assert (shown["state"], result["state"]) == ("accepted", "implemented")
    assert (result["estimated"]["saved_krw"], result["verified"]["saved_krw"]) == (6_000_000, 5_400_000)
    (certificate,) = api("owner").get("/api/v1/certificates/").json()["results"]
    assert (certificate["number"], certificate["paper_state"]) == ("제2021-001호", "queued")


def test_an_implemented_measure_needs_its_figures(api, outcome, measure):
    response = act(api("owner"), f"/api/v1/measures/{measure.uid}/", "report_implemented")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["streams"]


def test_a_certificate_is_revoked_by_its_own_transition(api, accepted):
    act(api("admin"), f"/api/v1/cases/{accepted.case.uid}/", "issue_certificate")
    url = f"/api/v1/certificates/{Certificate.objects.get().uid}/"
    offered = api("admin").get(f"{url}transitions/").json()["transitions"]
    assert [row["name"] for row in offered] == ["revoke_certificate"]

    assert act(api("admin"), url, "revoke_certificate", comment="정정").status_code == 200

    assert api("owner").get(url).json()["revoked_at"] is not None
    assert act(api("admin"), url, "open_outcome").status_code == 409


def test_annual_results_come_as_a_workbook_and_are_recorded(api, accepted, round_2021):
    url = f"/api/v1/rounds/{round_2021.uid}/annual-results/"

    response = api("admin").post(url, {"reason": "연간 실적 보고"}, content_type="application/json")

    assert response.status_code == 200
    assert load_workbook(BytesIO(response.content))["연간실적"].cell(4, 2).value == "IC-2021-0001"
    assert AccessRecord.objects.filter(what="annual results").count() == 1


def test_annual_results_ask_for_a_reason_and_an_administrator(api, round_2021):
    url = f"/api/v1/rounds/{round_2021.uid}/annual-results/"

    assert api("admin").post(url, {}, content_type="application/json").status_code == 400
    assert api("auditor").post(url, {"reason": "x"}, content_type="application/json").status_code == 403
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("name", ["other_owner", "other_consultant", "other_official"])
def test_foreign_outcomes_are_missing(api, accepted, name):
    act(api("admin"), f"/api/v1/cases/{accepted.case.uid}/", "issue_certificate")
    certificate = Certificate.objects.get()

    assert api(name).get(f"/api/v1/outcomes/{accepted.uid}/").status_code == 404
    assert api(name).get(f"/api/v1/certificates/{certificate.uid}/").status_code == 404
    assert api(name).get("/api/v1/outcomes/").json()["results"] == []
    assert api(name).get("/api/v1/certificates/").json()["results"] == []


def test_the_list_needs_the_same_queries_for_any_length(
    api, personas, outcome, round_2021, django_assert_num_queries
):
    client = api("auditor")
    client.get("/api/v1/outcomes/")
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get("/api/v1/outcomes/")
    for serial in (8, 9):
        firm, owner = grants.firm_with_owner(serial)
        case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=serial)
        grants.accepted_measure(case, personas["consultant"])
        outcomes.opened(case, owner)

    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(client.get("/api/v1/outcomes/").json()["results"]) == 3


QUERIES_OF_LIST = 8
