"""What holds for committees: which cases they judge, whose place is free, and whether the plan was confirmed."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from applications.models import (
    Application,
    Committee,
    PlanConfirmation,
    ReviewAssignment,
)
from programs.models import Round
from workflow.errors import NotAllowed, Refused
from workflow.states import ApplicationState

# Applications that a committee may still decide about.
OPEN_STATES = (ApplicationState.SCREENED, ApplicationState.RESERVE)
# Those that were decided: they keep their rank on the list.
DECIDED_STATES = (
    ApplicationState.SELECTED,
    ApplicationState.AGREED,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)
# The text of the pledge below (``applications.words``): raise it when the text changes.
PLEDGE_VERSION = "2021-1"


def require(user: User, permission: str, subject: Any) -> None:
    """Raise NotAllowed unless the person may."""
    if not user.has_perm(permission, subject):
        raise NotAllowed(_("You may not do this here."))


def judged_by(committee: Committee) -> QuerySet[Application]:
    """The applications of a committee's round and region that passed screening, or that it has dealt with."""
    found = Application.objects.filter(
        case__round=committee.round_id, case__is_test=committee.round.is_test
    ).exclude(case__submitted_at=None)
    if committee.region_id:
        found = found.filter(case__region=committee.region_id)
    decided = committee.decisions.current().values("case")
    assigned = committee.assignments.current().values("case")
    return found.filter(
        Q(state__in=OPEN_STATES)
        | Q(state__in=DECIDED_STATES) & (Q(case__in=decided) | Q(case__in=assigned))
        | Q(state__in=(ApplicationState.SELECTED, ApplicationState.AGREED))
    ).order_by("case__number", "pk")


def to_assign(committee: Committee) -> QuerySet[Application]:
    """The applications that evaluators are still found for."""
    return judged_by(committee).filter(state__in=OPEN_STATES)


def may_evaluate(user: User, committee: Committee) -> bool:
    """Whether somebody holds the evaluator's role where the committee works."""
    return user.is_active and any(
        m.role == Role.EVALUATOR
        and m.program_code in ("", committee.program_code)
        and (not committee.region_code or m.region_code in ("", committee.region_code))
        for m in user.current_memberships
    )


def require_state(committee: Committee, *states: str) -> None:
    """Raise Refused with ``committee_state`` unless the committee is in one of the states."""
    if committee.state not in states:
        text = _("The committee is at “%(state)s”: this is not possible now.")
        raise Refused("committee_state", text % {"state": committee.get_state_display()})


def unfinished(committee: Committee) -> QuerySet[ReviewAssignment]:
    """Live places without a final review or an abstention."""
    return committee.assignments.live().exclude(review__state__in=("final", "abstained"))


def plan_confirmation(round_: Round, region_id: int | None) -> PlanConfirmation | None:
    """The confirmation that holds for a region: its own, or that for all regions."""
    in_force = PlanConfirmation.objects.filter(round=round_, revoked_at=None)
    return in_force.filter(Q(region=region_id) | Q(region=None)).first()


def require_plan_confirmed(application: Application, data: dict[str, Any]) -> None:
    """Where the round asks for it, no agreement before a committee has confirmed the plan (Ansan 2012)."""
    case = application.case
    if case.round.plan_confirmed_by_committee and plan_confirmation(case.round, case.region_id) is None:
        text = _(
            "A committee has to confirm the plan of city and lead company first. "
            "Record its confirmation, then conclude the agreement."
        )
        raise Refused("plan_not_confirmed", text)
