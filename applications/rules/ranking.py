"""The ranked list of a committee with the line that money and quotas draw, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from accounts.models import User
from applications.models import (
    Application,
    Committee,
    CriterionVerdict,
    Evaluation,
    Review,
    ReviewAssignment,
    SelectionDecision,
)
from applications.rules.committee import OPEN_STATES, judged_by
from calculations import ranking
from calculations.ranking import CasePoints, Place, Spread
from ledger.models import FundingLine
from programs.models import Criterion, ScoringCriterion
from workflow.states import ENDED_STAGES, ApplicationState

HOLDS = (ApplicationState.SELECTED, ApplicationState.AGREED)


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list."""

    application: Application
    place: Place
    points: CasePoints | None
    by_evaluator: dict[int, Decimal]
    comments: tuple[Review, ...]
    bonus: tuple[CriterionVerdict, ...]
    priorities: tuple[CriterionVerdict, ...]
    decision: SelectionDecision | None
    awaited: int
    conflicted: frozenset[int]

    @property
    def case(self):
        return self.application.case

    @property
    def is_open(self) -> bool:
        """Whether it may still be decided."""
        return self.application.state in OPEN_STATES

    @property
    def proposal(self) -> str:
        """What rank, money and quota propose; nothing while nobody scored."""
        if self.place.stopped_by == "no_points":
            return ""
        return "select" if self.place.fits else "reserve"


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A funding line with what it has left, in won, and how many fees that pays."""

    line: FundingLine
    left_krw: int
    fees: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows in order, the lines that pay, the free places of regions with a quota, and the evaluators."""

    rows: tuple[Row, ...]
    fee_krw: int
    lines: tuple[LineLeft, ...]
    quota_left: dict[str, int]
    evaluators: tuple[User, ...]
    evaluator_z: dict[int, Decimal | None]
    criteria: tuple[tuple[ScoringCriterion, Spread], ...]

    @property
    def cut_after(self) -> str:
        """The key of the last open row that fits; empty when none does."""
        fitting = [row.place.candidate.key for row in self.rows if row.is_open and row.place.fits]
        return fitting[-1] if fitting else ""

    @property
    def next_reserve(self) -> Row | None:
        """Who comes next when money and place are free again: the first on the released reserve list that fits."""
        waiting = [
            row
            for row in self.rows
            if row.application.state == ApplicationState.RESERVE
            and row.decision is not None
            and row.decision.released_at is not None
            and row.place.fits
        ]
        return min(waiting, key=lambda row: row.decision.rank if row.decision else 0, default=None)


def rank(committee: Committee) -> Ranking:
    """The list as it stands now."""
    applications = list(
        judged_by(committee).select_related("case__organisation", "case__site", "case__region", "case__round")
    )
    reviews = _final_reviews(committee)
    verdicts = _extra_verdicts(applications)
    lines = _lines(committee, applications)
    quota_left = _quota_left(committee)
    points = {a.case_id: _points(committee, reviews.get(a.case_id, ())) for a in applications}
    candidates = [
        _candidate(committee, a, points[a.case_id], verdicts.get(a.pk, ()), lines) for a in applications
    ]
    places = ranking.ranked(
        candidates,
        fee_krw=committee.round.diagnosis_fee_krw,
        left_krw={line.code: max(line.left_krw, 0) for line in lines.values()},
        quota_left=quota_left,
        priority_first=committee.priority_first,
    )
    rows = _rows(committee, applications, places, points, reviews, verdicts)
    people = _people(committee)
    totals = {
        str(case_id): {str(r.assignment.evaluator_id): r.points for r in found if r.points is not None}
        for case_id, found in reviews.items()
    }
    z = {int(key): value for key, value in ranking.evaluator_z(totals).items()}
    return Ranking(
        rows,
        committee.round.diagnosis_fee_krw,
        _left(committee, lines.values()),
        quota_left,
        people,
        {person.pk: z.get(person.pk) for person in people},
        _criteria(committee, reviews),
    )


def _final_reviews(committee: Committee) -> dict[int, list[Review]]:
    found: dict[int, list[Review]] = defaultdict(list)
    finals = Review.objects.filter(
        assignment__committee=committee, assignment__removed_at=None, state=Review.State.FINAL
    ).exclude(assignment__has_conflict=True)
    for review in finals.select_related("assignment__evaluator").prefetch_related("marks__criterion"):
        found[review.assignment.case_id].append(review)
    return found


def _extra_verdicts(applications: Collection[Application]) -> dict[int, list[CriterionVerdict]]:
    """Bonus and priority lines of each application's latest evaluation that stand as met."""
    evaluations = Evaluation.objects.filter(application__in=[a.pk for a in applications]).order_by("pk")
    latest = dict(evaluations.values_list("application_id", "pk"))
    kinds = (Criterion.Kind.BONUS, Criterion.Kind.PRIORITY)
    found: dict[int, list[CriterionVerdict]] = defaultdict(list)
    owner = {pk: application for application, pk in latest.items()}
    rows = CriterionVerdict.objects.filter(evaluation__in=latest.values(), criterion__kind__in=kinds)
    for verdict in rows.select_related("criterion").order_by("criterion__position"):
        if verdict.stands_met:
            found[owner[verdict.evaluation_id]].append(verdict)
    return found


