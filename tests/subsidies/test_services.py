"""Every row of step 3 and its way back, with what it does to the money."""

from datetime import date

import pytest

from documents.models import IssuedDocument
from ledger.models import Entry
from programs.models import RateTable
from subsidies import services
from subsidies.models import CostItem, Evidence, Grant
from tests.factories import grants
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused, StaleVersion, WrongState
from workflow.models import Calculation, CorrectionRequest
from workflow.states import GrantState
from workflow.transitions import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def entries(line) -> list[tuple[str, int]]:
    """What moved on the line after its plan."""
    return list(
        Entry.objects.filter(line=line).exclude(kind="plan").values_list("kind", "amount_krw").order_by("pk")
    )


def balance(line) -> tuple[int, int, int]:
    line.refresh_from_db()
    return line.committed_krw, line.paid_krw, line.returned_krw


def papers(grant) -> list[tuple[str, bool]]:
    found = IssuedDocument.objects.filter(record_uid=grant.uid).order_by("pk")
    return [(paper.kind, paper.is_revoked) for paper in found]


def test_services_are_the_rows_of_the_table():
    assert set(services.TRANSITIONS) == {row.key for row in TABLE if row.step == "subsidies"}


# --- The request ----------------------------------------------------------------------------------------------


def test_request_support_splits_the_cost_and_keeps_how(grant, line):
    assert grant.state == GrantState.REQUESTED
    assert (grant.eligible_krw, grant.public_krw, grant.own_krw) == (7_462_687, 5_000_000, 2_462_687)
    assert grant.vat_krw == 746_268
    assert grant.rounding == "public_share_down_to_won"
    assert grant.line == line
    calculation = Calculation.objects.get(record_uid=grant.uid)
    assert (calculation.purpose, calculation.formula) == ("support_split", "funding/1")
    assert calculation.results["public_krw"] == 5_000_000
    assert entries(line) == []


def test_a_table_with_further_rules_is_followed_and_kept(case, measure, personas, round_2021):
    RateTable.objects.filter(pk=round_2021.rate_table_id).update(
        rounding=RateTable.Rounding.TEN_THOUSAND, own_cash_floor="0.1"
    )

    grant = grants.request(case, personas["owner"], [grants.cost_item(measure, 3_333_333)])

    # 3,333,333 x 0.67 = 2,233,333.11
    assert (grant.public_krw, grant.own_krw) == (2_230_000, 1_103_333)
    calculation = Calculation.objects.get(record_uid=grant.uid)
    assert calculation.formula == "funding/2"
    assert calculation.inputs["own_cash_floor"] == "0.100"
    assert calculation.results["own_cash_krw"] == 110_334


def test_less_than_the_smallest_award_is_refused_with_both_amounts(case, measure, personas, round_2021):
    round_2021.rate_table.rates.update(minimum_krw=1_000_000)

    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure, 1_000_000)])

    assert refused.value.code == "below_minimum"
    assert "670,000" in refused.value.message
    assert "1,000,000" in refused.value.message


def test_request_support_bumps_the_case_and_logs_an_event(case, measure, personas):
    grants.request(case, personas["owner"], [grants.cost_item(measure)])

    case.refresh_from_db()
    assert (case.version, case.stage) == (2, "improvement")


def test_ineligible_cost_and_vat_are_the_firms_alone(case, measure, personas):
    rows = [
        grants.cost_item(measure, 1_000_000),
        grants.cost_item(measure, 400_000, name="운반비", eligible=False),
    ]

    grant = grants.request(case, personas["owner"], rows)

    assert (grant.eligible_krw, grant.public_krw, grant.own_krw) == (1_000_000, 670_000, 330_000)
    assert (grant.ineligible_krw, grant.vat_krw) == (400_000, 140_000)


def test_a_firm_may_ask_for_less(case, measure, personas):
    grant = grants.request(
        case, personas["owner"], [grants.cost_item(measure, 7_462_687)], requested_krw=3_000_000
    )

    assert (grant.public_krw, grant.own_krw) == (3_000_000, 4_462_687)


