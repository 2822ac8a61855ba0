"""Step 2: each act's effects, its refusals and its way back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.rules import DIAGNOSIS_FEE
from diagnostics import rules, services
from diagnostics.models import Diagnosis, Measure, StreamFigure
from documents.models import IssuedDocument
from journal import clock
from journal.models import Event
from ledger import services as ledger
from ledger.models import Entry, FundingLine
from tests.diagnostics.conftest import ELECTRICITY, FEE, FINDING, MEASURE, REPORT, answer_all, fresh, propose
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.models import Calculation
from workflow.states import CaseStage, DiagnosisState, MeasureState
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def test_services_are_the_rows_of_the_table():
    assert set(services.TRANSITIONS) == {row.key for row in TABLE if row.step == "diagnostics"}


# -- assignment --------------------------------------------------------------------------------------------


def test_assign_opens_the_diagnosis_and_lets_the_consultant_see_the_case(agreed_case, personas):
    consultant = personas["consultant"]

    diagnosis = services.assign(agreed_case, Act(personas["admin"], data={"consultant": consultant.email}))

    assert diagnosis.state == DiagnosisState.ASSIGNED
    assert fresh(agreed_case).stage == CaseStage.DIAGNOSIS
    assert consultant.has_perm("diagnostics.edit", fresh(diagnosis))
    assert list(Diagnosis.objects.visible_to(consultant)) == [diagnosis]
    assert list(Diagnosis.objects.visible_to(personas["other_consultant"])) == []


def test_assign_needs_the_agreement(agreed_case, personas):
    agreed_case.application_set.update(state="selected")
    with pytest.raises(Refused) as refusal:
        services.assign(
            agreed_case, Act(personas["admin"], data={"consultant": personas["consultant"].email})
        )
    assert refusal.value.code == "agreement_missing"
    assert not Diagnosis.objects.exists()


@pytest.mark.parametrize(
    ("persona", "code"), [("reviewer", "not_a_consultant"), ("owner", "not_a_consultant")]
)
def test_assign_takes_only_consultants_of_the_programme(agreed_case, personas, persona, code):
    with pytest.raises(Refused) as refusal:
        services.assign(agreed_case, Act(personas["admin"], data={"consultant": personas[persona].email}))
    assert (refusal.value.code, refusal.value.field) == (code, "consultant")


def test_assign_refuses_a_consultant_of_another_programme(agreed_case, personas):
    elsewhere = people.user("elsewhere@example.com")
    people.member(elsewhere, "consultant", program="another-programme")
    with pytest.raises(Refused):
        services.assign(agreed_case, Act(personas["admin"], data={"consultant": elsewhere.email}))


def test_assign_refuses_a_consultant_who_works_in_the_firm(agreed_case, personas, firm):
    people.member(personas["consultant"], "member", organisation=firm)
    with pytest.raises(Refused) as refusal:
        services.assign(
            agreed_case, Act(personas["admin"], data={"consultant": personas["consultant"].email})
        )
    assert refusal.value.code == "consultant_of_the_firm"


def test_assign_refuses_a_declared_conflict_of_interest(agreed_case, personas):
    cases.participant(agreed_case, personas["consultant"])
    agreed_case.participants.update(conflict_of_interest=True, until=clock.now())
    with pytest.raises(Refused) as refusal:
        services.assign(
            agreed_case, Act(personas["admin"], data={"consultant": personas["consultant"].email})
        )
    assert refusal.value.code == "conflict_of_interest"


def test_only_the_administrator_assigns(agreed_case, personas):
    for name in ("owner", "consultant", "reviewer", "approver", "auditor", "other_official"):
        with pytest.raises(NotAllowed):
            services.assign(
                agreed_case, Act(personas[name], data={"consultant": personas["consultant"].email})
            )


def test_reassign_ends_the_former_part_and_keeps_what_was_entered(answered, personas):
    other = personas["other_consultant"]

    services.reassign(answered, Act(personas["admin"], comment="출산휴가", data={"consultant": other.email}))

    diagnosis = fresh(answered)
    assert diagnosis.state == DiagnosisState.ASSIGNED
    assert not personas["consultant"].has_perm("diagnostics.edit", fresh(diagnosis))
    assert other.has_perm("diagnostics.edit", fresh(diagnosis))
    assert diagnosis.measures.count() == 1
    assert diagnosis.first_at is None


def test_reassign_refuses_the_same_consultant(diagnosis, personas):
    with pytest.raises(Refused) as refusal:
        services.reassign(
            diagnosis, Act(personas["admin"], comment="-", data={"consultant": personas["consultant"].email})
        )
    assert refusal.value.code == "already_assigned"


def test_reassign_may_return_to_an_earlier_consultant(diagnosis, personas):
    for name in ("other_consultant", "consultant"):
        services.reassign(
            diagnosis, Act(personas["admin"], comment="교체", data={"consultant": personas[name].email})
        )
    assert rules.current_consultants(diagnosis.case).get().user == personas["consultant"]
    assert diagnosis.case.participants.count() == 3


# -- visit -------------------------------------------------------------------------------------------------


def test_visit_is_proposed_and_confirmed(diagnosis, personas):
    proposed = propose(diagnosis, personas["consultant"])

    confirmed = services.confirm_visit(proposed, Act(personas["owner"], data={"chosen": "first"}))

    assert confirmed.state == DiagnosisState.VISITING
    assert confirmed.visit_at == proposed.first_at


def test_visit_answer_takes_the_proposals_away_and_keeps_the_words(diagnosis, personas):
    propose(diagnosis, personas["consultant"])

    answered = services.answer_visit(diagnosis, Act(personas["member"], comment="그 주는 휴가입니다."))

    assert (answered.first_at, answered.second_at, answered.visit_at) == (None, None, None)
    assert fresh(diagnosis).visit_answer == "그 주는 휴가입니다."
    with pytest.raises(Refused) as refusal:
        services.confirm_visit(diagnosis, Act(personas["owner"], data={"chosen": "first"}))
    assert refusal.value.code == "no_visit_proposed"


def test_confirmed_visit_can_be_answered_and_proposed_again(visited, personas):
    services.answer_visit(visited, Act(personas["owner"], comment="설비 점검으로 어렵습니다."))
    assert fresh(visited).visit_at is None

    propose(visited, personas["consultant"])
    assert fresh(visited).visit_answer == ""


def test_visit_times_must_be_future_and_different(diagnosis, personas):
    later = clock.now() + timedelta(days=1)
    for data, code in (
        ({"first_at": clock.now(), "second_at": later}, "visit_time_past"),
        ({"first_at": later, "second_at": later}, "visit_times_equal"),
    ):
        with pytest.raises(Refused) as refusal:
            services.propose_visit(diagnosis, Act(personas["consultant"], data=data))
        assert refusal.value.code == code
    assert fresh(diagnosis).state == DiagnosisState.ASSIGNED


def test_visit_cannot_be_confirmed_for_a_time_that_passed(diagnosis, personas):
    propose(diagnosis, personas["consultant"])
    with clock.travel(clock.now() + timedelta(days=3, hours=1)), pytest.raises(Refused) as refusal:
        services.confirm_visit(diagnosis, Act(personas["owner"], data={"chosen": "first"}))
    assert refusal.value.code == "visit_time_past"


def test_visit_is_answered_only_by_the_firm_of_the_case(diagnosis, personas):
    propose(diagnosis, personas["consultant"])
    for name in ("other_owner", "consultant", "admin"):
        with pytest.raises(NotAllowed):
            services.confirm_visit(diagnosis, Act(personas[name], data={"chosen": "first"}))


# -- checklist ---------------------------------------------------------------------------------------------


def test_answers_are_saved_one_by_one_and_changed(visited, personas):
    act = Act(personas["consultant"])
    services.answer_item(visited, {"item": 1, "score": 2, "comment": "문서 없음"}, act)
    services.answer_item(visited, {"item": 2, "not_applicable": True}, act)
    services.answer_item(visited, {"item": 1, "score": 4}, act)

    stored = {a.item.position: (a.score, a.not_applicable, a.comment) for a in visited.answers.all()}
    assert stored == {1: (4, False, ""), 2: (None, True, "")}
    assert Event.objects.filter(action="diagnosis.answer_items").count() == 3


def test_an_item_that_applies_everywhere_is_never_skipped(visited, personas):
    rules.checklist_of(visited).items.filter(position=2).update(may_be_not_applicable=False)

    with pytest.raises(BadData) as bad:
        services.answer_item(visited, {"item": 2, "not_applicable": True}, Act(personas["consultant"]))

    assert set(bad.value.errors) == {"answers.0.not_applicable"}
    assert not visited.answers.exists()


def test_a_comment_alone_is_kept_and_the_item_stays_open(visited, personas):
    services.answer_items(visited, [{"item": 3, "comment": "자료 요청함"}], Act(personas["consultant"]))

    assert rules.progress(fresh(visited)).answered == 0
    assert visited.answers.get().comment == "자료 요청함"


def test_saving_the_same_answers_again_changes_nothing(visited, personas):
    answer_all(visited, personas["consultant"])
    version = fresh(visited).version
    answer_all(visited, personas["consultant"])
    assert fresh(visited).version == version


def test_answers_that_do_not_fit_name_the_entry_and_save_nothing(visited, personas):
    rows = [
        {"item": 1, "score": 5},
        {"item": 99, "score": 1},
        {"item": 2, "score": True},
        {"item": 3, "score": 1, "not_applicable": True},
        {"item": 4, "score": 1},
        {"item": 4, "score": 2, "comment": "x" * 501},
        {"item": 5, "mark": 1},
    ]
    with pytest.raises(BadData) as bad:
        services.answer_items(visited, rows, Act(personas["consultant"]))
    assert set(bad.value.errors) == {
        "answers.0.score",
        "answers.1.item",
        "answers.2.score",
        "answers.3.score",
        "answers.5.item",
        "answers.5.comment",
        "answers.6.mark",
    }
    assert not visited.answers.exists()


def test_answers_of_a_stale_page_are_refused_with_what_is_stored(visited, personas):
    act = Act(personas["consultant"], version=visited.version)
    services.answer_item(visited, {"item": 1, "score": 2}, act)
    with pytest.raises(StaleVersion) as stale:
        services.answer_item(visited, {"item": 1, "score": 0}, act)
    assert stale.value.current["answers"][0]["score"] == 2
    assert visited.answers.get().score == 2


# -- findings ----------------------------------------------------------------------------------------------


def test_finding_is_added_and_edited_with_events(visited, personas):
    finding = services.add_finding(visited, FINDING, Act(personas["consultant"]))

    services.edit_finding(finding, {"place": "옥상"}, Act(personas["consultant"], version=1))

    finding = fresh(finding)
    assert (finding.place, finding.text, finding.version) == ("옥상", FINDING["text"], 2)
    assert Event.objects.get(action="diagnosis.edit_finding").before["place"] == "압축기실"


def test_finding_refuses_bad_entries_and_a_stale_version(visited, personas):
    with pytest.raises(BadData) as bad:
        services.add_finding(visited, {"area": "garden", "text": ""}, Act(personas["consultant"]))
    assert set(bad.value.errors) == {"area", "text"}
    finding = services.add_finding(visited, FINDING, Act(personas["consultant"]))
    with pytest.raises(StaleVersion):
        services.edit_finding(finding, {"place": "옥상"}, Act(personas["consultant"], version=9))


# -- measures ----------------------------------------------------------------------------------------------


def test_measure_is_computed_with_the_pinned_factors(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))

    figure = StreamFigure.objects.get(stream__measure=measure)
    assert (figure.saved_krw, figure.saved_mj) == (6_000_000, Decimal("480000.000"))
    assert figure.saved_toe == Decimal("11.45000")
    assert figure.calculation.formula == "savings/1"
    assert {row.kind for row in figure.calculation.factors.all()} == {
        "heat_gross_mj",
        "heat_net_mj",
        "toe_electricity_consumption",
        "emission_electricity_tco2eq_per_mwh",
    }
    assert rules.figures(measure).payback_years == Decimal("1.25")


def test_measure_takes_units_of_the_carrier_and_negative_quantities(visited, personas):
    streams = [
        {**ELECTRICITY, "unit": "MWh", "quantity": "50", "price_krw": "120000"},
        {"carrier": "city_gas_lng", "unit": "MJ", "quantity": "-43100", "price_krw": "15"},
        {"carrier": "water", "quantity": "100", "price_krw": "800.5"},
    ]
    measure = services.add_measure(visited, {**MEASURE, "streams": streams}, Act(personas["consultant"]))

    figures = rules.figures(measure)
    assert figures.saved_krw == 6_000_000 - 646_500 + 80_050
    assert figures.mj == Decimal(480_000) - Decimal(43_100)
    assert measure.streams.get(carrier="water").unit == "m3"


def test_measure_refuses_what_does_not_fit_and_saves_nothing(visited, personas):
    streams = [
        {**ELECTRICITY, "unit": "kg"},
        {**ELECTRICITY, "quantity": "0"},
        {**ELECTRICITY, "carrier": "moonlight", "price_krw": "-1"},
        {**ELECTRICITY, "carrier": "water", "unit": "", "quantity": "1.2345"},
        {**ELECTRICITY, "carrier": "waste", "unit": "kg"},
    ]
    with pytest.raises(BadData) as bad:
        services.add_measure(visited, {**MEASURE, "streams": streams}, Act(personas["consultant"]))
    assert set(bad.value.errors) == {
        "streams",
        "streams.0.unit",
        "streams.1.carrier",
        "streams.1.quantity",
        "streams.2.carrier",
        "streams.2.price_krw",
        "streams.3.quantity",
    }
    assert not Measure.objects.exists()


def test_measure_refuses_figures_beyond_reason(visited, personas):
    for stream in (
        {**ELECTRICITY, "quantity": "99999999999999"},
        {"carrier": "city_gas_lng", "unit": "TJ", "quantity": "9999999999", "price_krw": "1"},
        {**ELECTRICITY, "quantity": "9999999999", "price_krw": "999999999"},
    ):
        with pytest.raises(BadData):
            services.add_measure(visited, {**MEASURE, "streams": [stream]}, Act(personas["consultant"]))
    assert not Measure.objects.exists()
    assert not Calculation.objects.exists()


def test_measure_without_streams_has_no_figures(visited, personas):
    measure = services.add_measure(visited, {**MEASURE, "streams": []}, Act(personas["consultant"]))
    assert rules.figures(measure) is None


def test_editing_computes_anew_and_keeps_the_former_calculation(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))
    stream = measure.streams.get()
    gas = {"carrier": "city_gas_lng", "quantity": "10", "price_krw": "580"}

    services.edit_measure(
        measure,
        {"streams": [{**ELECTRICITY, "quantity": "40000"}, gas]},
        Act(personas["consultant"], version=1),
    )

    measure = fresh(measure)
    assert measure.version == 2
    assert measure.streams.get(carrier="electricity").uid == stream.uid
    assert rules.figures(measure).saved_krw == 4_805_800
    assert Calculation.objects.filter(record_uid=measure.uid).count() == 2
    assert Event.objects.get(action="measure.edit").before["streams"][0]["quantity"] == "50000.000"


def test_editing_other_entries_keeps_the_streams(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))
    services.edit_measure(measure, {"capital_cost_krw": 12_000_000}, Act(personas["consultant"]))
    assert rules.figures(fresh(measure)).payback_years == Decimal(2)


def test_a_stale_measure_is_refused_with_what_is_stored(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))
    services.edit_measure(measure, {"title_ko": "새 이름"}, Act(personas["consultant"], version=1))
    with pytest.raises(StaleVersion) as stale:
        services.edit_measure(measure, {"title_ko": "다른 이름"}, Act(personas["consultant"], version=1))
    assert (stale.value.sent, stale.value.stored) == (1, 2)
    assert stale.value.current["title_ko"] == "새 이름"


def test_measure_is_removed_while_the_firm_has_not_read_it(visited, personas):
    measure = services.add_measure(visited, MEASURE, Act(personas["consultant"]))

    services.remove_measure(measure, Act(personas["consultant"], comment="중복 입력"))

    assert not Measure.objects.exists()
    event = Event.objects.get(action="measure.remove")
    assert event.before["title_ko"] == MEASURE["title_ko"]
    assert event.object_uid == measure.uid


def test_measure_that_was_released_is_not_removed(measure, released, personas):
    services.recall_report(released, Act(personas["admin"], comment="수치 오류"))
    services.return_report(released, Act(personas["admin"], comment="다시"))
    with pytest.raises(Refused) as refusal:
        services.remove_measure(measure, Act(personas["consultant"]))
    assert refusal.value.code == "measure_was_released"
    clock.advance(timedelta(minutes=1))
    added = services.add_measure(released, MEASURE, Act(personas["consultant"]))
    assert added.number == 2
    services.remove_measure(added, Act(personas["consultant"]))


def test_entries_belong_to_the_assigned_consultant_alone(visited, personas):
    for name in ("other_consultant", "owner", "admin", "reviewer", "auditor", "inactive"):
        act = Act(personas[name])
        for write in (
            lambda act: services.add_measure(visited, MEASURE, act),
            lambda act: services.add_finding(visited, FINDING, act),
            lambda act: services.answer_item(visited, {"item": 1, "score": 1}, act),
        ):
            with pytest.raises(NotAllowed):
                write(act)
    assert not Measure.objects.exists()


def test_entries_rest_while_the_report_is_in_review(in_review, personas):
    measure = in_review.measures.get()
    finding = in_review.findings.get()
    act = Act(personas["consultant"])
    for write in (
        lambda: services.add_measure(in_review, MEASURE, act),
        lambda: services.edit_measure(measure, {"title_ko": "x"}, act),
        lambda: services.remove_measure(measure, act),
        lambda: services.add_finding(in_review, FINDING, act),
        lambda: services.edit_finding(finding, {"place": "x"}, act),
        lambda: services.answer_item(in_review, {"item": 1, "score": 1}, act),
    ):
        with pytest.raises(WrongState):
            write()


# -- report ------------------------------------------------------------------------------------------------


def test_report_needs_visit_checklist_and_a_measure_with_streams(diagnosis, personas):
    propose(diagnosis, personas["consultant"])
    services.add_measure(diagnosis, {**MEASURE, "streams": []}, Act(personas["consultant"]))

    with pytest.raises(Refused):
        services.submit_report(diagnosis, Act(personas["consultant"], data=REPORT))

    codes = [code for code, _sentence in rules.missing_for_report(fresh(diagnosis))]
    assert codes == ["visit_not_confirmed", "checklist_incomplete", "no_measure"]
    assert fresh(diagnosis).direction == ""


def test_report_sets_direction_grade_and_summary(answered, personas):
    services.submit_report(answered, Act(personas["consultant"], data=REPORT))

    diagnosis = fresh(answered)
    assert diagnosis.state == DiagnosisState.IN_REVIEW
    assert (diagnosis.direction, diagnosis.grade, diagnosis.summary) == tuple(REPORT.values())


def test_report_is_returned_with_a_comment(in_review, personas):
    with pytest.raises(BadData):
        services.return_report(in_review, Act(personas["admin"]))
    services.return_report(in_review, Act(personas["admin"], comment="측정값을 붙이기 바랍니다."))
    assert fresh(in_review).state == DiagnosisState.VISITING
    services.submit_report(in_review, Act(personas["consultant"], data=REPORT))


def test_release_issues_the_paper_and_pays_the_committed_fee(in_review, personas):
    services.release(in_review, Act(personas["admin"]))

    diagnosis = fresh(in_review)
    line = FundingLine.objects.get(purpose="diagnosis")
    assert diagnosis.released_at == clock.now()
    assert diagnosis.case.stage == CaseStage.IMPROVEMENT
    assert (line.committed_krw, line.paid_krw) == (FEE, FEE)
    paper = IssuedDocument.objects.get(kind="diagnosis_report")
    assert paper.record_uid == diagnosis.uid
    assert paper.snapshot["measures"][0]["saved_krw"] == 6_000_000


def test_release_is_refused_without_a_committed_fee(in_review, personas):
    line = FundingLine.objects.get(purpose="diagnosis")
    ledger.release(line, FEE, actor=None, case=in_review.case, reference=DIAGNOSIS_FEE)
    with pytest.raises(Refused) as refusal:
        services.release(in_review, Act(personas["admin"]))
    assert refusal.value.code == "fee_not_committed"
    assert fresh(in_review).state == DiagnosisState.IN_REVIEW
    assert not IssuedDocument.objects.filter(kind="diagnosis_report").exists()


def test_recall_revokes_the_paper_and_a_second_release_replaces_it_without_paying_again(released, personas):
    first = IssuedDocument.objects.get(kind="diagnosis_report")

    services.recall_report(released, Act(personas["admin"], comment="단가 오류"))

    assert fresh(released).state == DiagnosisState.IN_REVIEW
    assert fresh(released.case).stage == CaseStage.DIAGNOSIS
    first.refresh_from_db()
    assert first.revocation_reason == "단가 오류"
    assert not Measure.objects.visible_to(personas["owner"]).exists()

    services.release(released, Act(personas["admin"]))

    second = IssuedDocument.objects.in_force().get(kind="diagnosis_report")
    assert second.replaces == first
    assert Entry.objects.filter(kind="pay", case_id=released.case_id).count() == 1
    assert FundingLine.objects.get(purpose="diagnosis").paid_krw == FEE


def test_recall_is_refused_once_a_measure_is_accepted(measure, released, personas):
    services.accept(measure, Act(personas["owner"]))
    with pytest.raises(Refused) as refusal:
        services.recall_report(released, Act(personas["admin"], comment="오류"))
    assert refusal.value.code == "measure_accepted"

    services.reconsider(measure, Act(personas["owner"], comment="다시 봅니다."))
    services.recall_report(released, Act(personas["admin"], comment="오류"))
    assert fresh(released).state == DiagnosisState.IN_REVIEW


def test_nothing_moves_in_a_case_that_ended(in_review, personas):
    type(in_review.case).objects.filter(pk=in_review.case_id).update(stage=CaseStage.DROPPED)
    with pytest.raises(WrongState):
        services.release(in_review, Act(personas["admin"]))
    with pytest.raises(WrongState):
        services.return_report(in_review, Act(personas["admin"], comment="-"))


# -- the firm's answers ------------------------------------------------------------------------------------


def test_measure_is_accepted_and_reconsidered(measure, personas):
    services.accept(measure, Act(personas["owner"]))
    assert fresh(measure).state == MeasureState.ACCEPTED
    services.reconsider(measure, Act(personas["member"], comment="예산이 줄었습니다."))
    assert fresh(measure).state == MeasureState.PROPOSED


def test_measure_is_declined_with_a_coded_reason_that_reconsidering_clears(measure, personas):
    act = Act(personas["owner"], comment="설비를 곧 옮깁니다.", data={"reason_code": "facility_closing"})
    services.decline(measure, act)
    assert fresh(measure).reason_code == "facility_closing"
    services.reconsider(measure, Act(personas["owner"], comment="옮기지 않습니다."))
    assert fresh(measure).reason_code == ""


def test_disputed_measure_is_put_right_and_proposed_again(measure, personas):
    services.dispute(measure, Act(personas["owner"], comment="가동 시간이 다릅니다."))
    services.edit_measure(
        measure,
        {"streams": [{**ELECTRICITY, "quantity": "30000"}]},
        Act(personas["consultant"], comment="가동 시간"),
    )
    services.revise(measure, Act(personas["consultant"], comment="고쳤습니다."))

    assert fresh(measure).state == MeasureState.PROPOSED
    assert rules.figures(fresh(measure)).saved_krw == 3_600_000
    paper = IssuedDocument.objects.in_force().get(kind="diagnosis_report")
    assert paper.snapshot["measures"][0]["saved_krw"] == 3_600_000
    assert paper.replaces.snapshot["measures"][0]["saved_krw"] == 6_000_000
    assert paper.replaces.revocation_reason == "가동 시간"


def test_other_measures_stay_as_released_while_one_is_disputed(measure, personas):
    with pytest.raises(WrongState):
        services.edit_measure(measure, {"title_ko": "x"}, Act(personas["consultant"]))


def test_measure_is_answered_only_while_the_report_is_released(in_review, personas):
    with pytest.raises(Refused) as refusal:
        services.accept(in_review.measures.get(), Act(personas["owner"]))
    assert refusal.value.code == "report_not_released"


# -- figures of other steps ----------------------------------------------------------------------------------


def test_reported_figures_stand_beside_the_estimate(measure, personas):
    stream = measure.streams.get()
    period = rules.estimate_period(measure.case)

    services.record_figures(
        measure, "reported", [rules.FigureRow(stream, Decimal(45000))], period, personas["owner"]
    )

    measure = fresh(measure)
    assert rules.figures(measure, "estimated").saved_krw == 6_000_000
    assert rules.figures(measure, "reported").saved_krw == 5_400_000
    assert rules.figures(measure, "verified") is None
    assert stream.figures.get(basis="reported").calculation.purpose == "reported"


def test_recording_again_replaces_the_figure_of_the_same_basis_and_period(measure, personas):
    stream, period = measure.streams.get(), rules.estimate_period(measure.case)
    for quantity in ("45000", "44000.5"):
        row = rules.FigureRow(stream, Decimal(quantity), Decimal(130))
        services.record_figures(measure, "reported", [row], period, personas["owner"])
    figure = stream.figures.get(basis="reported")
    assert (figure.quantity, figure.saved_krw) == (Decimal("44000.500"), 5_720_065)
