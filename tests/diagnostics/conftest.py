"""A case with its agreement and its fee committed, and a diagnosis that the consultant works on."""

from datetime import timedelta

import pytest

from applications.rules import DIAGNOSIS_FEE
from diagnostics import services
from journal import clock
from ledger import services as ledger
from ledger.models import FundingLine
from tests.factories import cases
from workflow.acts import Act
from workflow.states import ApplicationState, CaseStage

FEE = 5_500_000

ELECTRICITY = {"carrier": "electricity", "unit": "kWh", "quantity": "50000", "price_krw": "120"}
MEASURE = {
    "title_ko": "압축공기 누설 개선",
    "measure_type": "K2",
    "capital_cost_krw": 7_500_000,
    "streams": [ELECTRICITY],
}
FINDING = {"area": "energy", "place": "압축기실", "text": "압축공기 배관 세 곳에서 공기가 샙니다."}
REPORT = {"direction": "clean_production", "grade": "A", "summary": "압축공기부터 고치기 바랍니다."}


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def agreed_case(during_call, round_2021, firm, personas):
    """Stage agreement, agreement concluded, fee committed."""
    case = cases.case(round_2021, firm, stage=CaseStage.AGREEMENT)
    cases.application(case, ApplicationState.AGREED)
    line = FundingLine.objects.get(round=round_2021, purpose="diagnosis")
    ledger.commit(line, FEE, actor=personas["approver"], case=case, reference=DIAGNOSIS_FEE)
    return case


@pytest.fixture
def diagnosis(agreed_case, personas):
    """Assigned to the consultant."""
    return services.assign(
        agreed_case, Act(personas["admin"], data={"consultant": personas["consultant"].email})
    )


@pytest.fixture
def visited(diagnosis, personas):
    """The visit is confirmed."""
    propose(diagnosis, personas["consultant"])
    services.confirm_visit(diagnosis, Act(personas["owner"], data={"chosen": "second"}))
    return fresh(diagnosis)


@pytest.fixture
def answered(visited, personas):
    """Checklist complete, one finding, one measure."""
    consultant = personas["consultant"]
    answer_all(visited, consultant)
    services.add_finding(visited, FINDING, Act(consultant))
    services.add_measure(visited, MEASURE, Act(consultant))
    return fresh(visited)


@pytest.fixture
def in_review(answered, personas):
    return services.submit_report(answered, Act(personas["consultant"], data=REPORT))


@pytest.fixture
def released(in_review, personas):
    return services.release(in_review, Act(personas["admin"]))


@pytest.fixture
def measure(released):
    return released.measures.get()


def propose(diagnosis, consultant):
    times = {"first_at": clock.now() + timedelta(days=3), "second_at": clock.now() + timedelta(days=4)}
    return services.propose_visit(diagnosis, Act(consultant, data=times))


def answer_all(diagnosis, consultant, score: int = 3):
    answers = [{"item": item.position, "score": score} for item in diagnosis.case.checklist.items.all()]
    return services.answer_items(diagnosis, answers, Act(consultant))


def fresh(record):
    """The record as it is stored, without anything that was read before."""
    return type(record).objects.get(pk=record.pk)
