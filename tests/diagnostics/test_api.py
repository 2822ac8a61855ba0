"""Step 2 through the API: the same visibility, the same services, errors with codes."""

import uuid

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from diagnostics import services
from diagnostics.models import Measure
from tests.diagnostics.conftest import ELECTRICITY, FINDING, MEASURE, REPORT
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.states import CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def api(user) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    client.force_authenticate(user)
    return client


@pytest.fixture
def several(round_2021, personas, request):
    """As many cases with a diagnosis and a measure as the test names."""
    for serial in range(1, request.param + 1):
        case = cases.case(
            round_2021, people.organisation(10 + serial), stage=CaseStage.DIAGNOSIS, serial=serial
        )
        diagnosis = cases.diagnosis(case, personas["consultant"])
        services.add_measure(diagnosis, MEASURE, Act(personas["consultant"]))
        services.answer_items(diagnosis, [{"item": 1, "score": 3}], Act(personas["consultant"]))
    return request.param


@pytest.mark.parametrize("several", [1, 3], indirect=True)
@pytest.mark.parametrize(("resource", "queries"), [("diagnosis", 5), ("measure", 6)])
def test_lists_take_the_same_queries_for_any_number_of_rows(
    several, resource, queries, personas, django_assert_num_queries
):
    client = api(personas["admin"])
    with django_assert_num_queries(queries):
        response = client.get(reverse(f"{resource}-list"))
    assert len(response.json()["results"]) == several


def test_diagnosis_shows_progress_and_scores_to_the_team(answered, personas):
    shown = api(personas["consultant"]).get(reverse("diagnosis-detail", args=[answered.uid])).json()
    assert shown["progress"] == {"answered": 14, "total": 14}
    assert shown["scores"]["total"]["percent"] == "75.0"
    assert shown["consultants"] == [{"name": "consultant", "email": "consultant@example.com"}]
    assert shown["measure_count"] == 1


def test_firm_gets_no_results_before_the_release(in_review, personas):
    client = api(personas["owner"])
    for shown in (
        client.get(reverse("diagnosis-detail", args=[in_review.uid])).json(),
        client.get(reverse("diagnosis-list")).json()["results"][0],
    ):
        assert shown["state"] == "in_review"
        for name in ("direction", "grade", "summary", "progress", "scores", "measure_count"):
            assert shown[name] is None
    for name in ("answers", "findings"):
        assert client.get(reverse(f"diagnosis-{name}", args=[in_review.uid])).status_code == 404
    assert client.get(reverse("measure-list")).json()["results"] == []
    measure = in_review.measures.get()
    assert client.get(reverse("measure-detail", args=[measure.uid])).status_code == 404
    answer = client.post(reverse("measure-transitions", args=[measure.uid]), {"name": "accept"})
    assert answer.status_code == 404


def test_firm_reads_and_accepts_measures_after_the_release(released, measure, personas):
    client = api(personas["owner"])
    shown = client.get(reverse("measure-list")).json()["results"][0]
    assert shown["estimated"]["saved_krw"] == 6_000_000
    assert shown["estimated"]["payback_years"] == "1.3"
    assert shown["within_payback_line"] is True
    assert shown["reported"] is None

    offered = client.get(reverse("measure-transitions", args=[measure.uid])).json()
    assert [row["name"] for row in offered["transitions"]] == ["accept", "dispute", "decline"]
    body = {"name": "accept", "version": offered["version"]}
    accepted = client.post(reverse("measure-transitions", args=[measure.uid]), body)
    assert accepted.json()["state"] == "accepted"


def test_a_visit_is_agreed_through_transitions(diagnosis, personas):
    url = reverse("diagnosis-transitions", args=[diagnosis.uid])
    data = {"first_at": "2021-07-20T10:00", "second_at": "2021-07-21T10:00"}
    proposed = api(personas["consultant"]).post(url, {"name": "propose_visit", "data": data})
    assert proposed.status_code == 200
    confirmed = api(personas["owner"]).post(url, {"name": "confirm_visit", "data": {"chosen": "first"}})
    assert confirmed.status_code == 200
    shown = api(personas["owner"]).get(reverse("diagnosis-detail", args=[diagnosis.uid])).json()
    assert shown["visit_at"] == "2021-07-20T10:00:00+09:00"


def test_answers_are_put_in_bulk(visited, personas):
    client, url = api(personas["consultant"]), reverse("diagnosis-answers", args=[visited.uid])
    seen = client.get(url).json()
    assert (len(seen["answers"]), seen["answers"][0]["score"]) == (14, None)

    body = {
        "version": seen["version"],
        "answers": [{"item": 1, "score": 4, "comment": "확인"}, {"item": 2, "not_applicable": True}],
    }
    saved = client.put(url, body)

    assert saved.status_code == 200
    assert saved.json()["answers"][0] | {"answered_at": ""} == {
        "item": 1,
        "area": "방침·조직",
        "text": "환경방침이 문서로 있고 대표자가 승인하였는가",
        "score": 4,
        "not_applicable": False,
        "comment": "확인",
        "answered_at": "",
    }
    stale = client.put(url, body)
    assert stale.status_code == 409
    assert stale.json()["stored_version"] == seen["version"] + 1
    assert stale.json()["stored"]["answers"][0]["score"] == 4


