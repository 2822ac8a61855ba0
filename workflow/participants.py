"""The officer in charge of a case (담당자): put in charge, released, cases handed over to a colleague.

The officer in charge is the case's current participant as reviewer; a case has one at most. Changing it moves no state,
so it is no row of the transition table; each change is an event of its case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import OFFICIAL_ROLES, Role
from journal import clock, events, outbox
from workflow import engine
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused
from workflow.models import Case, CaseParticipant
from workflow.states import CLOSED_STAGES

PERMISSION = "cases.put_in_charge"
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Colleague:
    """An official with the number of open cases in their charge."""

    user: User
    cases: int


def officer_in_charge(case: Case) -> User | None:
    """Who is in charge of the case now; reads prefetched participants where there are some."""
    current = (row for row in case.participants.all() if row.role == Role.REVIEWER and row.is_current)
    found = next(current, None)
    return found.user if found else None


def in_charge_of(user: User) -> QuerySet[Case]:
    """The cases in somebody's charge that have not ended, oldest first."""
    current = CaseParticipant.objects.current().filter(user=user, role=Role.REVIEWER)
    cases = Case.objects.filter(pk__in=current.values("case")).exclude(stage__in=sorted(CLOSED_STAGES))
    return cases.order_by("pk")


def officials_for(case: Case) -> QuerySet[User]:
    """Who can be put in charge of a case: the officials of its programme and region."""
    return _officials().filter(
        memberships__in=Membership.objects.current().filter(
            role__in=OFFICIAL_ROLES,
            program_code__in=("", case.program_code),
            region_code__in=("", case.region_code),
        )
    )


def colleagues(user: User) -> list[Colleague]:
    """Officials whose cases ``user`` can hand over or receive, with the number of open cases in their charge."""
    own = [m for m in user.current_memberships if m.role in {*OFFICIAL_ROLES, Role.ADMIN}]
    if not own:
        return []
    shared = Q()
    for membership in own:
        part = Q()
        if membership.program_code:
            part &= Q(program_code__in=("", membership.program_code))
        if membership.region_code:
            part &= Q(region_code__in=("", membership.region_code))
        shared |= part or Q(pk__isnull=False)
    rows = Membership.objects.current().filter(shared, role__in=OFFICIAL_ROLES)
    open_cases = Q(
        participations__role=Role.REVIEWER,
        participations__until=None,
        participations__conflict_of_interest=False,
    ) & ~Q(participations__case__stage__in=sorted(CLOSED_STAGES))
    found = _officials().filter(memberships__in=rows)
    counted = found.annotate(in_charge=Count("participations", filter=open_cases, distinct=True))
    return [Colleague(one, one.in_charge) for one in counted]


def _officials() -> QuerySet[User]:
    return User.objects.filter(is_active=True).order_by("name", "pk").distinct()


@transaction.atomic
def put_in_charge(case: Case, user: User, act: Act) -> CaseParticipant:
    """Make an official the officer in charge of a case that has none.

    Effects: the participation, an event, a mail to the officer. Refused with ``not_an_official``, ``case_closed`` and
    ``in_charge_already`` when somebody else is in charge (hand the case over instead); nothing happens when the officer
    is the same.
    """
    locked = _permitted(case, act)
    _require_possible(locked, user)
    current = _current(locked)
    if current is not None:
        if current.user_id == user.pk:
            return current
        text = _("%(name)s is in charge of this case. Hand it over instead.")
        raise Refused("in_charge_already", text % {"name": current.user.name}, field="user")
    made = _begin(locked, user)
    event = _record("put_in_charge", locked, act, None, user)
    _mail([locked], user, act, key=f"in-charge:{event}")
    return made


@transaction.atomic
def release(case: Case, act: Act) -> None:
    """Leave a case without an officer in charge. Effects: the participation ends, an event. Refused with ``nobody``."""
    locked = _permitted(case, act)
    current = _current(locked)
    if current is None:
        raise Refused("nobody", _("Nobody is in charge of this case."))
    _end(current)
    _record("release", locked, act, current.user, None)


@transaction.atomic
def transfer(cases: Iterable[Case], to: User, act: Act) -> list[Case]:
    """Hand cases over to a colleague: all or none; the comment is the reason.

    Effects for each case: the present officer's participation ends, the colleague's begins, an event; one mail to the
    colleague for all of them. Cases already in the colleague's charge stay as they are. Refused with ``none_chosen``,
    ``not_an_official`` (naming the case), ``case_closed``.
    """
    if not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    chosen = sorted({case.pk: case for case in cases}.values(), key=lambda case: case.pk)
    if not chosen:
        raise Refused("none_chosen", _("Choose at least one case."), field="cases")
    if len(chosen) > MOST_AT_ONCE:
        text = _("Hand over at most %(count)s cases at once.")
        raise Refused("too_many", text % {"count": MOST_AT_ONCE}, field="cases")
    moved = []
    key = ""
    for case in chosen:
        locked = _permitted(case, act)
        _require_possible(locked, to)
        current = _current(locked)
        if current is not None and current.user_id == to.pk:
            continue
        if current is not None:
            _end(current)
        _begin(locked, to)
        key = f"in-charge:{_record('transfer', locked, act, current.user if current else None, to)}"
        moved.append(locked)
    if moved:
        _mail(moved, to, act, key=key)
    return moved


def _permitted(case: Case, act: Act) -> Case:
    locked, _record = engine.lock(case)
    if not act.actor.has_perm(PERMISSION, locked):
        raise NotAllowed(_("You may not do this in this case."))
    return locked


def _require_possible(case: Case, user: User) -> None:
    if case.is_closed:
        text = _("%(case)s has ended: nobody is put in charge of it any more.")
        raise Refused("case_closed", text % {"case": case}, field="cases")
    if case.organisation_id in user.firm_ids or not officials_for(case).filter(pk=user.pk).exists():
        text = _("%(name)s is no official for %(case)s.")
        raise Refused("not_an_official", text % {"name": user.name, "case": case}, field="user")


def _current(case: Case) -> CaseParticipant | None:
    rows = case.participants.filter(role=Role.REVIEWER, until=None).select_related("user")
    return rows.first()


def _begin(case: Case, user: User) -> CaseParticipant:
    try:
        with transaction.atomic():
            return CaseParticipant.objects.create(case=case, user=user, role=Role.REVIEWER, since=clock.now())
    except IntegrityError:
        raise Refused("in_charge_already", _("Somebody else was put in charge at the same moment.")) from None


def _end(participant: CaseParticipant) -> None:
    participant.until = clock.now()
    participant.save(update_fields=["until"])


def _record(name: str, case: Case, act: Act, before: User | None, after: User | None) -> int:
    event = events.record(
        action=f"case.{name}",
        actor=act.actor,
        obj=case,
        case_id=case.pk,
        before={"officer": before.name if before else None},
        after={"officer": after.name if after else None},
        reason=act.comment,
        address=act.address,
        data={"officer": after.pk if after else None},
    )
    return int(event.pk)


def _mail(cases: Sequence[Case], officer: User, act: Act, *, key: str) -> None:
    if officer.pk == act.actor.pk:
        return
    payload = {
        "officer": officer.pk,
        "cases": [case.pk for case in cases],
        "by": act.actor.name,
        "reason": act.comment,
    }
    outbox.enqueue("workflow.send_charge_mail", payload, key=key)