@pytest.mark.parametrize(
    ("size", "expected"), [("small", 670_000), ("medium", 600_000), ("mid_size", 500_000)]
)
def test_the_rate_follows_the_firm_size(round_2021, firm, personas, size, expected):
    case = grants.improvement_case(round_2021, firm, personas["consultant"], size=size)
    measure = grants.accepted_measure(case, personas["consultant"])

    grant = grants.request(case, personas["owner"], [grants.cost_item(measure, 1_000_000)])

    assert grant.public_krw == expected


def test_the_rate_follows_the_grade_of_the_diagnosis(case, measure, personas):
    case.diagnosis_set.update(grade="C")

    grant = grants.request(case, personas["owner"], [grants.cost_item(measure, 10_000_000)])

    assert (grant.public_krw, grant.ceiling_krw) == (4_000_000, 4_000_000)


def test_no_support_for_a_large_firm(round_2021, firm, personas):
    case = grants.improvement_case(round_2021, firm, personas["consultant"], size="large")
    measure = grants.accepted_measure(case, personas["consultant"])

    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure)])

    assert refused.value.code == "no_support_rate"


def test_the_ceiling_counts_all_live_grants_of_the_firm(case, measure, personas):
    second = grants.accepted_measure(case, personas["consultant"], number=2)
    grants.request(case, personas["owner"], [grants.cost_item(measure, 6_000_000)])

    grant = grants.request(case, personas["owner"], [grants.cost_item(second, 6_000_000)])

    assert grant.public_krw == 5_000_000 - 4_020_000


def test_nothing_is_left_when_the_ceiling_is_used_up(case, grant, personas):
    second = grants.accepted_measure(case, personas["consultant"], number=2)

    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(second)])

    assert refused.value.code == "nothing_left_for_firm"
    assert Grant.objects.count() == 1


def test_a_measure_is_supported_once(case, measure, grant, personas):
    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure)])

    assert (refused.value.code, refused.value.field) == ("measure_supported_already", "cost_items.0.measure")


@pytest.mark.parametrize("state", ["proposed", "disputed", "declined", "pending"])
def test_only_accepted_measures_are_supported(case, measure, personas, state):
    type(measure).objects.filter(pk=measure.pk).update(state=state)

    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure)])

    assert refused.value.code == "measure_not_accepted"


def test_a_measure_of_another_case_is_unknown(case, round_2021, personas):
    firm, _owner = grants.firm_with_owner(9)
    other = grants.improvement_case(round_2021, firm, personas["consultant"], serial=9)
    foreign = grants.accepted_measure(other, personas["consultant"])

    with pytest.raises(BadData) as bad:
        grants.request(case, personas["owner"], [grants.cost_item(foreign)])

    assert list(bad.value.errors) == ["cost_items.0.measure"]


def test_support_waits_for_the_report(case, measure, personas):
    case.diagnosis_set.update(state="in_review")

    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure)])

    assert refused.value.code == "diagnosis_not_released"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supply_price_krw": 0, "vat_krw": 0}, "cost_items.0.supply_price_krw"),
        ({"supply_price_krw": 1_000_005, "vat_krw": 100_002}, "cost_items.0.vat_krw"),
        ({"supply_price_krw": -5}, "cost_items.0.supply_price_krw"),
        ({"supply_price_krw": 10.5}, "cost_items.0.supply_price_krw"),
        ({"name": ""}, "cost_items.0.name"),
    ],
)
def test_rows_that_cannot_stand_are_named(case, measure, personas, changes, field):
    with pytest.raises(BadData) as bad:
        grants.request(case, personas["owner"], [grants.cost_item(measure) | changes])

    assert list(bad.value.errors) == [field]


def test_nothing_eligible_is_refused(case, measure, personas):
    with pytest.raises(Refused) as refused:
        grants.request(case, personas["owner"], [grants.cost_item(measure, eligible=False)])

    assert refused.value.code == "nothing_eligible"


# --- Correction, review, rejection ----------------------------------------------------------------------------


def test_correction_is_asked_and_answered_with_new_items(grant, measure, personas):
    asked = services.request_correction(
        grant, Act(personas["reviewer"], comment="견적을 다시 내세요", data={"deadline": date(2021, 7, 24)})
    )
    assert asked.state == GrantState.CORRECTION

    answered = services.answer_correction(
        asked,
        Act(
            personas["owner"],
            comment="견적을 바꿨습니다",
            data={"cost_items": [grants.cost_item(measure, 1_000_000)]},
        ),
    )

    assert answered.state == GrantState.REQUESTED
    answered.refresh_from_db()
    assert (answered.eligible_krw, answered.public_krw) == (1_000_000, 670_000)
    assert [item.supply_price_krw for item in answered.cost_items.live()] == [1_000_000]
    assert answered.cost_items.count() == 2
    assert CorrectionRequest.objects.get().state == "answered"


