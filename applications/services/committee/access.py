"""What an evaluator sees of a case, as the participants of the case keep it."""

from collections.abc import Iterable

from accounts.models import User
from accounts.roles import Role
from applications.models import Committee, ReviewAssignment
from journal import clock
from workflow.models import CaseParticipant


def grant(assignment: ReviewAssignment) -> None:
    """Let the evaluator see the case. In a blind committee nobody takes part by name: see rules.redaction."""
    if assignment.committee.is_blind:
        return
    CaseParticipant.objects.get_or_create(
        case_id=assignment.case_id,
        user_id=assignment.evaluator_id,
        role=Role.EVALUATOR,
        until=None,
        defaults={"since": clock.now()},
    )


def bar(assignment: ReviewAssignment) -> None:
    """Record the conflict of interest with the case: it is never shown to this person again."""
    CaseParticipant.objects.update_or_create(
        case_id=assignment.case_id,
        user_id=assignment.evaluator_id,
        role=Role.EVALUATOR,
        until=None,
        defaults={"conflict_of_interest": True},
    )


def end(cases: Iterable[int], user: User) -> None:
    """Take the cases away again; a declared conflict stays as it is."""
    now = clock.now()
    CaseParticipant.objects.filter(
        case__in=list(cases), user=user, role=Role.EVALUATOR, until=None, conflict_of_interest=False
    ).update(until=now)


def end_all(committee: Committee) -> None:
    """With the release nobody judges any more: the cases are taken away from every evaluator."""
    held = committee.assignments.current().filter(has_conflict=False)
    by_user: dict[User, list[int]] = {}
    for place in held.select_related("evaluator"):
        by_user.setdefault(place.evaluator, []).append(place.case_id)
    for user, cases in by_user.items():
        end(cases, user)
