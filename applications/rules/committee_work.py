"""What waits for whom in the committees, for the home page and the lists: a constant number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import SCOPE_ROLES, Role
from applications.models import Application, Committee, ReviewAssignment, SelectionDecision
from workflow.states import ApplicationState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluator is on a committee: cases to declare, to score, and done."""

    committee: Committee
    to_declare: int
    to_score: int
    done: int

    @property
    def total(self) -> int:
        """Cases that are or may become theirs to score; declared conflicts are out."""
        return self.to_declare + self.to_score + self.done

    @property
    def due_on(self) -> date | None:
        return self.committee.due_on

    @property
    def is_waiting(self) -> bool:
        return self.committee.is_open_for_scores and bool(self.to_declare or self.to_score)


FINISHED = Q(review__state__in=("final", "abstained"))


def own_progress(user: User) -> list[Progress]:
    """An evaluator's committees, those that wait first."""
    places = ReviewAssignment.objects.of_evaluator(user).exclude(has_conflict=True)
    sums = {
        row["committee"]: row
        for row in places.order_by()
        .values("committee")
        .annotate(
            to_declare=Count("pk", filter=Q(declared_at=None)),
            to_score=Count("pk", filter=Q(has_conflict=False) & ~FINISHED),
            done=Count("pk", filter=Q(has_conflict=False) & FINISHED),
        )
    }
    committees = Committee.objects.filter(pk__in=sums).select_related("round__program", "region")
    found = [
        Progress(one, sums[one.pk]["to_declare"], sums[one.pk]["to_score"], sums[one.pk]["done"])
        for one in committees
    ]
    return sorted(found, key=lambda one: (not one.is_waiting, one.due_on or date.max, -one.committee.pk))


def progress_on(committee: Committee, user: User) -> Progress:
    """The same for one committee."""
    own = committee.assignments.current().filter(evaluator=user).exclude(has_conflict=True)
    sums = own.aggregate(
        to_declare=Count("pk", filter=Q(declared_at=None)),
        to_score=Count("pk", filter=Q(has_conflict=False) & ~FINISHED),
        done=Count("pk", filter=Q(has_conflict=False) & FINISHED),
    )
    return Progress(committee, **sums)


def with_vacancies(committees: QuerySet[Committee]) -> QuerySet[Committee]:
    """Committees with a selected firm that gave up while somebody waits on the reserve list."""
    decided = SelectionDecision.objects.filter(committee=OuterRef("pk"), replaced_at=None)
    applications = Application.objects.filter(case=OuterRef("case"))
    gone = decided.filter(decision="select").exclude(released_at=None)
    gone = gone.filter(Exists(applications.filter(state=ApplicationState.WITHDRAWN)))
    waiting = decided.filter(decision="reserve").exclude(released_at=None)
    waiting = waiting.filter(Exists(applications.filter(state=ApplicationState.RESERVE)))
    return committees.filter(Exists(gone), Exists(waiting))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the home page shows of committees."""

    progress: list[Progress]
    vacancies: list[Committee]
    staged: list[Committee]

    def __bool__(self) -> bool:
        return bool(self.progress or self.vacancies or self.staged)


def waiting_for(user: User) -> Waiting:
    """Declarations and scores of an evaluator; vacancies and results to release of who releases them."""
    progress = []
    if user.has_role(Role.EVALUATOR):
        progress = [one for one in own_progress(user) if one.is_waiting]
    if not user.has_role(*SCOPE_ROLES) or not user.has_perm("committee.release"):
        return Waiting(progress, [], [])
    own = Committee.objects.overseen_by(user).select_related("round")
    staged = own.filter(state="deciding").filter(
        Exists(
            SelectionDecision.objects.staged().filter(committee=OuterRef("pk")).exclude(error_code="ended")
        )
    )
    return Waiting(progress, list(with_vacancies(own)), list(staged))
