"""Rounds, cases, organizations and sites through the API: scope, versions, errors with codes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Organisation, Site
from journal.models import Event
from tests.factories import accounts as people
from tests.factories import cases
from workflow.states import ApplicationState, CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

FIRM = {
    "business_number": "120-81-47521",
    "name_ko": "시험금속",
    "representative": "대표자",
    "address": "인천광역시 남동구 시험로 1",
}


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def case(round_2021, firm):
    return cases.case(round_2021, firm)


def uids(answer) -> list[str]:
    return [row["uid"] for row in answer.json()["results"]]


# --- Rounds ---


def test_rounds_are_public_with_the_conditions_of_the_call(api, round_2021):
    listed = api.get("/api/v1/rounds/")
    one = api.get(f"/api/v1/rounds/{round_2021.uid}/").json()

    assert uids(listed) == [str(round_2021.uid)]
    assert one["accepts_applications"] is True
    assert {"code": "toe", "threshold": "2000"}.items() <= {c["code"]: c for c in one["criteria"]}[
        "toe"
    ].items()


# --- Cases ---


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("owner", 1),
        ("reviewer", 1),
        ("auditor", 1),
        ("other_owner", 0),
        ("other_official", 0),
        ("consultant", 0),
    ],
)
def test_cases_are_scoped(api, case, personas, name, seen):
    api.force_authenticate(personas[name])

    assert len(uids(api.get("/api/v1/cases/"))) == seen
    assert api.get(f"/api/v1/cases/{case.uid}/").status_code == (200 if seen else 404)
    assert api.get(f"/api/v1/cases/{case.uid}/transitions/").status_code == (200 if seen else 404)


def test_anonymous_gets_no_cases(api, case):
    assert api.get("/api/v1/cases/").status_code == 401


def test_cases_can_be_filtered(api, case, personas):
    api.force_authenticate(personas["reviewer"])

    for query, seen in (
        ("stage=screening", 1),
        ("stage=outcome", 0),
        ("region=incheon", 1),
        (f"round={case.round.uid}", 1),
        (f"organization={case.organisation.uid}", 1),
        ("number=IC-2021-0001", 1),
        ("number=IC-2021-0002", 0),
    ):
        assert len(uids(api.get(f"/api/v1/cases/?{query}"))) == seen, query


def test_case_transitions_say_what_to_send_and_do_it(api, case, personas):
    cases.application(case, ApplicationState.AGREED)
    type(case).objects.update(stage=CaseStage.AGREEMENT)
    api.force_authenticate(personas["admin"])
    url = f"/api/v1/cases/{case.uid}/transitions/"

    offered = {row["name"]: row for row in api.get(url).json()["transitions"]}
    assert [datum["type"] for datum in offered["assign"]["data"]] == ["user"]

    stale = api.post(url, {"name": "assign", "version": 9, "data": {"consultant": "consultant@example.com"}})
    assert (stale.status_code, stale.json()["code"], stale.json()["stored_version"]) == (
        409,
        "stale_version",
        1,
    )
    wrong = api.post(url, {"name": "assign", "data": {"consultant": "nobody@example.com"}})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["consultant"])
    done = api.post(url, {"name": "assign", "version": 1, "data": {"consultant": "consultant@example.com"}})
    assert (done.status_code, done.json()["state"]) == (200, CaseStage.DIAGNOSIS)


# --- Organizations and sites ---


def test_register_and_edit_a_firm(api, db):
    api.force_authenticate(people.user("new@example.com"))

    wrong = api.post("/api/v1/organizations/", {**FIRM, "business_number": "120-81-47522"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["business_number"])
    made = api.post("/api/v1/organizations/", FIRM)
    assert made.status_code == 201
    url = f"/api/v1/organizations/{made.json()['uid']}/"
    changed = api.patch(url, {"version": 1, "phone": "032-1"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = api.patch(url, {"version": 1, "phone": "032-2"})
    assert (stale.status_code, stale.json()["stored"]["phone"]) == (409, "032-1")


def test_a_registered_number_is_told_without_names(api, db):
    api.force_authenticate(people.user("first@example.com", "첫째"))
    api.post("/api/v1/organizations/", FIRM)
    api.force_authenticate(people.user("second@example.com"))

    answer = api.post("/api/v1/organizations/", FIRM)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_registered")
    assert "첫째" not in answer.content.decode()
    assert api.get("/api/v1/organizations/").json()["results"] == []


def test_protected_fields_are_not_written(api, personas, firm):
    api.force_authenticate(personas["owner"])

    for field, value in (
        ("business_number", "1"),
        ("is_demo", True),
        ("uid", "x"),
        ("created_by", 1),
        ("pk", 1),
    ):
        before = Organisation.objects.values().get(pk=firm.pk)
        api.patch(f"/api/v1/organizations/{firm.uid}/", {"version": 1, field: value})
        assert Organisation.objects.values().get(pk=firm.pk) == before


def test_staff_read_firms_of_their_cases_and_change_nothing(api, case, personas, firm):
    api.force_authenticate(personas["reviewer"])

    assert uids(api.get("/api/v1/organizations/")) == [str(firm.uid)]
    assert len(uids(api.get("/api/v1/sites/"))) == 1
    assert api.patch(f"/api/v1/organizations/{firm.uid}/", {"phone": "1"}).status_code == 403


def test_add_and_edit_a_site_of_ones_own_firm_only(api, personas, firm):
    area = people.area()
    other = personas["other_owner"].current_memberships[0].organisation
    body = {"name": "2공장", "address": "인천", "area": area.code, "has_factory": True}
    api.force_authenticate(personas["owner"])

    foreign = api.post("/api/v1/sites/", {**body, "organization": str(other.uid)})
    assert (foreign.status_code, list(foreign.json())) == (400, ["organization"])
    made = api.post("/api/v1/sites/", {**body, "organization": str(firm.uid)})
    assert (made.status_code, made.json()["area"]) == (201, area.code)
    twice = api.post("/api/v1/sites/", {**body, "organization": str(firm.uid)})
    assert (twice.status_code, twice.json()["code"]) == (409, "site_name_taken")
    url = f"/api/v1/sites/{made.json()['uid']}/"
    assert api.patch(url, {"version": 1, "address": "부평"}).json()["version"] == 2
    assert api.patch(url, {"area": "00000"}).status_code == 400
    assert api.patch(f"/api/v1/sites/{other.sites.get().uid}/", {"address": "x"}).status_code == 404
    assert Site.objects.filter(organisation=other, address="x").count() == 0


def test_a_repeated_key_registers_one_firm(api, db):
    api.force_authenticate(people.user("new@example.com"))

    answers = [
        api.post("/api/v1/organizations/", FIRM, headers={"Idempotency-Key": "same"}) for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.content for answer in answers}) == 1
    assert Event.objects.filter(action="organisation.register").count() == 1


@pytest.mark.parametrize(
    ("path", "count"), [("cases/", 4), ("organizations/", 4), ("sites/", 4), ("rounds/", 5)]
)
def test_lists_need_the_same_queries_for_one_and_three_rows(api, round_2021, personas, path, count):
    api.force_login(personas["reviewer"])
    counts = []
    for serial in (50, 51, 52):
        cases.case(round_2021, people.organisation(serial), serial=serial)
        with CaptureQueriesContext(connection) as captured:
            assert api.get(f"/api/v1/{path}").status_code == 200
        counts.append(len(captured))
    assert counts == [count] * 3
