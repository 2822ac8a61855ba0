"""What an evaluator does: declare ties, declare or deny a conflict, score, abstain."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import (
    Application,
    Committee,
    CommitteeMember,
    Review,
    ReviewAssignment,
    ReviewMark,
)
from applications.rules import committee as rules
from applications.rules import conflicts
from applications.services.committee import access
from calculations import ranking
from journal import clock, events
from programs.models import ScoringCriterion
from workflow.acts import Act
from workflow.errors import BadData, Refused, StaleVersion

TIES_MOST = 50


@transaction.atomic
def state_ties(committee: Committee, act: Act) -> CommitteeMember:
    """Name the firms one has ties with, where the committee is blind; assigned cases of theirs become conflicts.

    ``act.data["ties"]`` are names or business numbers. Effects: the list with its time; conflicts; an event.
    """
    seat = (
        CommitteeMember.objects.current()
        .select_for_update()
        .filter(committee=committee, user=act.actor)
        .first()
    )
    rules.require(act.actor, "committee.score", committee)
    if seat is None:
        raise Refused("no_member", _("You do not sit on this committee."))
    ties = [str(tie).strip()[:100] for tie in act.data.get("ties", []) if str(tie).strip()]
    if len(ties) > TIES_MOST:
        raise BadData({"ties": [_("Name at most %(most)s firms.") % {"most": TIES_MOST}]})
    seat.ties, seat.ties_stated_at = ties, clock.now()
    seat.save(update_fields=["ties", "ties_stated_at"])
    _record("committee.state_ties", committee, act, after={"count": len(ties)})
    own = committee.assignments.live().filter(evaluator=act.actor).select_related("committee")
    for assignment in own.select_related("case__organisation"):
        if conflicts.names_firm(ties, assignment.case.organisation):
            _settle(assignment, act, has_conflict=True, reason=str(conflicts.NAMED_AS_TIE.text))
    return seat


@transaction.atomic
def declare(assignment: ReviewAssignment, act: Act) -> ReviewAssignment:
    """Say whether one has a conflict of interest with a case; before that nothing of it is shown.

    ``act.data``: ``has_conflict``, ``pledge`` (the pledge was given), and with a conflict ``reason``. Without one the
    evaluator takes part from now on and finds the case; with one the case stays hidden and the place is free.
    Refused: ``pledge_missing``; ``conflict_seen`` when the portal knows better; ``already_declared``.
    """
    place = _own(assignment, act)
    if place.declared_at is not None:
        raise Refused("already_declared", _("You have declared this already."))
    if not act.data.get("pledge"):
        text = _("Give the pledge of fairness and secrecy first.")
        raise Refused("pledge_missing", text, field="pledge")
    has_conflict = act.data.get("has_conflict")
    if not isinstance(has_conflict, bool):
        raise BadData({"has_conflict": [_("Say whether you have a conflict of interest.")]})
    reason = str(act.data.get("reason", "")).strip()[:300]
    if has_conflict and not reason:
        raise BadData({"reason": [_("Say which conflict it is.")]})
    if not has_conflict:
        _require_none_seen(place)
        _require_ties(place)
    return _settle(place, act, has_conflict=has_conflict, reason=reason)


@transaction.atomic
def report_conflict(assignment: ReviewAssignment, act: Act) -> ReviewAssignment:
    """A conflict that is noticed only while reading: the case is hidden from now on, marks no longer count."""
    place = _own(assignment, act)
    if not act.comment.strip():
        raise BadData({"comment": [_("Say which conflict it is.")]})
    if not place.is_cleared:
        raise Refused("not_declared", _("Declare first whether you have a conflict of interest."))
    return _settle(place, act, has_conflict=True, reason=act.comment.strip()[:300])


@transaction.atomic
def save_review(assignment: ReviewAssignment, act: Act) -> Review:
    """Keep marks and comments, as a draft or final; both may be changed until the scores are closed.

    ``act.data``: ``marks`` {criterion position: {"mark", "comment"}}, ``comment``, ``final``. ``act.version`` is the
    review's version that was seen, 0 when there was none. A final one needs every mark. Raises StaleVersion when
    the review was saved elsewhere in the meantime, BadData with ``mark_<position>`` for each wrong mark.
    """
    place, review = _review(assignment, act)
    criteria = criteria_of(place)
    final = bool(act.data.get("final"))
    marks = _clean_marks(criteria, act.data.get("marks", {}), final=final)
    review.comment = str(act.data.get("comment", ""))[:5000]
    review.abstain_reason = ""
    review.state = Review.State.FINAL if final else Review.State.DRAFT
    review.points = _points(criteria, marks) if final else None
    _save(review)
    for criterion in criteria:
        mark, comment = marks[criterion.position]
        ReviewMark.objects.update_or_create(
            review=review, criterion=criterion, defaults={"mark": mark, "comment": comment}
        )
    _record("committee.score", place, act, after={"state": review.state, "points": _text(review.points)})
    return review


@transaction.atomic
def abstain(assignment: ReviewAssignment, act: Act) -> Review:
    """Give no score for a case, with a reason; marks kept so far no longer count."""
    place, review = _review(assignment, act)
    if not act.comment.strip():
        raise BadData({"abstain_reason": [_("Say why you abstain.")]})
    review.state, review.points = Review.State.ABSTAINED, None
    review.abstain_reason = act.comment.strip()[:300]
    _save(review)
    _record("committee.abstain", place, act, after={"state": review.state})
    return review


def criteria_of(assignment: ReviewAssignment) -> list[ScoringCriterion]:
    """The criteria of the sheet pinned to the case; of the round's where none is pinned."""
    sheet = assignment.case.scoring_sheet or assignment.committee.round.scoring_sheet
    return list(sheet.criteria.all()) if sheet else []


