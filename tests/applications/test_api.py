"""Applications through the API: the same services, stable codes, nothing of others."""

import pytest
from rest_framework.test import APIClient

from applications import services
from applications.models import Application, EnergyUse
from tests.applications.conftest import CONSENTS, ENTRIES, evidence
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

LIST = "/api/v1/applications/"
POWER = {
    "carrier": "electricity",
    "starts_on": "2020-01-01",
    "ends_on": "2020-12-31",
    "quantity": "1000000",
    "unit": "kWh",
    "cost_krw": 120_000_000,
}


def api(person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def owner(personas) -> APIClient:
    return api(personas["owner"])


def test_the_whole_journey(owner, personas, round_2021, site):
    made = owner.post(LIST, {"round": round_2021.uid, "site": site.uid})
    assert made.status_code == 201
    address = f"{LIST}{made.data['uid']}/"

    saved = owner.patch(address, {**ENTRIES, "version": made.data["version"]})
    assert saved.status_code == 200
    assert owner.post(f"{address}energy-uses/", POWER).status_code == 201
    assert owner.post(f"{address}consents/", {"answers": CONSENTS}).status_code == 201
    assert [item["field"] for item in owner.get(address).data["missing"]] == ["size_confirmation"]
    evidence(Application.objects.get(), personas["owner"])

    offered = owner.get(f"{address}transitions/").data
    assert "submit" in [row["name"] for row in offered["transitions"]]
    done = owner.post(f"{address}transitions/", {"name": "submit", "version": offered["version"]})
    assert (done.status_code, done.data["state"]) == (200, "submitted")
    assert owner.get(address).data["case_number"] == "IC-2021-0001"


def test_an_incomplete_submission_names_each_missing_entry(owner, draft):
    answer = owner.post(f"{LIST}{draft.uid}/transitions/", {"name": "submit"})

    assert (answer.status_code, answer.data["code"]) == (400, "incomplete")
    assert {"size", "energy_uses", "size_confirmation", "privacy"} <= set(answer.data["errors"])


def test_a_stale_version_answers_with_both_values(owner, draft, personas):
    services.edit(draft, Act(personas["member"], data={"regular_employees": 41}))

    answer = owner.patch(f"{LIST}{draft.uid}/", {"regular_employees": 42, "version": 1})

    assert (answer.status_code, answer.data["code"]) == (409, "stale_version")
    assert (answer.data["sent_version"], answer.data["stored_version"]) == (1, 2)
    assert answer.data["stored"]["regular_employees"] == 41


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"regular_employees": -1}, "regular_employees"),
        ({"regular_employees": "many"}, "regular_employees"),
        ({"size": "gigantic"}, "size"),
        ({"ksic_code": "00000"}, "ksic_code"),
        ({"ksic_revision": 9}, "ksic_revision"),
        ({"polluting_processes": ["cooking"]}, "polluting_processes"),
        ({"polluting_processes": "plating"}, "polluting_processes"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"products": "a\x00b"}, "products"),
        ({"products": ["a"]}, "products"),
        ({"baseline_year": 2022}, "baseline_year"),
        ({"baseline_year": 0}, "baseline_year"),
        ({"consecutive_years": 0}, "consecutive_years"),
        ({"state": "selected"}, "state"),
        ({"case": 1}, "case"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(owner, draft, sent, field):
    answer = owner.patch(f"{LIST}{draft.uid}/", sent, format="json")

    draft.refresh_from_db()
    assert (answer.status_code, list(answer.data["errors"])) == (400, [field])
    assert draft.version == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "NaN"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"unit": "L"}, "unit"),
        ({"carrier": "sunshine"}, "carrier"),
        ({"ends_on": "2019-12-31"}, "ends_on"),
        ({"ends_on": "2021-01-01"}, "ends_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"site": 1}, "site"),
    ],
)
def test_energy_that_does_not_fit_is_refused_by_its_field(owner, draft, changes, field):
    answer = owner.post(f"{LIST}{draft.uid}/energy-uses/", {**POWER, **changes}, format="json")

    assert (answer.status_code, list(answer.data["errors"])) == (400, [field])
    assert not EnergyUse.objects.exists()


def test_the_same_bill_twice_is_refused(owner, draft):
    address = f"{LIST}{draft.uid}/energy-uses/"
    owner.post(address, POWER)

    answer = owner.post(address, {**POWER, "ends_on": "2020-01-31"})

    assert (answer.status_code, list(answer.data["errors"])) == (400, ["starts_on"])


def test_an_energy_use_is_changed_and_removed(owner, draft):
    address = f"{LIST}{draft.uid}/energy-uses/"
    use = owner.post(address, POWER).data["uid"]

    changed = owner.patch(f"{address}{use}/", {"quantity": "900000"})
    assert (changed.status_code, changed.data["quantity"]) == (200, "900000.000")
    assert changed.data["toe_counts"] is True

    assert owner.delete(f"{address}{use}/?version=1").status_code == 409
    assert owner.delete(f"{address}{use}/").status_code == 204
    assert owner.get(address).data == []


def test_eligibility_names_value_limit_and_what_would_change_it(owner, complete, personas):
    services.edit(complete, Act(personas["owner"], data={"regular_employees": 7}))

    answer = owner.get(f"{LIST}{complete.uid}/eligibility/", headers={"accept-language": "en"})

    line = next(line for line in answer.data["lines"] if line["code"] == "employees")
    assert (line["result"], line["value"], line["limit"]) == ("not_met", "7 persons", "at least 10 persons")
    assert line["change"] == "Met if it were higher by at least 3 persons."
    assert answer.data["energy"]["toe"] == "229.000"
    assert answer.data["energy"]["toe_other_basis"] == "86.000"
    assert answer.data["frozen"] is False


def test_a_foreign_application_looks_like_a_missing_one(personas, submitted):
    stranger = api(personas["other_owner"])
    missing = "00000000-0000-4000-8000-000000000000"
    for tail in ("", "eligibility/", "consents/", "energy-uses/", "transitions/"):
        foreign = stranger.get(f"{LIST}{submitted.uid}/{tail}")
        absent = stranger.get(f"{LIST}{missing}/{tail}")
        assert (foreign.status_code, foreign.data) == (absent.status_code, absent.data) == (404, absent.data)
    assert stranger.get(LIST).data["results"] == []


def test_a_foreign_site_cannot_apply(personas, round_2021, site):
    answer = api(personas["other_owner"]).post(LIST, {"round": round_2021.uid, "site": site.uid})

    assert answer.status_code == 404
    assert not Application.objects.exists()


def test_officials_read_and_do_not_write(personas, submitted):
    reviewer = api(personas["reviewer"])

    assert reviewer.get(f"{LIST}{submitted.uid}/").data["case_number"] == "IC-2021-0001"
    assert reviewer.patch(f"{LIST}{submitted.uid}/", {"size": "large"}).status_code == 403


def test_a_repeated_key_starts_one_application(owner, round_2021, site):
    body = {"round": str(round_2021.uid), "site": str(site.uid)}
    first = owner.post(LIST, body, headers={"idempotency-key": "once"})
    second = owner.post(LIST, body, headers={"idempotency-key": "once"})

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Application.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(
    personas, round_2021, count, django_assert_num_queries
):
    for serial in range(1, count + 1):
        cases.application(cases.case(round_2021, people.organisation(50 + serial), serial=serial))
    reviewer = api(personas["reviewer"])
    reviewer.get(LIST)  # roles are read once, the choices of the filters are kept for a minute

    with django_assert_num_queries(1):
        answer = reviewer.get(LIST)

    assert len(answer.data["results"]) == count
