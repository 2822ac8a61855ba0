"""Dropping out: everything that was under way ends, money promised comes back, nothing half done."""

import pytest

from applications import services as applications
from journal.models import Event
from ledger.models import FundingLine
from portal import services
from subsidies import services as subsidies
from tests.factories import cases, grants
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState
from workflow.states import ApplicationState, CaseStage, DiagnosisState, MeasureState
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

WHY = {"comment": "폐업", "data": {"reason_code": "withdrew"}}


@pytest.fixture
def case(round_2021, personas):
    return cases.case(round_2021, personas["owner"].current_memberships[0].organisation)


def in_stage(case, stage):
    type(case).objects.filter(pk=case.pk).update(stage=stage)
    case.refresh_from_db()
    return case


@pytest.fixture
def improving(case, personas):
    """A case in step 3 with a measure in every state."""
    cases.application(case, ApplicationState.AGREED)
    in_stage(case, CaseStage.IMPROVEMENT)
    diagnosis = cases.diagnosis(case, personas["consultant"], DiagnosisState.RELEASED)
    for number, state in enumerate(MeasureState, start=1):
        reason = {"reason_code": "other"} if state == MeasureState.NOT_IMPLEMENTED else {}
        cases.measure(diagnosis, personas["consultant"], number=number, state=state, **reason)
    return case


def test_services_are_the_rows_of_the_table():
    assert set(services.TRANSITIONS) == {row.key for row in TABLE if row.step == "portal"}


def test_drop_ends_unfinished_measures_with_the_reason_and_leaves_the_others(improving, personas):
    before = {m.pk: m.state for m in improving.measure_set.all()}

    services.drop(improving, Act(personas["approver"], version=improving.version, **WHY))

    improving.refresh_from_db()
    assert improving.stage == CaseStage.DROPPED
    open_states = {"proposed", "accepted", "disputed", "in_progress", "pending"}
    for measure in improving.measure_set.all():
        if before[measure.pk] in open_states:
            assert (measure.state, measure.reason_code) == ("not_implemented", "withdrew")
        else:
            assert measure.state == before[measure.pk]
    assert Event.objects.filter(case_id=improving.pk, action="measure.drop").count() == len(open_states)


def test_drop_releases_the_promised_diagnosis_fee(round_2021, case, personas):
    application = cases.application(case, ApplicationState.SCREENED)
    in_stage(case, CaseStage.SELECTION)
    line = FundingLine.objects.get(code="national-diagnosis")
    applications.select(application, Act(personas["approver"]))
    line.refresh_from_db()
    assert line.committed_krw == 5_500_000
    case.refresh_from_db()

    services.drop(case, Act(personas["admin"], **WHY))

    line.refresh_from_db()
    assert line.committed_krw == 0


def test_drop_cancels_support_and_gives_its_money_back(round_2021, personas):
    firm, owner = grants.firm_with_owner(40)
    case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=40)
    line = FundingLine.objects.get(code="national-improvement")
    rows = [grants.cost_item(grants.accepted_measure(case, personas["consultant"], number=1))]
    grant = grants.approved(grants.request(case, owner, rows), personas["reviewer"], personas["approver"])
    line.refresh_from_db()
    assert line.committed_krw == grant.award_krw > 0
    case.refresh_from_db()

    services.drop(case, Act(personas["admin"], **WHY))

    grant.refresh_from_db()
    line.refresh_from_db()
    assert (grant.state, grant.award_krw, line.committed_krw) == ("cancelled", None, 0)
    assert not case.papers.in_force().filter(kind="award_letter").exists()


@pytest.mark.parametrize("money", ["advance", "claim"])
def test_drop_waits_for_the_settlement_of_money_that_moved(round_2021, personas, money):
    firm, owner = grants.firm_with_owner(40)
    case = grants.improvement_case(round_2021, firm, personas["consultant"], serial=40)
    rows = [grants.cost_item(grants.accepted_measure(case, personas["consultant"], number=1))]
    grant = grants.approved(grants.request(case, owner, rows), personas["reviewer"], personas["approver"])
    if money == "advance":
        subsidies.pay_advance(grant, Act(personas["approver"], data={"amount_krw": 100_000}))
    else:
        grants.prove(grant, owner)
        subsidies.claim(grant, Act(owner))
    events = Event.objects.count()
    case.refresh_from_db()

    with pytest.raises(Refused) as refused:
        services.drop(case, Act(personas["admin"], **WHY))

    assert refused.value.code == "settle_first"
    assert Event.objects.count() == events
    case.refresh_from_db()
    assert case.stage == CaseStage.IMPROVEMENT


def test_drop_needs_a_reason_and_a_code(improving, personas):
    for lacking in ({**WHY, "comment": " "}, {**WHY, "data": {}}):
        with pytest.raises(BadData):
            services.drop(improving, Act(personas["approver"], **lacking))
    improving.refresh_from_db()
    assert improving.stage == CaseStage.IMPROVEMENT


@pytest.mark.parametrize("name", ["owner", "consultant", "auditor", "other_official", "inactive"])
def test_only_officials_and_administrators_of_the_scope_drop(improving, personas, name):
    with pytest.raises(NotAllowed):
        services.drop(improving, Act(personas[name], **WHY))


def test_a_case_that_has_not_begun_is_refused_or_withdrawn_instead(case, personas):
    with pytest.raises(WrongState):
        services.drop(case, Act(personas["approver"], **WHY))


def test_measures_of_a_running_case_are_not_dropped_one_by_one(improving, personas):
    measure = improving.measure_set.get(state=MeasureState.PROPOSED)

    with pytest.raises(Refused) as refused:
        services.drop_measure(measure, Act(personas["approver"], **WHY))

    assert refused.value.code == "case_goes_on"
    measure.refresh_from_db()
    assert (measure.state, measure.reason_code) == ("proposed", "")
