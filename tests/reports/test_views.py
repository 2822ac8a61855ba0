"""Pages of step 4: reporting a measure, verifying, the results of a round, the export."""

import re

import pytest
from django.urls import reverse

from journal.models import AccessRecord
from reports import services
from tests.factories import grants, outcomes
from workflow.acts import Act
from workflow.states import MeasureState, OutcomeState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def stream(measure):
    return measure.streams.get()


@pytest.fixture
def firm_client(client, personas):
    client.force_login(personas["owner"])
    return client


def posted(measure, stream, **changes):
    return {
        "status": "implemented",
        "done_on": "2021-07-14",
        "actual_cost_krw": "7,000,000",
        f"quantity_{stream.pk}": "45,000",
        f"price_{stream.pk}": "",
        "version": str(measure.version),
        **changes,
    }


def test_the_estimate_stands_beside_and_is_not_filled_in(firm_client, outcome, measure, stream):
    page = firm_client.get(reverse("reports:measure", args=[measure.uid])).content.decode()
    [quantity] = re.findall(rf'<input[^>]*name="quantity_{stream.pk}"[^>]*>', page)

    assert "50,000.000 kWh" in page
    assert "value=" not in quantity


def test_report_implemented_stores_the_actual_figures(firm_client, outcome, measure, stream):
    response = firm_client.post(reverse("reports:measure", args=[measure.uid]), posted(measure, stream))

    assert response.url == outcome.get_absolute_url()
    measure.refresh_from_db()
    assert measure.state == MeasureState.IMPLEMENTED
    assert "5,400,000" in firm_client.get(outcome.get_absolute_url()).content.decode()


def test_an_implemented_measure_without_figures_is_refused(firm_client, outcome, measure, stream):
    response = firm_client.post(
        reverse("reports:measure", args=[measure.uid]),
        posted(measure, stream, **{f"quantity_{stream.pk}": ""}),
    )

    assert response.status_code == 400
    assert "7,000,000" in response.content.decode()
    measure.refresh_from_db()
    assert measure.state == MeasureState.ACCEPTED


def test_a_quantity_that_is_no_number_is_marked(firm_client, outcome, measure, stream):
    response = firm_client.post(
        reverse("reports:measure", args=[measure.uid]),
        posted(measure, stream, **{f"quantity_{stream.pk}": "viel"}),
    )

    assert 'aria-invalid="true"' in response.content.decode()


def test_not_implemented_needs_reason_and_explanation(firm_client, outcome, measure, stream):
    url = reverse("reports:measure", args=[measure.uid])
    refused = firm_client.post(url, posted(measure, stream, status="not_implemented"))
    assert refused.status_code == 400

    firm_client.post(
        url,
        posted(measure, stream, status="not_implemented", reason_code="technical", comment="공간이 없음"),
    )

    measure.refresh_from_db()
    assert (measure.state, measure.reason_code) == (MeasureState.NOT_IMPLEMENTED, "technical")


def test_a_stale_report_is_refused(firm_client, outcome, measure, stream):
    response = firm_client.post(
        reverse("reports:measure", args=[measure.uid]), posted(measure, stream, version="99")
    )

    assert response.status_code == 409
    assert "45,000" in response.content.decode()


def test_measures_are_not_reported_before_the_outcome_is_opened(firm_client, measure):
    assert firm_client.get(reverse("reports:measure", args=[measure.uid])).status_code == 409


@pytest.mark.parametrize("name", ["consultant", "reviewer", "admin", "auditor"])
def test_only_the_firm_reports(client, personas, outcome, measure, name):
    client.force_login(personas[name])

    assert client.get(reverse("reports:measure", args=[measure.uid])).status_code == 403


def test_the_consultant_verifies(client, personas, case, measure, stream):
    outcome = outcomes.reported(case, personas["owner"])
    client.force_login(personas["consultant"])
    url = reverse("reports:verify", args=[outcome.uid])
    page = client.get(url).content.decode()
    assert "45,000.000" in page

    response = client.post(url, {f"quantity_{stream.pk}": "40,000", "version": str(outcome.version)})

    assert response.status_code == 302
    outcome.refresh_from_db()
    assert outcome.state == OutcomeState.VERIFIED
    assert "4,800,000" in client.get(outcome.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner", 200),
        ("consultant", 200),
        ("reviewer", 200),
        ("admin", 200),
        ("auditor", 200),
        ("other_owner", 404),
        ("other_consultant", 404),
        ("other_official", 404),
    ],
)
def test_who_sees_an_outcome(client, personas, outcome, name, status):
    client.force_login(personas[name])

    assert client.get(outcome.get_absolute_url()).status_code == status
    found = client.get(reverse("reports:list")).content.decode()
    assert (str(outcome.case) in found) is (status == 200)


def test_papers_of_a_certified_case_stand_on_the_outcome(client, personas, accepted):
    services.issue_certificate(accepted.case, Act(personas["admin"]))
    client.force_login(personas["owner"])

    page = client.get(accepted.get_absolute_url()).content.decode()

    assert page.count("제2021-001호") >= 2


def test_the_results_of_a_round(client, personas, accepted, round_2021):
    client.force_login(personas["auditor"])
    assert str(round_2021) in client.get(reverse("reports:rounds")).content.decode()

    page = client.get(reverse("reports:results", args=[round_2021.uid])).content.decode()

    assert "6,000,000" in page
    assert "5,400,000" in page
    assert reverse("reports:export", args=[round_2021.uid]) not in page


def test_results_of_another_region_are_not_counted(client, personas, accepted, round_2021):
    client.force_login(personas["other_official"])

    assert client.get(reverse("reports:results", args=[round_2021.uid])).status_code == 404


def test_the_export_asks_why_and_is_recorded(client, personas, accepted, round_2021):
    client.force_login(personas["admin"])
    url = reverse("reports:export", args=[round_2021.uid])
    assert client.get(url).status_code == 200
    assert client.post(url, {"comment": ""}).status_code == 422

    response = client.post(url, {"comment": "연간 실적 보고"})

    assert response["Content-Type"].startswith("application/vnd.openxmlformats")
    assert response["Cache-Control"] == "no-store"
    assert response.content[:2] == b"PK"
    assert AccessRecord.objects.filter(what="annual results").count() == 1


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_only_administrators_export(client, personas, round_2021, name):
    client.force_login(personas[name])

    assert client.get(reverse("reports:export", args=[round_2021.uid])).status_code == 403


def test_the_list_needs_the_same_queries_for_any_length(
    client, personas, outcome, round_2021, django_assert_num_queries
):
    client.force_login(personas["auditor"])
    url = reverse("reports:list")
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(url)
    for serial in (8, 9):
        firm, owner = grants.firm_with_owner(serial)
        case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=serial)
        grants.accepted_measure(case, personas["consultant"])
        outcomes.opened(case, owner)

    with django_assert_num_queries(QUERIES_OF_LIST):
        assert len(client.get(url).context["page"]) == 3


QUERIES_OF_LIST = 8
