"""A committee from its opening to the close of its scores, and who sits on it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Committee, CommitteeMember
from applications.rules import committee as rules
from applications.services.committee import access
from journal import clock, events
from programs.models import Region, Round
from workflow.acts import Act
from workflow.errors import BadData, Refused, StaleVersion

State = Committee.State
FIELDS = ("name", "is_blind", "priority_first", "per_case", "due_on", "chair")


@transaction.atomic
def open_committee(round_: Round, region: Region | None, act: Act) -> Committee:
    """Open the committee of a round or of one of its regions; where officials select, their list.

    Effects: the row, an event. ``act.data`` are ``FIELDS``. Refused with ``committee_exists`` when another one
    judges the same cases, ``no_scoring_sheet`` when there is nothing to score by.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    values = {name: act.data[name] for name in FIELDS if name in act.data}
    is_scored = round_.selected_by == Round.SelectedBy.COMMITTEE
    committee = Committee(
        round=round_,
        region=region,
        program_code=round_.program.code,
        region_code=_region_code(round_, region),
        is_scored=is_scored,
        state=State.PREPARING if is_scored else State.DECIDING,
        created_by=act.actor,
        **values,
    )
    rules.require(act.actor, "committee.manage", committee)
    _require_fitting(committee, region)
    if is_scored and round_.scoring_sheet_id is None:
        text = _("The round has no scoring sheet. Add one to its rules, then open the committee.")
        raise Refused("no_scoring_sheet", text, field="round")
    committee.save()
    record("committee.open", committee, act, after=_plain(values) | {"round": str(round_.uid)})
    return committee


@transaction.atomic
def edit_committee(committee: Committee, act: Act) -> Committee:
    """Change name, day, number of evaluators, order and chair; whether it is blind only before it begins."""
    fresh = lock(committee, act, "committee.manage")
    rules.require_state(fresh, State.PREPARING, State.SCORING, State.DECIDING)
    values = {name: act.data[name] for name in FIELDS if name in act.data}
    if "is_blind" in values and values["is_blind"] != fresh.is_blind and fresh.state != State.PREPARING:
        text = _("Evaluators have begun: whether they learn the firms cannot change any more.")
        raise Refused("already_begun", text, field="is_blind")
    if (chair := values.get("chair")) and not fresh.members.current().filter(user=chair).exists():
        raise Refused("chair_no_member", _("The chair is chosen among the members."), field="chair")
    before = {name: getattr(fresh, name) for name in values}
    save(fresh, **values)
    record("committee.edit", fresh, act, before=_plain(before), after=_plain(values))
    return fresh


@transaction.atomic
def add_members(committee: Committee, emails: Iterable[str], act: Act) -> list[CommitteeMember]:
    """Seat evaluators by their e-mail addresses; who sits already is left alone.

    Raises BadData naming each address that belongs to no evaluator of the programme: then nobody was added.
    """
    fresh = lock(committee, act, "committee.manage")
    rules.require_state(fresh, State.PREPARING, State.SCORING)
    _require_scored(fresh)
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))
    people = {user.email: user for user in User.objects.filter(email__in=wanted)}
    if wrong := [email for email in wanted if not _is_evaluator(people.get(email), fresh)]:
        text = _("No evaluator of this programme has the address %(email)s. Invite them first.")
        raise BadData({"emails": [text % {"email": email} for email in wrong]})
    if not wanted:
        raise BadData({"emails": [_("Enter at least one e-mail address.")]})
    seated = set(fresh.members.current().values_list("user_id", flat=True))
    new = [
        CommitteeMember(committee=fresh, user=people[email], added_by=act.actor, added_at=clock.now())
        for email in wanted
        if people[email].pk not in seated
    ]
    CommitteeMember.objects.bulk_create(new)
    if new:
        save(fresh)
        record("committee.add_members", fresh, act, after={"emails": [m.user.email for m in new]})
    return new


