"""Every row of step 4 and its way back, with the figures and papers it leaves."""

from datetime import date
from decimal import Decimal

import pytest

from diagnostics.models import StreamFigure
from documents.models import IssuedDocument
from reports import services
from reports.models import Certificate, Outcome, Result
from subsidies import services as support
from tests.factories import grants, outcomes
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, WrongState
from workflow.models import Calculation, CorrectionRequest
from workflow.states import CaseStage, MeasureState, OutcomeState
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

DEADLINE = {"deadline": date(2021, 7, 24)}


def figure(measure, basis) -> Decimal | None:
    found = StreamFigure.objects.filter(stream__measure=measure, basis=basis)
    return found.values_list("quantity", flat=True).first()


def test_services_are_the_rows_of_the_table():
    assert set(services.TRANSITIONS) == {row.key for row in TABLE if row.step == "reports"}


# --- Opening --------------------------------------------------------------------------------------------------


def test_open_outcome_begins_step_four(case, measure, personas):
    outcome = services.open_outcome(case, Act(personas["owner"]))

    case.refresh_from_db()
    assert (case.stage, outcome.state) == (CaseStage.OUTCOME, OutcomeState.OPEN)


def test_open_outcome_waits_for_the_settlement(case, measure, personas):
    grant = grants.request(case, personas["owner"], [grants.cost_item(measure)])
    with pytest.raises(Refused) as refused:
        services.open_outcome(case, Act(personas["owner"]))
    assert refused.value.code == "grant_not_settled"

    support.cancel(grant, Act(personas["owner"], comment="지원 없이 진행"))

    assert services.open_outcome(case, Act(personas["owner"])).state == OutcomeState.OPEN


def test_open_outcome_needs_an_accepted_measure(case, measure, personas):
    type(measure).objects.filter(pk=measure.pk).update(state="declined")

    with pytest.raises(Refused) as refused:
        services.open_outcome(case, Act(personas["owner"]))

    assert refused.value.code == "no_accepted_measure"


def test_the_case_goes_back_to_step_three_and_comes_again(outcome, measure, personas):
    outcomes.implemented(measure, personas["owner"])

    case = services.return_to_improvement(outcome.case, Act(personas["reviewer"], comment="지원 신청이 남음"))
    assert case.stage == CaseStage.IMPROVEMENT

    again = services.open_outcome(case, Act(personas["owner"]))
    assert (again.pk, Result.objects.count()) == (outcome.pk, 1)


def test_a_reported_outcome_is_corrected_before_the_case_goes_back(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])

    with pytest.raises(Refused) as refused:
        services.return_to_improvement(outcome.case, Act(personas["reviewer"], comment="다시"))

    assert refused.value.code == "outcome_reported"


# --- Measures -------------------------------------------------------------------------------------------------


def test_a_measure_starts_and_stops_in_step_three(measure, personas):
    started = services.start(measure, Act(personas["member"]))
    assert started.state == MeasureState.IN_PROGRESS

    stopped = services.stop(measure, Act(personas["member"], comment="자재 지연"))
    assert stopped.state == MeasureState.ACCEPTED


def test_report_implemented_keeps_actual_figures_and_how(outcome, measure, personas):
    reported = outcomes.implemented(measure, personas["owner"])

    assert reported.state == MeasureState.IMPLEMENTED
    found = StreamFigure.objects.get(stream__measure=measure, basis="reported")
    # 45,000 kWh x 120 won; 0.229 toe/MWh; 0.4594 tCO2eq/MWh.
    assert (found.quantity, found.saved_krw) == (Decimal(45000), 5_400_000)
    assert found.saved_toe == Decimal("10.305")
    assert Calculation.objects.get(purpose="reported").formula == "savings/1"
    result = Result.objects.get(measure=measure)
    assert (result.status, result.actual_cost_krw, result.done_on) == (
        "implemented",
        7_000_000,
        date(2021, 7, 14),
    )