def test_an_answer_without_items_leaves_them(grant, personas):
    services.request_correction(
        grant, Act(personas["approver"], comment="설명해 주세요", data={"deadline": date(2021, 7, 24)})
    )

    answered = services.answer_correction(grant, Act(personas["member"], comment="설명입니다"))

    assert answered.cost_items.live().count() == 1


def test_review_accepts_answers_and_names_the_reviewer(grant, personas):
    services.request_correction(
        grant, Act(personas["reviewer"], comment="설명", data={"deadline": date(2021, 7, 24)})
    )
    services.answer_correction(grant, Act(personas["owner"], comment="답"))

    reviewed = services.review(grant, Act(personas["reviewer"]))

    assert (reviewed.state, reviewed.reviewed_by) == (GrantState.REVIEWED, personas["reviewer"])
    assert CorrectionRequest.objects.get().state == "accepted"


def test_return_to_review_voids_the_review(grant, personas):
    services.review(grant, Act(personas["reviewer"]))

    returned = services.return_to_review(grant, Act(personas["approver"], comment="견적 비교가 없음"))

    returned.refresh_from_db()
    assert (returned.state, returned.reviewed_by) == (GrantState.REQUESTED, None)


def test_reject_frees_the_measure_and_reopen_takes_it_back(case, grant, measure, personas):
    rejected = services.reject(grant, Act(personas["approver"], comment="대상 아님"))
    assert rejected.state == GrantState.REJECTED

    reopened = services.reopen(grant, Act(personas["approver"], comment="다시 봅니다"))

    assert reopened.state == GrantState.REQUESTED
    assert reopened.public_krw == 5_000_000


def test_reopen_is_refused_when_the_measure_has_another_request(case, grant, measure, personas):
    services.reject(grant, Act(personas["approver"], comment="대상 아님"))
    grants.request(case, personas["owner"], [grants.cost_item(measure, 1_000_000)])

    with pytest.raises(Refused) as refused:
        services.reopen(grant, Act(personas["approver"], comment="다시"))

    assert refused.value.code == "measure_supported_already"
    grant.refresh_from_db()
    assert grant.state == GrantState.REJECTED


def test_reopen_splits_anew_within_what_is_left(case, grant, personas):
    services.reject(grant, Act(personas["approver"], comment="대상 아님"))
    second = grants.accepted_measure(case, personas["consultant"], number=2)
    grants.request(case, personas["owner"], [grants.cost_item(second, 3_000_000)])

    reopened = services.reopen(grant, Act(personas["approver"], comment="다시"))

    assert reopened.public_krw == 5_000_000 - 2_010_000


# --- The award ------------------------------------------------------------------------------------------------


def test_approve_awards_the_public_share_and_commits_it(approved, line, personas):
    assert (approved.state, approved.award_krw) == (GrantState.APPROVED, 5_000_000)
    assert approved.approved_by == personas["approver"]
    assert entries(line) == [("commit", 5_000_000)]
    assert balance(line) == (5_000_000, 0, 0)
    assert papers(approved) == [("award_letter", False)]


def test_a_smaller_award_raises_the_own_share(grant, personas, line):
    approved = grants.approved(grant, personas["reviewer"], personas["approver"], 4_000_000)

    assert (approved.award_krw, approved.own_share_krw) == (4_000_000, 3_462_687)
    assert entries(line) == [("commit", 4_000_000)]


@pytest.mark.parametrize(("amount", "code"), [(5_000_001, "above_public_share"), (0, "no_amount")])
def test_an_award_beyond_the_rules_is_refused(grant, personas, line, amount, code):
    services.review(grant, Act(personas["reviewer"]))

    with pytest.raises(Refused) as refused:
        services.approve(grant, Act(personas["approver"], data={"amount_krw": amount}))

    assert refused.value.code == code
    grant.refresh_from_db()
    assert (grant.state, entries(line)) == (GrantState.REVIEWED, [])