@transaction.atomic
def remove_member(committee: Committee, user: User, act: Act) -> None:
    """Take an evaluator off the committee: their places become free, what they scored no longer counts.

    Effects: the seat and the places end; they see none of the cases any more; an event with the reason.
    """
    fresh = lock(committee, act, "committee.manage")
    rules.require_state(fresh, State.PREPARING, State.SCORING)
    seat = fresh.members.current().filter(user=user).first()
    if seat is None:
        raise Refused("no_member", _("This person does not sit on the committee."))
    assignments = list(fresh.assignments.current().filter(evaluator=user))
    if any(a.declared_at for a in assignments) and not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    now = clock.now()
    CommitteeMember.objects.filter(pk=seat.pk).update(removed_at=now)
    fresh.assignments.current().filter(evaluator=user).update(removed_at=now)
    access.end([a.case_id for a in assignments], user)
    save(fresh, chair=None if fresh.chair_id == user.pk else fresh.chair)
    record("committee.remove_member", fresh, act, before={"email": user.email})


@transaction.atomic
def begin(committee: Committee, act: Act) -> Committee:
    """Open the scoring: from now on evaluators find their cases. Needs at least one place taken."""
    fresh = lock(committee, act, "committee.manage")
    rules.require_state(fresh, State.PREPARING)
    if not fresh.assignments.live().exists():
        raise Refused("nothing_assigned", _("Assign evaluators to cases first."))
    save(fresh, state=State.SCORING)
    record("committee.begin", fresh, act, before={"state": State.PREPARING}, after={"state": State.SCORING})
    return fresh


@transaction.atomic
def close(committee: Committee, act: Act) -> Committee:
    """End the scoring (the chair or an official); with open reviews only with a reason, they then do not count."""
    fresh = lock(committee, act, "committee.close")
    rules.require_state(fresh, State.SCORING)
    if (left := rules.unfinished(fresh).count()) and not act.comment.strip():
        text = _("%(count)s reviews are not final yet. Give a reason why the scoring ends without them.")
        raise BadData({"comment": [text % {"count": left}]})
    save(fresh, state=State.DECIDING, closed_at=clock.now())
    record("committee.close", fresh, act, after={"state": State.DECIDING, "open_reviews": left})
    return fresh


@transaction.atomic
def reopen(committee: Committee, act: Act) -> Committee:
    """Take scores again, with a reason; not after a result was released."""
    fresh = lock(committee, act, "committee.close")
    rules.require_state(fresh, State.DECIDING)
    _require_scored(fresh)
    if not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    if fresh.decisions.exclude(released_at=None).exists():
        raise Refused("already_released", _("Results were released already: the scores stand."))
    save(fresh, state=State.SCORING, closed_at=None)
    record("committee.reopen", fresh, act, after={"state": State.SCORING})
    return fresh


def lock(committee: Committee, act: Act, permission: str) -> Committee:
    """The committee, locked and fresh; raises NotAllowed, then StaleVersion."""
    fresh = Committee.objects.select_for_update().select_related("round__program").get(pk=committee.pk)
    rules.require(act.actor, permission, fresh)
    if act.version is not None and act.version != fresh.version:
        raise StaleVersion(sent=act.version, stored=fresh.version, current={"state": fresh.state})
    return fresh


def save(committee: Committee, **values: Any) -> None:
    """Write values and raise the version; the row is locked."""
    values["version"] = committee.version + 1
    Committee.objects.filter(pk=committee.pk).update(**values)
    for name, value in values.items():
        setattr(committee, name, value)


def _region_code(round_: Round, region: Region | None) -> str:
    if region is not None:
        return region.code
    codes = list(round_.regions.values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


def _require_fitting(committee: Committee, region: Region | None) -> None:
    """One committee per case: one for all regions, or one for each."""
    if region is not None and not committee.round.parts.filter(region=region).exists():
        raise Refused("region_not_in_round", _("This region takes no part in the round."), field="region")
    others = Committee.objects.filter(round=committee.round)
    if region is not None:
        others = others.filter(Q(region=None) | Q(region=region))
    if other := others.first():
        text = _("“%(name)s” judges these cases already.")
        raise Refused("committee_exists", text % {"name": other}, field="region")


def _require_scored(committee: Committee) -> None:
    if not committee.is_scored:
        raise Refused("not_scored", _("The officials select in this round: there is nothing to score."))


def _is_evaluator(user: User | None, committee: Committee) -> bool:
    return user is not None and rules.may_evaluate(user, committee)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, bool | int | None) else str(value) for name, value in values.items()
    }


def record(action: str, committee: Committee, act: Act, **facts: Any) -> None:
    """On the committee's own chain of events: no firm reads what its committee does."""
    events.record(
        action=action, actor=act.actor, obj=committee, reason=act.comment, address=act.address, **facts
    )