def test_an_estimate_is_never_taken_for_the_actual_figure(outcome, measure, personas):
    for act in (services.report_implemented, services.report_partly):
        with pytest.raises(BadData) as bad:
            act(measure, Act(personas["owner"], comment="이행", data={"streams": []}))
        assert list(bad.value.errors) == ["streams"]

    measure.refresh_from_db()
    assert measure.state == MeasureState.ACCEPTED
    assert figure(measure, "reported") is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"quantity": Decimal("1.2345")}, "streams.0.quantity"),
        ({"price_krw": Decimal(-1)}, "streams.0.price_krw"),
        ({"stream": "6d2a0c1e-0b5f-4f7e-9a53-6a2a5b0f1c11"}, "streams.0.stream"),
    ],
)
def test_rows_that_cannot_stand_are_named(outcome, measure, personas, row, field):
    rows = [outcomes.actual(measure)[0] | row]

    with pytest.raises(BadData) as bad:
        services.report_implemented(measure, Act(personas["owner"], data={"streams": rows}))

    assert field in bad.value.errors


def test_a_day_to_come_is_refused(outcome, measure, personas):
    with pytest.raises(BadData) as bad:
        outcomes.implemented(measure, personas["owner"], done_on=date(2021, 7, 15))

    assert list(bad.value.errors) == ["done_on"]


def test_a_report_can_be_changed_until_it_is_handed_in(outcome, measure, personas):
    outcomes.implemented(measure, personas["owner"])
    outcomes.implemented(measure, personas["owner"], quantity="44000")
    assert figure(measure, "reported") == Decimal(44000)

    changed = services.report_not_implemented(
        measure, Act(personas["owner"], comment="철거", data={"reason_code": "technical"})
    )

    assert (changed.state, changed.reason_code) == (MeasureState.NOT_IMPLEMENTED, "technical")
    assert Result.objects.get().status == "not_implemented"

    pending = services.report_pending(measure, Act(personas["owner"], comment="내년 예정"))
    assert (pending.state, pending.reason_code) == (MeasureState.PENDING, "")


def test_not_implemented_needs_its_coded_reason(outcome, measure, personas):
    with pytest.raises(BadData):
        services.report_not_implemented(measure, Act(personas["owner"], comment="못 함"))


def test_measures_are_reported_only_while_the_outcome_is_open(case, measure, personas):
    with pytest.raises(Refused) as refused:
        outcomes.implemented(measure, personas["owner"])
    assert refused.value.code == "outcome_not_open"

    outcomes.reported(case, personas["owner"])
    with pytest.raises(Refused):
        outcomes.implemented(measure, personas["owner"])


# --- Report, verification, acceptance -------------------------------------------------------------------------


def test_submit_report_waits_for_every_accepted_measure(outcome, measure, personas):
    with pytest.raises(Refused) as refused:
        services.submit_report(outcome, Act(personas["owner"]))
    assert refused.value.code == "measure_not_reported"

    outcomes.implemented(measure, personas["owner"])
    data = {"difficulties": "자재 납기", "next_steps": "조명 교체"}
    reported = services.submit_report(outcome, Act(personas["owner"], data=data))

    assert reported.state == OutcomeState.REPORTED
    reported.refresh_from_db()
    assert (reported.difficulties, reported.next_steps) == ("자재 납기", "조명 교체")


def test_a_correction_opens_the_measures_again(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])
    services.request_correction(outcome, Act(personas["consultant"], comment="단위 확인", data=DEADLINE))

    outcomes.implemented(measure, personas["member"], quantity="40000")
    answered = services.answer_correction(outcome, Act(personas["member"], comment="고쳤습니다"))

    assert answered.state == OutcomeState.REPORTED
    assert figure(measure, "reported") == Decimal(40000)
    assert CorrectionRequest.objects.get().state == "answered"


def test_verify_takes_the_reported_figures_over(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])

    verified = services.verify(outcome, Act(personas["consultant"]))

    assert (verified.state, verified.verified_by) == (OutcomeState.VERIFIED, personas["consultant"])
    assert figure(measure, "verified") == Decimal(45000)


def test_verify_puts_its_own_figure_beside_the_reported_one(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])
    streams = outcomes.actual(measure, "41000")

    services.verify(outcome, Act(personas["consultant"], data={"streams": streams}))

    assert (figure(measure, "reported"), figure(measure, "verified")) == (Decimal(45000), Decimal(41000))
    found = StreamFigure.objects.get(stream__measure=measure, basis="verified")
    assert found.saved_krw == 4_920_000