def _lines(committee: Committee, applications: Iterable[Application]) -> dict[int, FundingLine]:
    """The line that pays each region's diagnoses: its own, else the round's (as rules.diagnosis_line)."""
    lines = list(
        FundingLine.objects.filter(round=committee.round_id, purpose=FundingLine.Purpose.DIAGNOSIS).order_by(
            "code"
        )
    )
    shared = next((line for line in lines if line.region_id is None), None)
    regions = {a.case.region_id for a in applications}
    found = {region: next((line for line in lines if line.region_id == region), shared) for region in regions}
    return {region: line for region, line in found.items() if line is not None}


def _quota_left(committee: Committee) -> dict[str, int]:
    """Free places by region code, of regions that have a quota."""
    if committee.round.is_test:
        return {}
    taken = dict(
        Application.objects.filter(state__in=HOLDS, case__round=committee.round_id, case__is_test=False)
        .exclude(case__stage__in=ENDED_STAGES)
        .order_by()
        .values_list("case__region__code")
        .annotate(count=Count("pk"))
    )
    parts = committee.round.parts.exclude(quota_firms=None).values_list("region__code", "quota_firms")
    return {code: max(quota - taken.get(code, 0), 0) for code, quota in parts}


def _points(committee: Committee, reviews: Collection[Review]) -> CasePoints | None:
    if not committee.is_scored:
        return None
    sheet = committee.round.scoring_sheet
    return ranking.case_points(
        [review.points for review in reviews if review.points is not None],
        drops_extremes=bool(sheet and sheet.drops_extremes),
    )


def _candidate(
    committee: Committee,
    application: Application,
    points: CasePoints | None,
    verdicts: Collection[CriterionVerdict],
    lines: Mapping[int, FundingLine],
) -> ranking.Candidate:
    case = application.case
    line = lines.get(case.region_id)
    held = application.state in HOLDS
    return ranking.Candidate(
        key=str(case.number),
        points=points.points if points else None if committee.is_scored else Decimal(0),
        bonus=sum((v.criterion.bonus_points for v in verdicts), Decimal(0)),
        priorities=sum(v.criterion.kind == Criterion.Kind.PRIORITY for v in verdicts),
        submitted_at=case.submitted_at or case.created_at,
        line=line.code if line else None,
        region=case.region_code,
        standing=("held" if held else "" if application.state in OPEN_STATES else "out"),
    )


def _rows(
    committee: Committee,
    applications: Iterable[Application],
    places: Iterable[Place],
    points: Mapping[int, CasePoints | None],
    reviews: Mapping[int, list[Review]],
    verdicts: Mapping[int, list[CriterionVerdict]],
) -> tuple[Row, ...]:
    by_number = {str(a.case.number): a for a in applications}
    decisions = {d.case_id: d for d in committee.decisions.current().select_related("decided_by")}
    awaited, conflicted = _waiting(committee)
    found = []
    for place in places:
        application = by_number[place.candidate.key]
        case_id = application.case_id
        decision = decisions.get(case_id)
        if decision is not None:
            decision.case = application.case
        extra = verdicts.get(application.pk, [])
        own = reviews.get(case_id, [])
        found.append(
            Row(
                application,
                place,
                points[case_id],
                {r.assignment.evaluator_id: r.points for r in own if r.points is not None},
                tuple(own),
                tuple(v for v in extra if v.criterion.kind == Criterion.Kind.BONUS),
                tuple(v for v in extra if v.criterion.kind == Criterion.Kind.PRIORITY),
                decision,
                awaited.get(case_id, 0),
                frozenset(conflicted.get(case_id, ())),
            )
        )
    return tuple(found)


def _waiting(committee: Committee) -> tuple[dict[int, int], dict[int, set[int]]]:
    """How many final reviews each case still waits for, and who declared a conflict about it."""
    awaited: dict[int, int] = defaultdict(int)
    conflicted: dict[int, set[int]] = defaultdict(set)
    rows = ReviewAssignment.objects.filter(committee=committee).current()
    for case_id, evaluator, conflict, state in rows.values_list(
        "case_id", "evaluator_id", "has_conflict", "review__state"
    ):
        if conflict:
            conflicted[case_id].add(evaluator)
        elif state not in (Review.State.FINAL, Review.State.ABSTAINED):
            awaited[case_id] += 1
    return awaited, conflicted


def _people(committee: Committee) -> tuple[User, ...]:
    members = committee.members.current().select_related("user").order_by("pk")
    return tuple(member.user for member in members)


def _left(committee: Committee, lines: Iterable[FundingLine]) -> tuple[LineLeft, ...]:
    fee = committee.round.diagnosis_fee_krw
    distinct = {line.code: line for line in lines}
    return tuple(
        LineLeft(line, line.left_krw, max(line.left_krw, 0) // fee if fee else None)
        for _code, line in sorted(distinct.items())
    )


def _criteria(
    committee: Committee, reviews: Mapping[int, list[Review]]
) -> tuple[tuple[ScoringCriterion, Spread], ...]:
    """The marks on each criterion over all cases and evaluators; of the sheets that were scored on."""
    marks: dict[ScoringCriterion, list[Decimal]] = defaultdict(list)
    for review in (one for found in reviews.values() for one in found):
        for mark in review.marks.all():
            if mark.mark is not None:
                marks[mark.criterion].append(mark.mark)
    ordered = sorted(marks, key=lambda criterion: (criterion.sheet_id, criterion.position))
    return tuple((criterion, ranking.spread(marks[criterion])) for criterion in ordered)