def test_an_exhausted_line_refuses_and_says_what_is_left(grant, personas, line):
    type(line).objects.filter(pk=line.pk).update(planned_krw=4_999_999)
    services.review(grant, Act(personas["reviewer"]))

    with pytest.raises(Refused) as refused:
        services.approve(grant, Act(personas["approver"]))

    assert refused.value.code == "line_exhausted"
    assert "4,999,999" in refused.value.message
    grant.refresh_from_db()
    assert (grant.state, grant.award_krw) == (GrantState.REVIEWED, None)
    assert not IssuedDocument.objects.exists()


def test_approve_looks_at_the_measure_again(grant, measure, personas):
    services.review(grant, Act(personas["reviewer"]))
    type(measure).objects.filter(pk=measure.pk).update(state="proposed")

    with pytest.raises(Refused) as refused:
        services.approve(grant, Act(personas["approver"]))

    assert refused.value.code == "measure_not_accepted"


def test_withdraw_approval_releases_and_revokes(approved, line, personas):
    withdrawn = services.withdraw_approval(approved, Act(personas["approver"], comment="금액 재검토"))

    withdrawn.refresh_from_db()
    assert (withdrawn.state, withdrawn.award_krw, withdrawn.approved_by) == (GrantState.REVIEWED, None, None)
    assert entries(line) == [("commit", 5_000_000), ("release", 5_000_000)]
    assert papers(withdrawn) == [("award_letter", True)]

    again = services.approve(withdrawn, Act(personas["approver"]))
    newest = IssuedDocument.objects.in_force().get(record_uid=again.uid)
    assert newest.replaces is not None


def test_cancel_releases_an_award(approved, line, personas):
    cancelled = services.cancel(approved, Act(personas["owner"], comment="투자 취소"))

    assert cancelled.state == GrantState.CANCELLED
    assert balance(line) == (0, 0, 0)
    assert papers(cancelled) == [("award_letter", True)]


def test_paid_money_is_not_undone(approved, personas):
    services.pay_advance(approved, Act(personas["approver"], data={"amount_krw": 1_000_000}))

    for act, actor in ((services.withdraw_approval, "approver"), (services.cancel, "owner")):
        with pytest.raises(Refused) as refused:
            act(approved, Act(personas[actor], comment="취소"))
        assert refused.value.code == "advance_paid"


def test_pay_advance_stays_within_the_award(approved, line, personas):
    paid = services.pay_advance(approved, Act(personas["reviewer"], data={"amount_krw": 3_000_000}))
    assert paid.paid_krw == 3_000_000

    with pytest.raises(Refused) as refused:
        services.pay_advance(approved, Act(personas["reviewer"], data={"amount_krw": 2_000_001}))

    assert refused.value.code == "above_award"
    assert balance(line) == (5_000_000, 3_000_000, 0)


# --- Evidence -------------------------------------------------------------------------------------------------


def test_evidence_is_added_withdrawn_and_numbered_once(approved, personas):
    (proof,) = grants.prove(approved, personas["member"])
    approved.refresh_from_db()
    version = approved.version

    with pytest.raises(BadData) as bad:
        grants.prove(approved, personas["member"])
    assert list(bad.value.errors) == ["number"]

    services.withdraw_evidence(proof, Act(personas["owner"], version=version))
    grants.prove(approved, personas["member"])

    assert Evidence.objects.live().count() == 1
    approved.refresh_from_db()
    assert approved.version == version + 2


def test_evidence_needs_the_version_that_was_seen(approved, personas):
    item = approved.cost_items.get()

    with pytest.raises(StaleVersion):
        services.add_evidence(item, Act(personas["owner"], version=1), file=grants.picture())


def test_only_the_firm_adds_evidence_and_only_after_the_award(grant, personas):
    item = grant.cost_items.get()

    with pytest.raises(NotAllowed):
        services.add_evidence(item, Act(personas["reviewer"]), file=grants.picture())
    with pytest.raises(WrongState):
        grants.prove(grant, personas["owner"])


