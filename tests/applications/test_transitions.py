"""Every row of step 1 with its effects, and every way back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from applications import rules, services
from applications.models import Application, Evaluation
from documents.models import IssuedDocument
from journal import clock, events
from journal.models import Event, OutboxMessage
from ledger.models import FundingLine
from tests.applications.conftest import conclude, evidence
from tests.factories.programs import funding_line
from workflow import notices
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.models import CorrectionRequest
from workflow.states import ApplicationState, CaseStage
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def diagnosis_line(round_) -> FundingLine:
    return FundingLine.objects.get(round=round_, code="national-diagnosis")


def test_services_are_the_rows_of_the_step():
    assert set(services.TRANSITIONS) == {row.key for row in TABLE if row.step == "applications"}


# -- submit --------------------------------------------------------------------------------------------------


def test_submit_numbers_pins_evaluates_and_issues_the_receipt(complete, personas, round_2021):
    submitted = services.submit(complete, Act(personas["owner"]))

    case = submitted.case
    round_2021.refresh_from_db()
    assert (submitted.state, case.number) == (ApplicationState.SUBMITTED, "IC-2021-0001")
    assert case.submitted_at == clock.now()
    assert case.criteria_set == round_2021.criteria_set
    assert round_2021.criteria_set.frozen_at is not None
    evaluation = submitted.evaluations.get()
    assert evaluation.toe == Decimal("229.000")
    assert evaluation.toe_other_basis == Decimal("86.000")
    assert {v.result for v in evaluation.verdicts.exclude(criterion__kind="bonus")} == {"met"}
    assert evaluation.calculation.factors.count() == 5
    assert evaluation.calculation.inputs["uses"][0]["quantity"] == "1000000.000"
    receipt = IssuedDocument.objects.get(kind="receipt", record_uid=submitted.uid)
    assert receipt.snapshot["case_number"] == "IC-2021-0001"
    assert receipt.snapshot["applicant"] == "김대표"
    assert events.verify(f"case:{case.pk}") == []


def test_the_readings_of_the_notice_are_pinned_too(complete, personas, round_2021):
    submitted = services.submit(complete, Act(personas["owner"]))

    type(round_2021).objects.update(
        electricity_basis="860kcal", years_counted_by="firm", payback_line_years=5
    )

    again = Application.objects.get(pk=submitted.pk)
    assert rules.site_energy(again).counted.toe == Decimal(229)
    assert again.case.reading("years_counted_by") == "site"
    assert again.case.payback_line == 2


def test_submit_names_everything_that_is_missing(draft, personas):
    with pytest.raises(rules.Incomplete) as refused:
        services.submit(draft, Act(personas["owner"]))

    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT
    assert draft.case.number is None
    assert refused.value.code == "incomplete"
    assert set(refused.value.errors) == {
        *("size", "regular_employees", "ksic_code", "root_industry", "energy_audit_duty"),
        *("consecutive_years", "other_support", "contact_phone"),
        *("energy_uses", "size_confirmation", "privacy", "provision", "fairness"),
    }


def test_numbers_have_no_gaps(complete, personas, round_2021):
    with pytest.raises(StaleVersion):
        services.submit(complete, Act(personas["owner"], version=complete.version - 1))
    with clock.travel(round_2021.closes_at), pytest.raises(Refused):
        services.submit(complete, Act(personas["owner"]))

    assert services.submit(complete, Act(personas["owner"])).case.number == "IC-2021-0001"


@pytest.mark.parametrize(("seconds", "accepted"), [(-1, True), (0, False), (1, False)])
def test_the_servers_clock_decides_about_the_closing_time(complete, personas, round_2021, seconds, accepted):
    with clock.travel(round_2021.closes_at + timedelta(seconds=seconds)):
        if accepted:
            assert services.submit(complete, Act(personas["owner"])).state == ApplicationState.SUBMITTED
            return
        with pytest.raises(Refused) as refused:
            services.submit(complete, Act(personas["owner"]))
    assert refused.value.code == "round_closed"


def test_the_closing_day_ends_at_midnight_or_at_its_hour(round_2021):
    assert round_2021.closes_at.isoformat() == "2021-07-17T00:00:00+09:00"
    round_2021.closing_hour = 18
    assert round_2021.closes_at.isoformat() == "2021-07-16T18:00:00+09:00"


# -- corrections ---------------------------------------------------------------------------------------------


def asked(application, personas):
    act = Act(personas["reviewer"], comment="인원을 확인하세요", data={"deadline": "2021-07-24"})
    return services.request_correction(application, act)


def test_a_correction_is_asked_answered_and_accepted_by_going_on(submitted, personas):
    asked(submitted, personas)
    request = CorrectionRequest.objects.get()
    assert (request.state, request.deadline, request.text) == (
        "asked",
        date(2021, 7, 24),
        "인원을 확인하세요",
    )

    services.edit(submitted, Act(personas["member"], data={"regular_employees": 44}))
    services.answer_correction(submitted, Act(personas["member"], comment="고쳤습니다"))
    request.refresh_from_db()
    assert (request.state, request.answer) == ("answered", "고쳤습니다")

    services.screen(submitted, Act(personas["reviewer"]))
    request.refresh_from_db()
    assert request.state == "accepted"


def test_an_answer_is_evaluated_anew_beside_the_earlier_one(submitted, personas):
    asked(submitted, personas)
    services.edit(submitted, Act(personas["owner"], data={"regular_employees": 9}))
    services.answer_correction(submitted, Act(personas["owner"], comment="고쳤습니다"))

    newest, first = submitted.evaluations.order_by("-pk")
    assert first.verdicts.get(criterion__code="employees").result == "met"
    assert newest.verdicts.get(criterion__code="employees").result == "not_met"
    assert newest.facts["regular_employees"] == "9"


def test_an_incomplete_answer_is_refused(submitted, personas):
    asked(submitted, personas)
    services.edit(submitted, Act(personas["owner"], data={"root_industry": True}))

    with pytest.raises(rules.Incomplete) as refused:
        services.answer_correction(submitted, Act(personas["owner"], comment="고쳤습니다"))

    assert set(refused.value.errors) == {"root_confirmation_until", "root_confirmation"}


def test_a_correction_can_be_taken_back(submitted, personas):
    asked(submitted, personas)
    services.withdraw_correction(submitted, Act(personas["reviewer"], comment="필요 없어졌습니다"))

    submitted.refresh_from_db()
    assert submitted.state == ApplicationState.SUBMITTED
    assert CorrectionRequest.objects.get().state == "withdrawn"
    assert Evaluation.objects.count() == 2


def test_a_deadline_may_be_today_but_not_yesterday(submitted, personas):
    act = Act(personas["reviewer"], comment="보완", data={"deadline": "2021-07-13"})
    with pytest.raises(Refused) as refused:
        services.request_correction(submitted, act)
    assert (refused.value.code, refused.value.field) == ("deadline_past", "deadline")
    assert services.request_correction(
        submitted, Act(personas["reviewer"], comment="보완", data={"deadline": "2021-07-14"})
    )


# -- deciding and screening ----------------------------------------------------------------------------------


@pytest.fixture
def supported_elsewhere(complete, personas):
    """A firm with support of the same kind: the notice leaves it to a person."""
    entries = {"other_support": True, "other_support_detail": "스마트공장 2020년 2천만원"}
    services.edit(complete, Act(personas["owner"], data=entries))
    return services.submit(complete, Act(personas["owner"]))


def decide(application, person, met, criterion="other_support", comment="다른 종류의 지원입니다"):
    return services.decide_criterion(
        application, Act(person, comment=comment, data={"criterion": criterion, "met": met})
    )


def test_screening_waits_for_the_person(supported_elsewhere, personas):
    with pytest.raises(Refused) as refused:
        services.screen(supported_elsewhere, Act(personas["reviewer"]))
    assert refused.value.code == "undecided"

    decide(supported_elsewhere, personas["reviewer"], met=True)
    with pytest.raises(Refused) as refused:  # the declared support is flagged as well, for a person to judge
        services.screen(supported_elsewhere, Act(personas["reviewer"]))
    assert refused.value.code == "duplicates_open"
    passed = services.screen(supported_elsewhere, Act(personas["reviewer"], comment="다른 분야의 지원입니다"))
    assert passed.state == "screened"

    verdict = rules.latest_verdicts(supported_elsewhere)[8]
    assert (verdict.decided_met, verdict.decided_by, verdict.decided_at) == (
        True,
        personas["reviewer"],
        clock.now(),
    )


def test_a_person_may_decide_that_it_is_not_met_and_later_otherwise(supported_elsewhere, personas):
    decide(supported_elsewhere, personas["reviewer"], met=False)
    with pytest.raises(Refused) as refused:
        services.screen(supported_elsewhere, Act(personas["reviewer"]))
    assert refused.value.code == "conditions_not_met"

    decide(supported_elsewhere, personas["approver"], met=True, comment="다시 확인했습니다")
    assert services.screen(supported_elsewhere, Act(personas["reviewer"], comment="다른 분야의 지원입니다"))
    assert Event.objects.filter(action="application.decide_criterion").count() == 2


def test_a_decision_survives_a_correction_that_does_not_touch_it(supported_elsewhere, personas):
    decide(supported_elsewhere, personas["reviewer"], met=True)
    asked(supported_elsewhere, personas)
    services.answer_correction(supported_elsewhere, Act(personas["owner"], comment="그대로입니다"))

    assert rules.latest_verdicts(supported_elsewhere)[8].decided_met is True


def test_a_decision_falls_when_the_firm_changes_its_answer(supported_elsewhere, personas):
    decide(supported_elsewhere, personas["reviewer"], met=False)
    asked(supported_elsewhere, personas)
    services.edit(supported_elsewhere, Act(personas["owner"], data={"other_support": False}))
    services.answer_correction(supported_elsewhere, Act(personas["owner"], comment="잘못 적었습니다"))

    verdict = rules.latest_verdicts(supported_elsewhere)[8]
    assert (verdict.result, verdict.decided_met) == ("met", None)


@pytest.mark.parametrize(
    ("criterion", "code"), [("employees", "not_for_persons"), ("nonsense", "unknown_criterion")]
)
def test_only_what_the_notice_leaves_open_is_decided(supported_elsewhere, personas, criterion, code):
    with pytest.raises(Refused) as refused:
        decide(supported_elsewhere, personas["reviewer"], met=True, criterion=criterion)
    assert (refused.value.code, refused.value.field) == (code, "criterion")


def test_a_decision_needs_its_reason(supported_elsewhere, personas):
    with pytest.raises(BadData):
        decide(supported_elsewhere, personas["reviewer"], met=True, comment=" ")


def test_screening_refuses_an_unmet_condition(complete, personas):
    services.edit(complete, Act(personas["owner"], data={"regular_employees": 9}))
    submitted = services.submit(complete, Act(personas["owner"]))

    with pytest.raises(Refused) as refused:
        services.screen(submitted, Act(personas["reviewer"]))

    assert refused.value.code == "conditions_not_met"


def test_priorities_and_bonuses_never_stop_screening(complete, personas):
    services.edit(complete, Act(personas["owner"], data={"polluting_processes": []}))
    submitted = services.submit(complete, Act(personas["owner"]))

    assert services.screen(submitted, Act(personas["reviewer"])).case.stage == CaseStage.SELECTION


def test_screening_has_its_way_back(screened, personas):
    returned = services.return_to_screening(screened, Act(personas["reviewer"], comment="다시 봅니다"))

    assert (returned.state, returned.case.stage) == ("submitted", "screening")


# -- refusing ------------------------------------------------------------------------------------------------


def test_a_refusal_is_reopened(submitted, personas):
    refused = services.refuse(submitted, Act(personas["reviewer"], comment="지역 밖"))
    assert (refused.state, refused.case.stage) == ("refused", "refused")

    reopened = services.reopen(refused, Act(personas["reviewer"], comment="착오"))
    assert (reopened.state, reopened.case.stage) == ("submitted", "screening")


def test_a_refusal_stays_when_the_site_has_applied_again(submitted, personas, round_2021, site):
    services.refuse(submitted, Act(personas["reviewer"], comment="지역 밖"))
    services.start(round_2021, site, Act(personas["owner"]))

    with pytest.raises(Refused) as refused:
        services.reopen(submitted, Act(personas["reviewer"], comment="착오"))

    assert refused.value.code == "already_applied"


# -- selection, agreement and money --------------------------------------------------------------------------


def test_selection_commits_the_diagnosis_fee(screened, personas, round_2021):
    selected = services.select(screened, Act(personas["approver"]))

    line = diagnosis_line(round_2021)
    assert (selected.state, selected.case.stage) == ("selected", "agreement")
    assert (line.committed_krw, line.left_krw) == (5_500_000, 66_000_000)
    entry = line.entries.get(kind="commit")
    assert (entry.amount_krw, entry.case_id, entry.actor_id) == (
        5_500_000,
        selected.case.pk,
        personas["approver"].pk,
    )


def test_the_regions_own_line_pays_before_the_rounds(screened, personas, round_2021):
    own = funding_line(round_2021, "city-diagnosis", "city", "diagnosis", 6_000_000)
    FundingLine.objects.filter(pk=own.pk).update(region=screened.case.region)

    services.select(screened, Act(personas["approver"]))

    own.refresh_from_db()
    assert own.committed_krw == 5_500_000
    assert diagnosis_line(round_2021).committed_krw == 0


def test_an_exhausted_line_selects_nobody(screened, personas, round_2021):
    FundingLine.objects.filter(purpose="diagnosis").update(planned_krw=5_499_999)

    with pytest.raises(Refused) as refused:
        services.select(screened, Act(personas["approver"]))

    screened.refresh_from_db()
    assert refused.value.code == "line_exhausted"
    assert screened.state == ApplicationState.SCREENED
    assert diagnosis_line(round_2021).committed_krw == 0


def test_without_a_line_nobody_is_selected(screened, personas):
    FundingLine.objects.filter(purpose="diagnosis").update(purpose="operation")

    with pytest.raises(Refused) as refused:
        services.select(screened, Act(personas["approver"]))

    assert refused.value.code == "no_line"


def test_the_reserve_list_leads_to_selection(screened, personas, round_2021):
    reserve = services.put_on_reserve(screened, Act(personas["approver"]))
    assert (reserve.state, reserve.case.stage) == ("reserve", "selection")

    services.select(reserve, Act(personas["approver"]))
    assert diagnosis_line(round_2021).committed_krw == 5_500_000


def test_a_cancelled_selection_releases_the_fee(selected, personas, round_2021):
    cancelled = services.cancel_selection(selected, Act(personas["approver"], comment="연락이 되지 않음"))

    assert (cancelled.state, cancelled.case.stage) == ("screened", "selection")
    assert diagnosis_line(round_2021).committed_krw == 0
    assert diagnosis_line(round_2021).entries.get(kind="release").reason == "연락이 되지 않음"


def test_selecting_again_commits_again(selected, personas, round_2021):
    services.cancel_selection(selected, Act(personas["approver"], comment="착오"))
    services.select(selected, Act(personas["approver"]))
    services.cancel_selection(selected, Act(personas["approver"], comment="착오"))

    assert diagnosis_line(round_2021).committed_krw == 0
    assert diagnosis_line(round_2021).entries.filter(kind="release").count() == 2


def test_withdrawing_after_selection_releases_the_fee(selected, personas, round_2021):
    withdrawn = services.withdraw(selected, Act(personas["owner"], comment="사정이 생겼습니다"))

    assert (withdrawn.state, withdrawn.case.stage) == ("withdrawn", "withdrawn")
    assert diagnosis_line(round_2021).committed_krw == 0


def test_a_withdrawn_site_may_apply_again(draft, personas, round_2021, site):
    services.withdraw(draft, Act(personas["owner"], comment="다시 쓰겠습니다"))

    assert services.start(round_2021, site, Act(personas["owner"])).state == ApplicationState.DRAFT


def test_officials_do_not_hear_of_a_draft_that_was_given_up(draft, personas, mailoutbox):
    services.withdraw(draft, Act(personas["owner"], comment="그만둡니다"))

    message = OutboxMessage.objects.get(task="workflow.send_notice")
    notices.send(message.payload, message_id="x")

    assert {mail.to[0] for mail in mailoutbox} == {"member@example.com"}


def test_a_colleague_who_is_no_owner_does_not_withdraw(draft, personas):
    with pytest.raises(NotAllowed):
        services.withdraw(draft, Act(personas["member"], comment="그만"))


def test_an_agreed_firm_does_not_withdraw(selected, personas):
    agreed = conclude(selected, personas)

    with pytest.raises(WrongState):
        services.withdraw(agreed, Act(personas["owner"], comment="그만"))


def test_a_root_firm_with_its_confirmation_gets_the_points(complete, personas):
    entries = {"root_industry": True, "root_confirmation_until": date(2021, 7, 16)}
    services.edit(complete, Act(personas["owner"], data=entries))
    evidence(complete, personas["owner"], "root_confirmation")

    assert services.submit(complete, Act(personas["owner"])).evaluations.get().score == Decimal(5)
