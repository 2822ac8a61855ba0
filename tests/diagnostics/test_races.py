"""What holds when several act at once (goals C2 and M5); proven on PostgreSQL."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from diagnostics import services
from documents.models import IssuedDocument
from ledger.models import Entry, FundingLine
from tests.diagnostics.conftest import FEE, fresh
from workflow.acts import Act
from workflow.errors import ActError
from workflow.states import CaseStage, DiagnosisState, MeasureState

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("during_call"),
]


def at_once(*works: Callable[[], object]) -> list[str]:
    """Start all together, each with a connection of its own; "done" or the code of the refusal for each."""
    barrier = threading.Barrier(len(works))
    outcomes = [""] * len(works)

    def run(number: int) -> None:
        barrier.wait()
        try:
            works[number]()
            outcomes[number] = "done"
        except ActError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_ten_releases_pay_once_and_issue_one_paper(in_review, personas):
    outcomes = at_once(*[lambda: services.release(in_review, Act(personas["admin"]))] * 10)

    assert sorted(outcomes) == ["done", *["wrong_state"] * 9]
    assert FundingLine.objects.get(purpose="diagnosis").paid_krw == FEE
    assert Entry.objects.filter(kind="pay").count() == 1
    assert IssuedDocument.objects.filter(kind="diagnosis_report").count() == 1


def test_of_ten_who_saw_the_same_version_one_saves(answered, personas):
    measure = answered.measures.get()
    works = [
        lambda cost=cost: services.edit_measure(
            measure, {"capital_cost_krw": cost}, Act(personas["consultant"], version=1)
        )
        for cost in range(1, 11)
    ]

    outcomes = at_once(*works)

    assert sorted(outcomes) == ["done", *["stale_version"] * 9]
    assert fresh(measure).version == 2
    assert fresh(measure).capital_cost_krw == outcomes.index("done") + 1


def test_a_report_is_recalled_or_its_measure_accepted_never_both(released, measure, personas):
    outcomes = at_once(
        lambda: services.accept(measure, Act(personas["owner"])),
        lambda: services.recall_report(released, Act(personas["admin"], comment="오류")),
    )

    assert sorted(outcomes) in (["done", "measure_accepted"], ["done", "report_not_released"])
    stored = fresh(released)
    recalled = stored.state == DiagnosisState.IN_REVIEW and stored.case.stage == CaseStage.DIAGNOSIS
    assert recalled != (fresh(measure).state == MeasureState.ACCEPTED)


def test_measures_added_at_once_get_numbers_of_their_own(answered, personas):
    data = {"title_ko": "동시 입력", "measure_type": "K2", "capital_cost_krw": 1}

    outcomes = at_once(*[lambda: services.add_measure(answered, data, Act(personas["consultant"]))] * 6)

    assert outcomes == ["done"] * 6
    assert sorted(answered.measures.values_list("number", flat=True)) == list(range(1, 8))