def test_claim_needs_evidence_for_each_eligible_item(case, measure, personas):
    rows = [
        grants.cost_item(measure, 1_000_000),
        grants.cost_item(measure, 100_000, name="운반비", eligible=False),
    ]
    grant = grants.approved(
        grants.request(case, personas["owner"], rows), personas["reviewer"], personas["approver"]
    )
    with pytest.raises(Refused) as refused:
        services.claim(grant, Act(personas["owner"]))
    assert refused.value.code == "evidence_missing"

    services.add_evidence(
        CostItem.objects.get(eligible=True),
        Act(
            personas["owner"],
            data={
                "kind": "transfer",
                "number": "1",
                "supplier": "대성배관",
                "issued_on": "2021-07-14",
                "supply_price_krw": 1_000_000,
                "vat_krw": 100_000,
            },
        ),
        file=grants.picture(),
    )

    assert services.claim(grant, Act(personas["owner"])).state == GrantState.CLAIMED


def test_a_returned_claim_can_be_completed(approved, personas):
    grants.prove(approved, personas["owner"])
    services.claim(approved, Act(personas["owner"]))

    returned = services.return_claim(approved, Act(personas["approver"], comment="계좌이체 확인증 추가"))

    assert returned.state == GrantState.APPROVED
    grants.prove(returned, personas["owner"], number="B")


def test_striking_needs_a_reason(approved, personas):
    (proof,) = grants.prove(approved, personas["owner"])
    services.claim(approved, Act(personas["owner"]))
    data = {"evidence": str(proof.uid), "verdict": "struck"}

    with pytest.raises(BadData) as bad:
        services.judge_evidence(approved, Act(personas["reviewer"], data=data))
    assert list(bad.value.errors) == ["reason"]

    services.judge_evidence(approved, Act(personas["reviewer"], data=data | {"reason": "대상 아님"}))
    proof.refresh_from_db()
    assert (proof.verdict, proof.reason, proof.judged_by) == ("struck", "대상 아님", personas["reviewer"])


def test_evidence_of_another_grant_is_unknown(approved, personas, round_2021):
    firm, owner = grants.firm_with_owner(9)
    other = grants.improvement_case(round_2021, firm, personas["consultant"], serial=9)
    measure = grants.accepted_measure(other, personas["consultant"])
    foreign = grants.approved(
        grants.request(other, owner, [grants.cost_item(measure, 1_000_000)]),
        personas["reviewer"],
        personas["approver"],
    )
    (proof,) = grants.prove(foreign, owner)
    grants.prove(approved, personas["owner"])
    services.claim(approved, Act(personas["owner"]))

    with pytest.raises(BadData):
        services.judge_evidence(
            approved,
            Act(personas["reviewer"], data={"evidence": str(proof.uid), "verdict": "accepted"}),
        )


# --- Settlement -----------------------------------------------------------------------------------------------


def test_settle_pays_the_award_when_all_is_accepted(approved, line, personas):
    settled = grants.settled(approved, personas["owner"], personas["approver"])

    settled.refresh_from_db()
    assert (settled.state, settled.final_public_krw, settled.final_own_krw) == (
        GrantState.SETTLED,
        5_000_000,
        2_462_687,
    )
    assert (settled.paid_krw, settled.return_due_krw) == (5_000_000, 0)
    assert entries(line) == [("commit", 5_000_000), ("pay", 5_000_000)]
    assert papers(settled) == [("award_letter", False), ("settlement", False)]
    assert Calculation.objects.get(purpose="settlement").results["public_krw"] == 5_000_000


def test_settle_pays_in_proportion_and_releases_the_rest(approved, line, personas):
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)

    # 6,000,000 x 5,000,000 / 7,462,687 = 4,019,999.98: rounded down, the firm bears the rest.
    assert (settled.final_eligible_krw, settled.final_public_krw) == (6_000_000, 4_019_999)
    assert settled.final_own_krw == 1_980_001
    assert entries(line) == [("commit", 5_000_000), ("pay", 4_019_999), ("release", 980_001)]
    assert balance(line) == (4_019_999, 4_019_999, 0)


def test_more_than_the_item_is_never_eligible(approved, personas):
    settled = grants.settled(approved, personas["owner"], personas["approver"], 9_000_000)

    assert (settled.final_eligible_krw, settled.final_public_krw) == (7_462_687, 5_000_000)


def test_settle_waits_for_every_verdict(approved, personas):
    grants.prove(approved, personas["owner"])
    services.claim(approved, Act(personas["owner"]))

    with pytest.raises(Refused) as refused:
        services.settle(approved, Act(personas["approver"]))

    assert refused.value.code == "evidence_not_judged"


