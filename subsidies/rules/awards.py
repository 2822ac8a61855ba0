"""When money may be decided on, and how much."""

from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import Event
from subsidies.models import Grant
from subsidies.rules.requests import Row, require_measures, rows_of, used_by_firm_krw
from workflow.errors import NotAllowed, Refused
from workflow.states import CaseStage

ACTS_OF_THE_FIRM = ("case.request_support", "grant.answer_correction", "grant.claim", "evidence.add")


def require_improvement_stage(grant: Grant) -> None:
    """Money is decided while the case is in step 3; afterwards the outcome stands on the settled account."""
    if grant.case.stage != CaseStage.IMPROVEMENT:
        raise Refused(
            "stage_passed",
            _("The case is in the stage “%(stage)s”; bring it back to the improvement stage first.")
            % {"stage": grant.case.get_stage_display()},
        )


def require_uninvolved(grant: Grant, actor: User) -> None:
    """Two persons for money: who asked for support in this case, or answered for the firm, never decides in it.

    Also after leaving the firm for an office; the permission sees only the present firm and the first request.
    """
    acts = Event.objects.filter(case_id=grant.case_id, actor_id=actor.pk, action__in=ACTS_OF_THE_FIRM)
    if acts.exists():
        raise NotAllowed(_("You acted for the company in this case: somebody else decides."))


def require_no_payment(grant: Grant) -> None:
    """Money that went out comes back by settlement, not by undoing the award."""
    if grant.paid_krw:
        raise Refused(
            "advance_paid",
            _("%(amount)s won were paid in advance: settle the grant, then record the return.")
            % {"amount": f"{grant.paid_krw:,}"},
        )


def award_krw(grant: Grant, data: Row) -> int:
    """The amount to award: what was named, else the computed public share. Raises Refused where a rule says no."""
    require_measures(grant.case, rows_of(grant), grant=grant)
    asked = data.get("amount_krw")
    amount = grant.public_krw if asked is None else asked
    if not amount:
        raise Refused("no_amount", _("Enter more than zero won, or reject the request."), field="amount_krw")
    if amount > grant.public_krw:
        raise Refused(
            "above_public_share",
            _("At most %(amount)s won: the computed public share.") % {"amount": f"{grant.public_krw:,}"},
            field="amount_krw",
        )
    left = grant.ceiling_krw - used_by_firm_krw(grant.case, grant)
    if amount > left:
        raise Refused(
            "above_firm_ceiling",
            _("At most %(amount)s won are left of the company's ceiling in this round.")
            % {"amount": f"{max(left, 0):,}"},
            field="amount_krw",
        )
    return amount


def require_advance(grant: Grant, data: Row) -> None:
    if not 0 < data["amount_krw"] <= grant.unpaid_krw:
        raise Refused(
            "above_award",
            _("Between 1 and %(amount)s won can still be paid of the award.")
            % {"amount": f"{grant.unpaid_krw:,}"},
            field="amount_krw",
        )
