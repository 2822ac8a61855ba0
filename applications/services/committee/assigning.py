"""Which evaluator reads which case: by hand, by a list, or spread evenly."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Committee, ReviewAssignment
from applications.rules import committee as rules
from applications.rules import conflicts
from applications.services.committee import access
from applications.services.committee.committees import lock, record, save
from calculations import ranking
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, Refused
from workflow.models import Case

State = Committee.State


@dataclass(frozen=True, slots=True)
class Spread:
    """What a distribution came to: new places, and the numbers of cases that stay short of evaluators."""

    made: int
    short: tuple[str, ...]


@transaction.atomic
def assign(committee: Committee, pairs: Iterable[tuple[Case, User]], act: Act) -> list[ReviewAssignment]:
    """Give cases to evaluators. Who has a case already keeps it; a conflict that can be seen is refused.

    Raises BadData that names each pair that does not go: then none was made. Effects: places, one event.
    """
    fresh = _lock(committee, act)
    wanted = list(dict.fromkeys((case.pk, user.pk) for case, user in pairs))
    _require_possible(fresh, wanted)
    return _assign(fresh, wanted, act)


@transaction.atomic
def distribute(committee: Committee, act: Act) -> Spread:
    """Fill every case up to ``per_case`` evaluators, the least loaded first, around the conflicts that are known.

    The same state gives the same places. Places that somebody holds stay; a declared conflict freed its place, and
    that person never gets the case again.
    """
    fresh = _lock(committee, act)
    applications = list(rules.to_assign(fresh).select_related("case__organisation"))
    people = [member.user for member in fresh.members.current().select_related("user")]
    if not people:
        raise Refused("no_members", _("Add evaluators to the committee first."))
    held, barred = _held(fresh, applications, people)
    pairs, short = ranking.distributed(
        [str(a.case_id) for a in applications],
        [str(person.pk) for person in people],
        per_case=fresh.per_case,
        taken=held,
        barred=barred,
    )
    made = _assign(fresh, [(int(pair.case), int(pair.evaluator)) for pair in pairs], act)
    numbers = {str(a.case_id): str(a.case.number) for a in applications}
    return Spread(len(made), tuple(sorted(numbers[key] for key in short)))


@transaction.atomic
def replace_assignments(
    committee: Committee, pairs: Collection[tuple[Case, User]], act: Act
) -> tuple[int, int]:
    """Make the places what a list says; returns how many were added and how many taken back.

    Whoever declared something keeps the place, also where the list leaves it out: taking that back is an act of its
    own with a reason (``unassign``).
    """
    fresh = _lock(committee, act)
    wanted = {(case.pk, user.pk) for case, user in pairs}
    current = {(a.case_id, a.evaluator_id): a for a in fresh.assignments.current()}
    new = sorted(wanted - current.keys())
    _require_possible(fresh, new)
    gone = [a for key, a in current.items() if key not in wanted and a.declared_at is None]
    fresh.assignments.filter(pk__in=[a.pk for a in gone]).update(removed_at=clock.now())
    made = _assign(fresh, new, act)
    if gone and not made:
        save(fresh)
    if gone:
        record("committee.unassign", fresh, act, before={"places": len(gone)})
    return len(made), len(gone)


@transaction.atomic
def unassign(assignment: ReviewAssignment, act: Act) -> None:
    """Take a place back; after a declaration only with a reason. What was scored no longer counts."""
    fresh = _lock(assignment.committee, act)
    place = fresh.assignments.current().select_related("evaluator").filter(pk=assignment.pk).first()
    if place is None:
        raise Refused("not_assigned", _("This place was taken back already."))
    if place.declared_at and not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    ReviewAssignment.objects.filter(pk=place.pk).update(removed_at=clock.now())
    access.end([place.case_id], place.evaluator)
    save(fresh)
    before = {"case": str(place.case), "evaluator": place.evaluator.email}
    record("committee.unassign", fresh, act, before=before)


def _lock(committee: Committee, act: Act) -> Committee:
    fresh = lock(committee, act, "committee.manage")
    rules.require_state(fresh, State.PREPARING, State.SCORING)
    return fresh


def _assign(committee: Committee, pairs: Collection[tuple[int, int]], act: Act) -> list[ReviewAssignment]:
    taken = set(committee.assignments.current().values_list("case_id", "evaluator_id"))
    now = clock.now()
    made = ReviewAssignment.objects.bulk_create(
        ReviewAssignment(
            committee=committee, case_id=case, evaluator_id=user, assigned_by=act.actor, assigned_at=now
        )
        for case, user in pairs
        if (case, user) not in taken
    )
    if made:
        save(committee)
        record("committee.assign", committee, act, after={"places": len(made)})
    return made


def _held(
    committee: Committee, applications: Collection[Application], people: Collection[User]
) -> tuple[dict[str, frozenset[str]], frozenset[tuple[str, str]]]:
    """Who holds which case, and which pairs never come together."""
    held: dict[str, set[str]] = {}
    declared: set[tuple[str, str]] = set()
    for case, evaluator, conflict in committee.assignments.current().values_list(
        "case_id", "evaluator_id", "has_conflict"
    ):
        if conflict:
            declared.add((str(case), str(evaluator)))
        else:
            held.setdefault(str(case), set()).add(str(evaluator))
    seen = conflicts.barred(conflicts.seen(applications, people, committee))
    barred = declared | {(str(case), str(user)) for case, user in seen}
    return {case: frozenset(holders) for case, holders in held.items()}, frozenset(barred)


def _require_possible(committee: Committee, pairs: Collection[tuple[int, int]]) -> None:
    """Each case is one of the committee's, each person a member, and nothing stands between them."""
    applications = {a.case_id: a for a in rules.to_assign(committee).select_related("case__organisation")}
    people = {m.user_id: m.user for m in committee.members.current().select_related("user")}
    concerned = {case for case, _user in pairs}
    seen = conflicts.seen(
        [a for key, a in applications.items() if key in concerned], list(people.values()), committee
    )
    wrong: list[str] = []
    for case, user in pairs:
        if case not in applications:
            wrong.append(_("One of the cases is not among those of the committee."))
        elif user not in people:
            wrong.append(
                _("%(case)s: this person does not sit on the committee.") % {"case": applications[case]}
            )
        elif reasons := [str(one.text) for one in seen.get((case, user), []) if one.barring]:
            text = _("%(case)s and %(person)s: conflict of interest. %(reasons)s")
            words = {"case": applications[case], "person": people[user], "reasons": " ".join(reasons)}
            wrong.append(text % words)
    if wrong:
        raise BadData({"assignments": list(dict.fromkeys(wrong))})