def test_an_advance_above_the_final_amount_comes_back(approved, line, personas):
    services.pay_advance(approved, Act(personas["approver"], data={"amount_krw": 4_500_000}))
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)

    assert (settled.final_public_krw, settled.return_due_krw) == (4_019_999, 480_001)
    assert settled.return_due_on == date(2021, 8, 13)
    # What was paid stays promised until it came back; only the unpaid rest is free at once.
    assert balance(line) == (4_500_000, 4_500_000, 0)

    part = services.record_return(settled, Act(personas["reviewer"], data={"amount_krw": 80_001}))
    assert (part.returned_krw, balance(line)) == (80_001, (4_500_000, 4_500_000, 80_001))

    with pytest.raises(Refused) as refused:
        services.record_return(settled, Act(personas["reviewer"], data={"amount_krw": 400_001}))
    assert refused.value.code == "above_return_due"

    services.record_return(settled, Act(personas["reviewer"], data={"amount_krw": 400_000}))
    assert balance(line) == (4_019_999, 4_500_000, 480_001)
    assert entries(line) == [
        ("commit", 5_000_000),
        ("pay", 4_500_000),
        ("release", 500_000),
        ("return", 80_001),
        ("return", 400_000),
        ("release", 480_001),
    ]


def test_all_struck_means_nothing_public(approved, line, personas):
    grants.prove(approved, personas["owner"])
    services.claim(approved, Act(personas["owner"]))
    grants.judge(approved, personas["reviewer"], "struck", "교부결정 이전 지출")

    settled = services.settle(approved, Act(personas["approver"]))

    assert (settled.final_public_krw, settled.final_own_krw) == (0, 0)
    assert balance(line) == (0, 0, 0)


def test_a_reopened_settlement_keeps_the_payment_and_commits_the_rest_again(approved, line, personas):
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)

    reopened = services.reopen_settlement(settled, Act(personas["approver"], comment="증빙 재검토"))

    reopened.refresh_from_db()
    assert (reopened.state, reopened.final_public_krw, reopened.settled_at) == (
        GrantState.CLAIMED,
        None,
        None,
    )
    assert reopened.paid_krw == 4_019_999
    assert balance(line) == (5_000_000, 4_019_999, 0)
    assert papers(reopened) == [("award_letter", False), ("settlement", True)]

    grants.judge(reopened, personas["reviewer"], "struck", "중복 청구")
    again = services.settle(reopened, Act(personas["approver"]))

    assert (again.final_public_krw, again.return_due_krw) == (0, 4_019_999)
    assert entries(line) == [
        ("commit", 5_000_000),
        ("pay", 4_019_999),
        ("release", 980_001),
        ("commit", 980_001),
        ("release", 980_001),
    ]


def test_a_settlement_is_not_reopened_when_its_money_is_promised_to_others(approved, line, personas):
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)
    type(line).objects.filter(pk=line.pk).update(planned_krw=4_019_999)

    with pytest.raises(Refused) as refused:
        services.reopen_settlement(settled, Act(personas["approver"], comment="재검토"))

    assert refused.value.code == "line_exhausted"
    settled.refresh_from_db()
    assert settled.state == GrantState.SETTLED


def test_a_settlement_stands_once_money_came_back(approved, personas):
    services.pay_advance(approved, Act(personas["approver"], data={"amount_krw": 5_000_000}))
    settled = grants.settled(approved, personas["owner"], personas["approver"], 6_000_000)
    services.record_return(settled, Act(personas["approver"], data={"amount_krw": 1}))

    with pytest.raises(Refused) as refused:
        services.reopen_settlement(settled, Act(personas["approver"], comment="재검토"))

    assert refused.value.code == "return_recorded"


@pytest.mark.parametrize("stage", ["outcome", "completed", "dropped"])
def test_money_is_not_decided_after_step_three(approved, case, personas, stage):
    settled = grants.settled(approved, personas["owner"], personas["approver"])
    type(case).objects.filter(pk=case.pk).update(stage=stage)

    with pytest.raises(Refused) as refused:
        services.reopen_settlement(settled, Act(personas["approver"], comment="재검토"))

    assert refused.value.code == "stage_passed"
