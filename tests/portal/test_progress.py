"""The progress page: where a case stands, who acts next, how long earlier cases took."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import clock, events
from portal.components.clock import left_text
from tests.factories import accounts as people
from tests.factories import cases
from workflow import durations
from workflow.models import Case, StageTime
from workflow.states import CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

WAY = (CaseStage.SCREENING, CaseStage.SELECTION, CaseStage.AGREEMENT, CaseStage.COMPLETED)


@pytest.fixture
def case(round_2021, personas) -> Case:
    made = cases.case(round_2021, personas["owner"].current_memberships[0].organisation)
    cases.application(made)
    return made


def completed(round_, serial: int, days: tuple[int, int, int], *, back: int = 0) -> Case:
    """A completed case that stood so many days in screening, selection and agreement."""
    firm = people.organisation(serial)
    people.site(firm)
    made = cases.case(round_, firm, serial=serial, stage=CaseStage.COMPLETED)
    moves = [(WAY[n], WAY[n + 1], days[n]) for n in range(3)]
    if back:
        moves[1:1] = [
            (CaseStage.SELECTION, CaseStage.SCREENING, 0),
            (CaseStage.SCREENING, CaseStage.SELECTION, back),
        ]
    with transaction.atomic():
        moment = made.submitted_at
        for source, target, stood in moves:
            moment += timedelta(days=stood)
            with clock.travel(moment):
                events.record(
                    action="application.test", actor=None, obj=made, case_id=made.pk,
                    before={"stage": source}, after={"stage": target},
                )  # fmt: skip
    return made


def many(round_, count: int) -> None:
    for n in range(count):
        completed(round_, 20 + n, (10 + n, 4, 2))


def page(client, case, person):
    client.force_login(person)
    return client.get(reverse("portal:progress", args=[case.uid]))


def test_median_and_quartiles_come_from_completed_cases(round_2021):
    many(round_2021, 5)

    durations.compute()

    row = StageTime.objects.get(stage="screening")
    assert (row.cases, row.first_quartile_days, row.median_days, row.third_quartile_days) == (
        *(5, Decimal(11), Decimal(12), Decimal(13)),
    )
    assert StageTime.objects.get(stage="selection").median_days == 4


def test_four_cases_tell_nothing_and_returns_are_added_up(round_2021):
    many(round_2021, 4)
    assert durations.compute() == 0

    completed(round_2021, 40, (10, 0, 2), back=30)
    durations.compute()
    assert StageTime.objects.get(stage="screening").third_quartile_days == 13
    assert max(durations.days_by_stage("incheon-clean-process")["screening"]) == 40


def test_test_cases_and_other_programmes_do_not_count(round_2021):
    many(round_2021, 5)
    Case.objects.filter(number="IC-2021-0020").update(is_test=True)

    assert durations.compute() == 0


def test_the_firm_reads_where_it_stands_who_acts_next_and_the_usual_time(client, round_2021, case, personas):
    many(round_2021, 5)
    durations.compute()

    answer = page(client, case, personas["owner"])

    text = answer.content.decode()
    assert [step.row.name for step in answer.context["progress"].page.waiting] == ["screen"]
    assert answer.context["progress"].usual_now.median_days == 12
    current = [row for step in answer.context["progress"].steps for row in step.stages if row.is_current]
    assert [row.label for row in current] == [case.get_stage_display()]
    assert "12" in text


def test_without_enough_cases_no_time_is_shown(client, round_2021, case, personas):
    many(round_2021, 4)
    durations.compute()

    answer = page(client, case, personas["owner"])

    assert answer.context["progress"].usual_now is None
    assert answer.context["progress"].cases_counted == 0


def test_a_foreign_case_is_missing(client, case, personas):
    assert page(client, case, personas["other_owner"]).status_code == 404


def test_the_page_asks_the_same_however_much_there_is(client, round_2021, case, personas):
    counts = []
    for more in (0, 6):
        many(round_2021, more)
        durations.compute()
        for n in range(more // 2):
            case.corrections.create(
                record_kind="application", record_uid=case.application_set.get().uid, text=f"{n}",
                deadline=clock.today(), asked_by=personas["reviewer"], state="withdrawn",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            page(client, case, personas["owner"])
        counts.append(len(seen))
    # Requests bring their wishes for more time, in one query for all.
    assert counts[1] <= counts[0] + 1


def test_the_api_tells_the_same(client, round_2021, case, personas):
    many(round_2021, 5)
    durations.compute()
    client.force_login(personas["owner"])

    found = client.get(f"/api/v1/cases/{case.uid}/progress/").json()

    assert found["stages"][0]["standing"] == "current"
    assert found["stages"][0]["median_days"] == "12.0"
    assert found["waiting"][0]["roles"] == ["reviewer"]


@pytest.mark.parametrize(
    ("left", "korean"),
    [
        (timedelta(days=2, hours=3, minutes=4, seconds=59), "2일 3시간 4분"),
        (timedelta(hours=1, seconds=1), "1시간 0분"),
        (timedelta(minutes=1, seconds=5), "1분 5초"),
        (timedelta(seconds=-5), "0분 0초"),
    ],
)
def test_the_time_left_is_said_as_people_say_it(left, korean):
    said = left_text(left)
    assert "".join(c for c in said if c.isdigit()) == "".join(c for c in korean if c.isdigit())
