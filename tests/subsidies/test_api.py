"""Grants through the API: the same acts, visibility and refusals as on the pages."""

import pytest

from documents import files
from documents.choices import Audience
from subsidies import services
from subsidies.models import Evidence, Grant
from tests.factories import grants
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def api(client, personas):
    """Speak as somebody: ``api("owner").get(...)``."""

    def as_person(name):
        client.force_login(personas[name])
        return client

    return as_person


def act(client, url, name, **body):
    return client.post(f"{url}transitions/", {"name": name, **body}, content_type="application/json")


def test_support_is_requested_on_the_case(api, case, measure):
    data = {"support_type": "equipment", "cost_items": [grants.cost_item(measure, 7_462_687)]}

    response = act(api("owner"), f"/api/v1/cases/{case.uid}/", "request_support", data=data)

    assert response.status_code == 200
    (row,) = api("owner").get("/api/v1/grants/").json()["results"]
    assert (row["state"], row["public_krw"], row["rate"]) == ("requested", 5_000_000, "0.670")
    assert row["cost_items"][0]["measure"] == str(measure.uid)


def test_a_grant_goes_all_the_way(api, grant, line):
    url = f"/api/v1/grants/{grant.uid}/"
    assert act(api("reviewer"), url, "review", version=1).status_code == 200
    assert act(api("approver"), url, "approve", version=2).status_code == 200
    item = api("owner").get(url).json()["cost_items"][0]["uid"]
    body = {
        "cost_item": item,
        "kind": "tax_invoice",
        "number": "20211105-1",
        "supplier": "대성배관",
        "issued_on": "2021-07-14",
        "supply_price_krw": "7462687",
        "vat_krw": "746268",
        "version": "3",
        "file": grants.picture(),
    }
    added = api("owner").post(f"{url}evidence/", body)
    assert added.status_code == 201, added.json()
    assert act(api("owner"), url, "claim", version=4).status_code == 200
    verdict = {"evidence": added.json()["uid"], "verdict": "accepted"}
    assert act(api("reviewer"), url, "judge_evidence", version=5, data=verdict).status_code == 200
    assert act(api("reviewer"), url, "settle", version=6).status_code == 200

    settled = api("auditor").get(url).json()
    assert (settled["state"], settled["final_public_krw"], settled["paid_krw"]) == (
        "settled",
        5_000_000,
        5_000_000,
    )
    assert settled["cost_items"][0]["evidence"][0]["verdict"] == "accepted"


def test_evidence_may_name_a_file_of_the_case(api, approved, personas):
    file = files.store(
        grants.picture(),
        case=approved.case,
        audience=Audience.FIRM,
        purpose="evidence",
        actor=personas["owner"],
    )
    body = {
        "cost_item": str(approved.cost_items.get().uid),
        "kind": "transfer",
        "number": "1",
        "supplier": "대성배관",
        "issued_on": "2021-07-14",
        "supply_price_krw": 1_000,
        "vat_krw": 0,
        "file": str(file.uid),
    }
    url = f"/api/v1/grants/{approved.uid}/evidence/"

    response = api("owner").post(url, body, content_type="application/json")

    assert response.status_code == 201
    assert Evidence.objects.get().file == file


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": "6d2a0c1e-0b5f-4f7e-9a53-6a2a5b0f1c11"}, "file"),
        ({"issued_on": "2021-07-15"}, "issued_on"),
        ({"supply_price_krw": -1}, "supply_price_krw"),
        ({"kind": "promise"}, "kind"),
    ],
)
def test_bad_evidence_names_its_field(api, approved, personas, changes, field):
    file = files.store(
        grants.picture(),
        case=approved.case,
        audience=Audience.FIRM,
        purpose="evidence",
        actor=personas["owner"],
    )
    body = {
        "cost_item": str(approved.cost_items.get().uid),
        "kind": "transfer",
        "number": "1",
        "supplier": "대성배관",
        "issued_on": "2021-07-14",
        "supply_price_krw": 1_000,
        "vat_krw": 0,
        "file": str(file.uid),
    }
    url = f"/api/v1/grants/{approved.uid}/evidence/"

    response = api("owner").post(url, body | changes, content_type="application/json")

    assert response.status_code == 400
    assert field in response.json()["errors"]


@pytest.mark.parametrize("body", [[], "x", None, {"cost_item": "x"}, {"cost_item": []}])
def test_a_body_of_another_shape_is_refused(api, approved, body):
    url = f"/api/v1/grants/{approved.uid}/evidence/"

    response = api("owner").post(url, body, content_type="application/json")

    assert response.status_code == 400


def test_a_stale_version_is_409_with_both(api, grant, personas):
    services.review(grant, Act(personas["reviewer"]))

    response = act(api("approver"), f"/api/v1/grants/{grant.uid}/", "approve", version=1)

    assert response.status_code == 409
    assert (response.json()["sent_version"], response.json()["stored_version"]) == (1, 2)


def test_a_refusal_carries_its_code(api, grant, personas, line):
    services.review(grant, Act(personas["reviewer"]))
    type(line).objects.filter(pk=line.pk).update(planned_krw=1)

    response = act(api("approver"), f"/api/v1/grants/{grant.uid}/", "approve")

    assert (response.status_code, response.json()["code"]) == (409, "line_exhausted")
    assert "amount_krw" in response.json()["errors"]


def test_transitions_offer_what_the_person_may_do(api, grant):
    url = f"/api/v1/grants/{grant.uid}/transitions/"

    offered = {
        name: [row["name"] for row in api(name).get(url).json()["transitions"]]
        for name in ("owner", "reviewer", "approver", "auditor", "admin")
    }

    assert offered == {
        "owner": ["cancel"],
        "reviewer": ["request_correction", "review", "drop"],
        "approver": ["request_correction", "reject", "drop"],
        "auditor": [],
        "admin": ["drop"],
    }


@pytest.mark.parametrize("name", ["other_owner", "other_consultant", "other_official"])
def test_foreign_grants_are_missing(api, grant, name):
    assert api(name).get(f"/api/v1/grants/{grant.uid}/").status_code == 404
    assert api(name).get(f"/api/v1/grants/{grant.uid}/transitions/").status_code == 404
    assert api(name).get("/api/v1/grants/").json()["results"] == []


def test_nothing_is_written_by_put_or_delete(api, grant):
    for method in ("put", "patch", "delete"):
        response = getattr(api("owner"), method)(f"/api/v1/grants/{grant.uid}/")
        assert response.status_code in (403, 405)
    assert Grant.objects.count() == 1


def test_the_list_needs_the_same_queries_for_any_length(
    api, personas, grant, round_2021, django_assert_num_queries
):
    client = api("auditor")
    client.get("/api/v1/grants/")
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get("/api/v1/grants/")
    for serial in (8, 9):
        firm, owner = grants.firm_with_owner(serial)
        case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=serial)
        grants.request(case, owner, [grants.cost_item(grants.accepted_measure(case, personas["consultant"]))])

    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(client.get("/api/v1/grants/").json()["results"]) == 3


QUERIES_OF_LIST = 6