def _own(assignment: ReviewAssignment, act: Act) -> ReviewAssignment:
    """The place, locked; the committee takes scores, and the place is this person's."""
    place = (
        ReviewAssignment.objects.current()
        .select_for_update(of=("self",))
        .select_related("committee__round__scoring_sheet", "case__organisation", "case__scoring_sheet")
        .filter(pk=assignment.pk)
        .first()
    )
    if place is None:
        raise Refused("not_assigned", _("This place was taken back already."))
    rules.require(act.actor, "committee.score", place)
    if place.committee.state != Committee.State.SCORING:
        text = _("The scores of “%(name)s” are closed: nothing can be changed any more.")
        raise Refused("scoring_closed", text % {"name": place.committee})
    return place


def _review(assignment: ReviewAssignment, act: Act) -> tuple[ReviewAssignment, Review]:
    """The place and its review, whose version is the one that was seen."""
    place = _own(assignment, act)
    if not place.is_cleared:
        raise Refused("not_declared", _("Declare first whether you have a conflict of interest."))
    review = Review.objects.filter(assignment=place).first() or Review(assignment=place, version=0)
    if act.version is not None and act.version != review.version:
        raise StaleVersion(sent=act.version, stored=review.version, current=stored(review))
    return place, review


def stored(review: Review) -> dict[str, Any]:
    """The values of a review by the names of the form's fields."""
    values: dict[str, Any] = {"comment": review.comment}
    if review.pk:
        for mark in review.marks.select_related("criterion"):
            values[f"mark_{mark.criterion.position}"] = mark.mark
            values[f"note_{mark.criterion.position}"] = mark.comment
    return values


def _save(review: Review) -> None:
    review.version += 1
    review.saved_at = clock.now()
    review.save()


def _clean_marks(
    criteria: Iterable[ScoringCriterion], given: Mapping[Any, Any], *, final: bool
) -> dict[int, tuple[Decimal | None, str]]:
    errors: dict[str, list[str]] = {}
    found: dict[int, tuple[Decimal | None, str]] = {}
    for criterion in criteria:
        row = given.get(criterion.position) or given.get(str(criterion.position)) or {}
        try:
            mark = _mark(row.get("mark"), criterion)
        except BadData as error:
            errors[f"mark_{criterion.position}"] = error.errors["mark"]
            continue
        if mark is None and final:
            errors[f"mark_{criterion.position}"] = [
                _("“%(criterion)s” has no mark yet. Choose one, or save as a draft.")
                % {"criterion": criterion}
            ]
        found[criterion.position] = (mark, str(row.get("comment") or "").strip()[:500])
    if errors:
        raise BadData(errors)
    return found


def _mark(value: Any, criterion: ScoringCriterion) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        mark = Decimal(str(value))
    except InvalidOperation:
        mark = Decimal(-1)
    if not mark.is_finite() or not 0 <= mark <= criterion.scale or mark != round(mark, 1):
        text = _("Enter a mark from 0 to %(scale)s, with one decimal at most.")
        raise BadData({"mark": [text % {"scale": criterion.scale}]})
    return mark


def _points(criteria: Iterable[ScoringCriterion], marks: Mapping[int, tuple[Decimal | None, str]]) -> Decimal:
    """Points of 100, kept with four decimals: rounding for people comes with the mean."""
    total = ranking.total(
        ranking.Mark(mark, Decimal(criterion.scale), criterion.weight)
        for criterion in criteria
        if (mark := marks[criterion.position][0]) is not None
    )
    return ranking.stored_points(total)


def _require_none_seen(place: ReviewAssignment) -> None:
    application = Application.objects.select_related("case__organisation").get(case=place.case_id)
    found = conflicts.seen([application], [place.evaluator], place.committee)
    reasons = [str(one.text) for one in found.get((place.case_id, place.evaluator_id), []) if one.barring]
    if reasons:
        text = _("The portal knows of a conflict: %(reasons)s Declare it, or ask the official in charge.")
        raise Refused("conflict_seen", text % {"reasons": " ".join(reasons)}, field="has_conflict")


def _require_ties(place: ReviewAssignment) -> None:
    """Where names are hidden, one names the own ties first: otherwise nobody could find a conflict."""
    if not place.committee.is_blind:
        return
    seat = place.committee.members.current().filter(user=place.evaluator).first()
    if seat is None or seat.ties_stated_at is None:
        raise Refused(
            "ties_missing", _("Name the firms you have ties with first, or state that there are none.")
        )


def _settle(place: ReviewAssignment, act: Act, *, has_conflict: bool, reason: str) -> ReviewAssignment:
    place.has_conflict, place.conflict_reason = has_conflict, reason if has_conflict else ""
    place.declared_at, place.pledge_version = clock.now(), rules.PLEDGE_VERSION
    place.save(update_fields=["has_conflict", "conflict_reason", "declared_at", "pledge_version"])
    (access.bar if has_conflict else access.grant)(place)
    after = {"case": str(place.case), "has_conflict": has_conflict, "pledge": place.pledge_version}
    _record("committee.declare", place, act, after=after)
    return place


def _text(points: Decimal | None) -> str:
    return "" if points is None else f"{points:f}"


def _record(action: str, obj: Any, act: Act, **facts: Any) -> None:
    """Off the case's chain of events: its firm reads neither scores nor names of evaluators."""
    events.record(action=action, actor=act.actor, obj=obj, reason=act.comment, address=act.address, **facts)