def test_verify_refuses_resources_that_were_not_reported(case, measure, personas):
    other = grants.accepted_measure(case, personas["consultant"], number=2)
    outcome = outcomes.opened(case, personas["owner"])
    outcomes.implemented(measure, personas["owner"])
    services.report_pending(other, Act(personas["owner"], comment="내년"))
    outcome = services.submit_report(outcome, Act(personas["owner"]))

    with pytest.raises(BadData) as bad:
        services.verify(outcome, Act(personas["consultant"], data={"streams": outcomes.actual(other)}))

    assert list(bad.value.errors) == ["streams.0.stream"]


def test_nobody_verifies_what_they_reported(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])
    Result.objects.update(reported_by=personas["consultant"])

    with pytest.raises(NotAllowed):
        services.verify(outcome, Act(personas["consultant"]))


def test_only_the_assigned_consultant_verifies(case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])

    for name in ("owner", "other_consultant", "reviewer", "approver", "admin", "auditor"):
        with pytest.raises(NotAllowed):
            services.verify(outcome, Act(personas[name]))


def test_a_verification_is_returned_and_void(case, measure, personas):
    outcome = services.verify(outcomes.reported(case, personas["owner"]), Act(personas["consultant"]))

    returned = services.return_to_verification(outcome, Act(personas["reviewer"], comment="근거 부족"))

    returned.refresh_from_db()
    assert (returned.state, returned.verified_by) == (OutcomeState.REPORTED, None)


def test_accept_and_take_the_acceptance_back(accepted, personas):
    assert accepted.state == OutcomeState.ACCEPTED

    withdrawn = services.withdraw_acceptance(accepted, Act(personas["approver"], comment="재확인"))

    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.accepted_at) == (OutcomeState.VERIFIED, None)


# --- The certificate ------------------------------------------------------------------------------------------


def test_issue_certificate_completes_the_case_with_two_papers(accepted, personas):
    certificate = services.issue_certificate(accepted.case, Act(personas["admin"]))

    accepted.case.refresh_from_db()
    assert accepted.case.stage == CaseStage.COMPLETED
    assert certificate.paper.kind == "certificate"
    assert certificate.paper.snapshot["implemented"] == 1
    report = IssuedDocument.objects.get(kind="outcome_report")
    assert report.snapshot["totals"]["verified"]["saved_krw"] == 5_400_000
    assert [entry["what"] for entry in report.snapshot["milestones"]][-1] == "성과 승인"


def test_no_certificate_before_the_outcome_is_accepted(case, measure, personas):
    outcomes.reported(case, personas["owner"])

    with pytest.raises(Refused) as refused:
        services.issue_certificate(case, Act(personas["admin"]))

    assert refused.value.code == "outcome_not_accepted"


def test_no_certificate_when_nothing_was_implemented(outcome, measure, personas):
    services.report_not_implemented(
        measure, Act(personas["owner"], comment="못 함", data={"reason_code": "no_capital"})
    )
    services.submit_report(outcome, Act(personas["owner"]))
    services.verify(outcome, Act(personas["consultant"]))
    services.accept(outcome, Act(personas["approver"]))

    with pytest.raises(Refused) as refused:
        services.issue_certificate(outcome.case, Act(personas["admin"]))

    assert refused.value.code == "nothing_implemented"


def test_a_second_certificate_is_refused(accepted, personas):
    services.issue_certificate(accepted.case, Act(personas["admin"]))

    with pytest.raises(WrongState):
        services.issue_certificate(accepted.case, Act(personas["admin"]))

    assert Certificate.objects.count() == 1


def test_a_certificate_is_revoked_and_issued_under_a_new_number(accepted, personas):
    first = services.issue_certificate(accepted.case, Act(personas["admin"]))

    services.revoke_certificate(accepted.case, Act(personas["admin"], comment="기업명 정정"))

    accepted.case.refresh_from_db()
    assert accepted.case.stage == CaseStage.OUTCOME
    assert IssuedDocument.objects.filter(revoked_at=None).count() == 0
    second = services.issue_certificate(accepted.case, Act(personas["admin"]))
    assert second.paper.number != first.paper.number
    assert second.paper.replaces_id == first.paper_id
    assert Certificate.objects.in_force().get() == second


def test_an_acceptance_stands_while_its_certificate_does(accepted, personas):
    services.issue_certificate(accepted.case, Act(personas["admin"]))

    with pytest.raises(Refused) as refused:
        services.withdraw_acceptance(accepted, Act(personas["approver"], comment="취소"))

    assert refused.value.code == "certificate_in_force"
    assert Outcome.objects.get().state == OutcomeState.ACCEPTED