def test_bad_answers_name_their_place(visited, personas):
    client, url = api(personas["consultant"]), reverse("diagnosis-answers", args=[visited.uid])
    answer = client.put(url, {"answers": [{"item": 1, "score": 9}, {"item": "one"}]})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"answers.0.score", "answers.1.item"}
    assert client.put(url, {"answers": ["1"]}).status_code == 400
    assert client.put(url, []).status_code == 400


def test_findings_are_added_and_listed(visited, personas):
    url = reverse("diagnosis-findings", args=[visited.uid])
    added = api(personas["consultant"]).post(url, FINDING)
    assert added.status_code == 201
    assert added.json()["version"] == 1
    assert [row["text"] for row in api(personas["admin"]).get(url).json()] == [FINDING["text"]]
    assert api(personas["admin"]).post(url, FINDING).status_code == 403
    refused = api(personas["consultant"]).post(url, {"area": ["energy"], "text": 5})
    assert refused.status_code == 400
    assert set(refused.json()["errors"]) == {"area", "text"}


def test_measure_is_created_with_nested_streams_and_patched(visited, personas):
    client = api(personas["consultant"])
    created = client.post(reverse("measure-list"), {"diagnosis": str(visited.uid), **MEASURE})
    assert created.status_code == 201
    body = created.json()
    assert body["streams"][0]["figures"][0]["saved_toe"] == "11.45000"
    assert body["streams"][0]["figures"][0]["calculation"]

    url = reverse("measure-detail", args=[body["uid"]])
    patch = {"version": 1, "streams": [{**ELECTRICITY, "quantity": "40000"}]}
    patched = client.patch(url, patch)
    assert patched.status_code == 200
    assert (patched.json()["version"], patched.json()["estimated"]["saved_krw"]) == (2, 4_800_000)
    stale = client.patch(url, patch)
    assert stale.status_code == 409
    assert (stale.json()["sent_version"], stale.json()["stored_version"]) == (1, 2)


def test_a_repeated_key_creates_one_measure(visited, personas):
    client = api(personas["consultant"])
    body = {"diagnosis": str(visited.uid), **MEASURE}
    first, second = (
        client.post(reverse("measure-list"), body, headers={"Idempotency-Key": "once"}) for _ in range(2)
    )
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert Measure.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"diagnosis": "none"},
        {"diagnosis": "{diagnosis}"},
        {"diagnosis": "{diagnosis}", **MEASURE, "state": "accepted"},
        {"diagnosis": "{diagnosis}", **MEASURE, "streams": "many"},
        {"diagnosis": "{diagnosis}", **MEASURE, "streams": [1]},
        {"diagnosis": "{diagnosis}", **MEASURE, "streams": [{**ELECTRICITY, "quantity": 0.5}]},
        {"diagnosis": "{diagnosis}", **MEASURE, "streams": [{**ELECTRICITY, "carrier": {}}]},
        {"diagnosis": "{diagnosis}", **MEASURE, "measure_type": ["K1"]},
        {"diagnosis": "{diagnosis}", **MEASURE, "capital_cost_krw": -1},
        {"diagnosis": "{diagnosis}", **MEASURE, "title_ko": "a\x00b"},
    ],
)
def test_malformed_measures_are_refused(visited, personas, body):
    if isinstance(body, dict) and "diagnosis" in body:
        body = {**body, "diagnosis": body["diagnosis"].format(diagnosis=visited.uid)}
    response = api(personas["consultant"]).post(reverse("measure-list"), body)
    assert response.status_code == 400
    assert not Measure.objects.exists()


def test_foreign_ids_look_like_missing_ones(released, measure, personas):
    for persona in ("other_owner", "other_consultant", "other_official"):
        client = api(personas[persona])
        for name, uid in (
            ("diagnosis-detail", released.uid),
            ("diagnosis-transitions", released.uid),
            ("diagnosis-findings", released.uid),
            ("diagnosis-answers", released.uid),
            ("measure-detail", measure.uid),
            ("measure-transitions", measure.uid),
        ):
            foreign, missing = (client.get(reverse(name, args=[u])) for u in (uid, uuid.uuid4()))
            assert (foreign.status_code, foreign.json()) == (missing.status_code, missing.json())
            assert foreign.status_code == 404
    body = {"diagnosis": str(released.uid), **MEASURE}
    assert api(personas["other_consultant"]).post(reverse("measure-list"), body).status_code == 404


def test_report_is_refused_with_its_code(diagnosis, personas):
    services.propose_visit(
        diagnosis,
        Act(
            personas["consultant"],
            data={"first_at": "2021-07-20T10:00", "second_at": "2021-07-21T10:00"},
        ),
    )
    url = reverse("diagnosis-transitions", args=[diagnosis.uid])
    answer = api(personas["consultant"]).post(url, {"name": "submit_report", "data": REPORT})
    assert answer.status_code == 409
    assert answer.json()["code"] == "visit_not_confirmed"


def test_nobody_gets_anything_without_an_account(released, measure):
    client = APIClient()
    for name, args in (
        ("diagnosis-list", []),
        ("diagnosis-detail", [released.uid]),
        ("measure-list", []),
        ("measure-detail", [measure.uid]),
    ):
        assert client.get(reverse(name, args=args)).status_code in (401, 403)
