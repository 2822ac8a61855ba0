"""Ansan 2012 up to its committee: thirty firms apply, each is visited, two evaluators have scored.

What is left is the committee's afternoon: the demo's evaluator declares and scores, the approver ranks, decides and
releases (``finish`` does the same by the services).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from applications import rules, services
from applications.models import Application, Committee, ReviewAssignment, SelectionDecision
from applications.services import committee as committees
from journal import clock
from portal.demo import applying, people
from portal.demo.data import DemoFirm, ansan
from portal.demo.people import ADMIN, ANSAN_APPROVER, ANSAN_REVIEWER, EVALUATOR, EVALUATORS, DemoAccount
from portal.demo.scene import Report, act, at, scan
from portal.setup import lifecycle
from programs.models import Round
from programs.services import Edit
from workflow.acts import Act
from workflow.states import ApplicationState as State

YEAR = 2012
FINDINGS = (
    "공정 배치와 계측 상태를 확인하였고 개선 여지가 큽니다.",
    "설비가 비교적 새것이나 압축공기와 단열에 개선 여지가 있습니다.",
    "자료 관리가 잘 되어 있어 진단 효과가 빠를 것으로 보입니다.",
)
TEXT = "평가 결과를 확인하고 순위에 따라 20개사를 선정하기로 의결함."


def play(round_: Round, admin: User, report: Report) -> Committee:
    """Until the committee sits; each act once."""
    staff = {**people.ansan_staff(), ADMIN: admin}
    if round_.status == Round.Status.DRAFT:
        with at(9, 28, 9, year=YEAR):
            round_ = lifecycle.perform(round_, "open", Edit(admin))
    for turn, firm in enumerate(ansan()):
        with at(10, 15, 9, turn=turn, year=YEAR), transaction.atomic():
            owner, site = applying.register(firm, firm.email)
            application = applying.draft(round_, firm, owner, site)
        if application.state == State.DRAFT:
            with at(10, 16, 9, turn=turn, year=YEAR):
                services.submit(application, act(owner))
    if round_.status == Round.Status.OPEN:
        with at(11, 1, 9, year=YEAR):
            round_ = lifecycle.perform(round_, "close", Edit(admin, reason="접수 기간이 끝났습니다."))
    for turn, firm in enumerate(ansan()):
        _screen_and_visit(_application(round_, firm), turn, staff[ANSAN_REVIEWER])
    committee = Committee.objects.filter(round=round_).first() or _sit(round_, staff)
    report("30 firms applied in Ansan and were visited; the committee scores")
    return committee


def _application(round_: Round, firm: DemoFirm) -> Application:
    return Application.objects.with_page_data().get(
        case__round=round_, case__organisation__name_ko=firm.name_ko
    )


def _screen_and_visit(application: Application, turn: int, reviewer: User) -> None:
    if application.state == State.SUBMITTED:
        with at(11, 5, 9, turn=turn, year=YEAR):
            application = services.screen(application, act(reviewer))
    if not application.site_checks.exists():
        with at(11, 12, 9, turn=turn, year=YEAR):
            finding = FINDINGS[turn % len(FINDINGS)]
            services.record_site_check(
                application, act(reviewer, visited_on=clock.today(), findings=finding, recommended=True)
            )


def _sit(round_: Round, staff: dict[DemoAccount, User]) -> Committee:
    """Every evaluator has every case; all but the demo's evaluator have declared and scored."""
    approver = staff[ANSAN_APPROVER]
    with at(11, 19, 9, year=YEAR):
        committee = committees.open_committee(
            round_, None, act(approver, name="2012년 선정평가위원회", per_case=len(EVALUATORS))
        )
        committees.add_members(committee, [account.email for account in EVALUATORS], act(approver))
        committees.distribute(committee, act(approver))
        committee = committees.begin(committee, act(approver))
    for account in EVALUATORS[1:]:
        with at(11, 20, 9, year=YEAR):
            score_all(committee, staff[account])
    return committee


def score_all(committee: Committee, evaluator: User) -> None:
    """Declare no conflict and score every case of one evaluator, differently but always the same."""
    places = ReviewAssignment.objects.filter(committee=committee, evaluator=evaluator, declared_at=None)
    for place in places.select_related("case__scoring_sheet", "committee__round").order_by("pk"):
        cleared = committees.declare(place, act(evaluator, has_conflict=False, pledge=True))
        marks = {
            criterion.position: {"mark": _mark(place.pk, criterion.position, criterion.scale)}
            for criterion in committees.criteria_of(cleared)
        }
        committees.save_review(cleared, act(evaluator, marks=marks, final=True))


def _mark(place: int, position: int, scale: int) -> Decimal:
    return Decimal(1 + (place * 7 + position * 3) % scale)


def finish(committee: Committee) -> None:
    """The committee's afternoon and what follows: decisions, letters, the confirmed plan, agreements."""
    staff = people.ansan_staff()
    approver = staff[ANSAN_APPROVER]
    with at(11, 21, 14, year=YEAR):
        score_all(committee, staff[EVALUATOR])
        closed = committees.close(committee, act(approver))
        committees.take_proposal(closed, act(approver))
        committees.write_minutes(
            closed,
            act(approver, held_on=clock.today(), place="안산시청", attendees="위원 3명", text=TEXT),
        )
        committees.release(closed, Act(approver))
    with at(12, 3, 10, year=YEAR):
        plan = act(approver, confirmed_on=date(YEAR, 12, 3), votes_for=3, votes_against=0, minutes=TEXT)
        committees.confirm_plan(committee.round, None, scan("사업계획서", ansan()[0]), plan)
    chosen = SelectionDecision.objects.filter(committee=committee, decision="select").select_related("case")
    for turn, decision in enumerate(chosen):
        with at(12, 10, 10, turn=turn, year=YEAR):
            application = Application.objects.with_page_data().get(case=decision.case)
            _agree(application, approver)


def _agree(application: Application, approver: User) -> None:
    prepared = services.prepare_agreement(application, act(approver))
    assert rules.agreement_in_force(prepared) is not None
    services.attach_signed_copy(
        prepared,
        scan("협약서(서명본)", replace(ansan()[0], name_ko=str(prepared.case.organisation))),
        act(approver),
    )
    services.agree(prepared, act(approver))
