"""Home, case list, case page, public pages: what each person sees, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.roles import Role
from journal import clock
from portal import acts, worklist
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.states import ApplicationState, CaseStage, DiagnosisState, MeasureState
from workflow.transitions import find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def case(round_2021, firm):
    return cases.case(round_2021, firm)


def submitted(round_, count: int) -> None:
    """That many submitted applications of that many firms."""
    for serial in range(50, 50 + count):
        cases.application(cases.case(round_, people.organisation(serial), serial=serial))


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- Worklist ---


def labels(user) -> list[tuple[str, str]]:
    return [task.row.key for task in worklist.of_user(user).tasks]


def test_tasks_follow_the_application(case, personas):
    application = cases.application(case, ApplicationState.SUBMITTED)
    assert labels(personas["reviewer"]) == [("application", "screen")]
    for name in ("owner", "approver", "auditor", "consultant", "other_official", "inactive"):
        assert labels(personas[name]) == []

    type(application).objects.update(state=ApplicationState.SCREENED)
    assert labels(personas["approver"]) == [("application", "select")]
    assert labels(personas["reviewer"]) == []


def test_tasks_of_a_diagnosis_follow_the_visit(case, personas):
    type(case).objects.update(stage=CaseStage.DIAGNOSIS)
    diagnosis = cases.diagnosis(case, personas["consultant"])
    rows = type(diagnosis).objects
    assert labels(personas["consultant"]) == [("diagnosis", "propose_visit")]
    assert labels(personas["other_consultant"]) == []

    rows.update(state=DiagnosisState.VISITING, first_at=clock.now(), second_at=clock.now())
    assert labels(personas["consultant"]) == []
    assert labels(personas["owner"]) == [("diagnosis", "confirm_visit")]

    rows.update(visit_at=clock.now())
    assert labels(personas["owner"]) == []
    assert labels(personas["consultant"]) == [("diagnosis", "submit_report")]


def test_measures_wait_one_by_one_until_answered(case, personas):
    type(case).objects.update(stage=CaseStage.IMPROVEMENT)
    diagnosis = cases.diagnosis(case, personas["consultant"], DiagnosisState.RELEASED)
    for number in (1, 2):
        cases.measure(diagnosis, personas["consultant"], number=number)
    assert labels(personas["member"]) == [("measure", "accept")] * 2

    diagnosis.measures.update(state=MeasureState.ACCEPTED)
    assert labels(personas["member"]) == [("case", "request_support"), ("case", "open_outcome")]


def test_due_tasks_come_first_and_lateness_shows(case, personas, round_2021):
    application = cases.application(case, ApplicationState.CORRECTION)
    case.corrections.create(
        record_kind="application",
        record_uid=application.uid,
        text="x",
        deadline=clock.today(),
        asked_by=personas["reviewer"],
    )
    second = people.organisation(9)
    people.member(personas["owner"], Role.OWNER, organisation=second)
    later = cases.case(round_2021, second, serial=2)
    cases.application(later, ApplicationState.DRAFT)

    tasks = worklist.of_user(personas["owner"]).tasks

    assert [task.due.isoformat() for task in tasks] == ["2021-07-14", "2021-07-16"]
    assert not tasks[0].is_late
    case.corrections.update(deadline="2021-07-13")
    assert worklist.of_user(personas["owner"]).tasks[0].is_late


def test_worklist_is_bounded_and_says_that_there_is_more(round_2021, personas):
    submitted(round_2021, 3)

    found = worklist.of_user(personas["reviewer"], limit=2)

    assert (len(found.tasks), found.has_more) == (2, True)


# --- Queries ---


@pytest.mark.parametrize(("url_name", "count"), [("portal:home", 8), ("portal:cases", 6)])
def test_lists_need_the_same_queries_for_one_and_three_rows(client, round_2021, personas, url_name, count):
    client.force_login(personas["reviewer"])
    submitted(round_2021, 1)
    url = reverse(url_name)
    one = queries(client, url)
    for serial in (60, 61):
        cases.application(cases.case(round_2021, people.organisation(serial), serial=serial))

    assert queries(client, url) == one == count


def test_case_page_needs_the_same_queries_whatever_belongs_to_it(client, case, personas):
    cases.application(case, ApplicationState.AGREED)
    type(case).objects.update(stage=CaseStage.IMPROVEMENT)
    diagnosis = cases.diagnosis(case, personas["consultant"], DiagnosisState.RELEASED)
    cases.measure(diagnosis, personas["consultant"], number=1)
    client.force_login(personas["owner"])
    one = queries(client, case.get_absolute_url())
    for number in (2, 3):
        cases.measure(diagnosis, personas["consultant"], number=number)

    assert queries(client, case.get_absolute_url()) == one == 17


# --- Case page ---


def test_case_page_shows_stage_acts_and_whose_turn_it_is(client, case, personas):
    cases.application(case)
    client.force_login(personas["reviewer"])

    page = client.get(case.get_absolute_url()).context["page"]

    assert [offer.row.name for offer in page.tasks] == ["screen"]
    assert [(step.row.name, step.roles) for step in page.waiting] == [("screen", (Role.REVIEWER,))]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("owner", 200),
        ("member", 200),
        ("reviewer", 200),
        ("approver", 200),
        ("auditor", 200),
        ("admin", 200),
        ("other_owner", 404),
        ("consultant", 404),
        ("other_official", 404),
    ],
)
def test_case_page_exists_for_those_who_may_see_it(client, case, personas, name, status):
    cases.application(case)
    client.force_login(personas[name])

    assert client.get(case.get_absolute_url()).status_code == status


def test_case_page_tells_what_happened_in_words_of_what_was_done(client, case, personas):
    application = cases.application(case, ApplicationState.SCREENED)
    acts.perform(
        find("application", "put_on_reserve"), application, Act(personas["approver"], comment="예비 1번")
    )
    client.force_login(personas["owner"])

    entries = client.get(case.get_absolute_url()).context["page"].timeline

    row = find("application", "put_on_reserve")
    told = [(entry.title, entry.who, entry.comment) for entry in entries]
    assert (row.firm_label, "approver", "예비 1번") in told


# --- List ---


def numbers(client, query: str = "") -> list[str]:
    return [case.number for case in client.get(reverse("portal:cases") + query).context["page"]]


def test_filters_stand_in_the_address(client, round_2021, personas):
    submitted(round_2021, 3)
    late = round_2021.cases.get(number__endswith="0052")
    type(late).objects.filter(pk=late.pk).update(stage=CaseStage.SELECTION)
    client.force_login(personas["reviewer"])

    assert numbers(client) == ["IC-2021-0052", "IC-2021-0051", "IC-2021-0050"]
    assert numbers(client, "?stage=selection") == ["IC-2021-0052"]
    assert numbers(client, "?q=0051") == ["IC-2021-0051"]
    assert numbers(client, "?q=시험금속50") == ["IC-2021-0050"]
    assert numbers(client, "?region=incheon&round=IC-2021") == numbers(client)
    assert numbers(client, "?stage=nonsense&after=nonsense") == numbers(client)


# --- Public pages ---


def test_front_page_lists_open_calls_without_login(client, round_2021):
    page = client.get(reverse("portal:front"))

    assert [call.round for call in page.context["open_calls"]] == [round_2021]
    with clock.travel(round_2021.closes_at):
        assert client.get(reverse("portal:front")).context["open_calls"] == []


def test_call_page_names_each_condition_with_source_and_doubt(client, round_2021):
    page = client.get(reverse("portal:round", args=[round_2021.uid])).content.decode()

    for criterion in round_2021.criteria_set.criteria.all():
        assert escape(criterion.wording_ko) in page
        assert escape(criterion.source) in page


def test_unpublished_and_test_rounds_are_not_public(client, round_2021):
    for change in ({"status": "draft"}, {"is_test": True}):
        type(round_2021).objects.update(**{"status": "open", "is_test": False, **change})
        assert client.get(reverse("portal:round", args=[round_2021.uid])).status_code == 404


def test_home_welcomes_somebody_without_a_role(client, db):
    client.force_login(people.user("new@example.com"))

    page = client.get(reverse("portal:home"))

    assert page.status_code == 200
    assert reverse("accounts:register") in page.content.decode()
