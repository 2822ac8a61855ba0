"""Committees with people and screened cases, for the tests of the selection."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.roles import Role
from applications import services as step1
from applications.models import Application, Committee, ReviewAssignment
from applications.services import committee as services
from programs.models import Round, ScoringCriterion, ScoringSheet
from tests.factories import accounts as people
from tests.factories import applicants
from workflow.acts import Act
from workflow.models import Case
from workflow.states import ApplicationState, CaseStage

WEIGHTS = (Decimal(40), Decimal(30), Decimal(30))


@dataclass
class World:
    """A round selected by a committee: the cases that passed screening, the evaluators, the officials."""

    round: Round
    cases: list[Case]
    evaluators: list[User]
    approver: User
    committee: Committee

    def places(self, evaluator: User | None = None) -> list[ReviewAssignment]:
        rows = self.committee.assignments.current().order_by("pk")
        return list(rows.filter(evaluator=evaluator) if evaluator else rows)

    def fresh(self) -> Committee:
        return Committee.objects.get(pk=self.committee.pk)

    def act(self, **fields: Any) -> Act:
        return Act(self.approver, **fields)


def sheet(*, drops: bool = False) -> ScoringSheet:
    made = ScoringSheet.objects.create(
        code="test-sheet",
        version=1,
        name_ko="시험 평가표",
        drops_extremes=drops,
        source="test",
        confidence="demo",
    )
    for position, weight in enumerate(WEIGHTS, start=1):
        ScoringCriterion.objects.create(
            sheet=made, position=position, name_ko=f"기준 {position}", weight=weight, scale=5
        )
    return made


def screened(round_: Round, serial: int, **fields: Any) -> Case:
    """A case that passed screening, evaluated by the real rules."""
    case = applicants.applied(round_, serial, **fields)
    Case.objects.filter(pk=case.pk).update(stage=CaseStage.SELECTION, scoring_sheet=round_.scoring_sheet)
    Application.objects.filter(case=case).update(state=ApplicationState.SCREENED)
    case.refresh_from_db()
    return case


def evaluator(number: int, round_: Round) -> User:
    person = people.user(f"evaluator{number}@example.com", f"평가위원{number}")
    people.member(person, Role.EVALUATOR, program=round_.program.code)
    return person


def world(
    round_: Round,
    approver: User,
    *,
    cases: int = 3,
    evaluators: int = 3,
    blind: bool = False,
    drops: bool = False,
    official: bool = False,
    first_serial: int = 11,
) -> World:
    """Open a committee with its members; nothing is assigned yet."""
    if not official:
        round_.selected_by = Round.SelectedBy.COMMITTEE
        round_.scoring_sheet = sheet(drops=drops)
        round_.save()
    made = [screened(round_, serial) for serial in range(first_serial, first_serial + cases)]
    members = [evaluator(number, round_) for number in range(1, evaluators + 1)]
    per_case = min(3, evaluators) or 1
    data = {"name": "시험 위원회", "is_blind": blind, "per_case": per_case}
    committee = services.open_committee(round_, None, Act(approver, data=data))
    if not official:
        services.add_members(committee, [one.email for one in members], Act(approver))
    return World(round_, made, members, approver, committee)


def begun(world_: World) -> World:
    """Everything distributed and opened to the evaluators."""
    services.distribute(world_.committee, world_.act())
    services.begin(world_.committee, world_.act())
    world_.committee.refresh_from_db()
    return world_


def cleared(place: ReviewAssignment) -> ReviewAssignment:
    """Declared free of conflicts by the evaluator."""
    place.evaluator.__dict__.pop("current_memberships", None)
    return services.declare(place, Act(place.evaluator, data={"has_conflict": False, "pledge": True}))


def marks(*values: int | str | None) -> dict[int, dict[str, Any]]:
    return {position: {"mark": value, "comment": ""} for position, value in enumerate(values, start=1)}


def scored(place: ReviewAssignment, *values: int | str) -> None:
    """A final review with these marks."""
    if place.declared_at is None:
        cleared(place)
    services.save_review(place, Act(place.evaluator, data={"marks": marks(*values), "final": True}))


def decided_world(world_: World) -> World:
    """Every place scored: the first case best, the next ones each a little lower; the scores closed."""
    if not world_.places():
        begun(world_)
    order = {case.pk: number for number, case in enumerate(world_.cases)}
    for place in world_.places():
        low = order[place.case_id]
        scored(place, max(5 - low, 0), max(5 - low, 0), 5 - low % 2)
    services.close(world_.committee, world_.act())
    world_.committee.refresh_from_db()
    return world_


def submit_withdrawal(case: Case, owner: User) -> None:
    application = Application.objects.get(case=case)
    step1.withdraw(application, Act(owner, comment="사정이 생겨 포기합니다."))
