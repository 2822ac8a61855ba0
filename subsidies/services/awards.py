"""The award: approved, withdrawn, cancelled, paid in advance."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from documents import services as papers
from journal import clock
from ledger import services as ledger
from subsidies import rules
from subsidies.models import Grant
from subsidies.services import money
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def approve(grant: Grant, act: Act) -> Grant:
    """Award the support, at most the computed public share; less of it raises the firm's own share.

    Effects: award and approver, money committed on the line, award letter.
    """

    def award(record: Grant, data: Mapping[str, Any]) -> dict[str, Any]:
        money.lock_firm(record.case)
        return {
            "award_krw": rules.award_krw(record, data),
            "approved_by": act.actor,
            "approved_at": clock.now(),
        }

    move = engine.apply(grant, "approve", act, check=money.decision(act.actor), fields=award)
    money.book(ledger.commit, move.record, move.record.award_krw, act)
    papers.issue_anew("award_letter", move.record, actor=act.actor)
    return move.record


@transaction.atomic
def withdraw_approval(grant: Grant, act: Act) -> Grant:
    """Take an unpaid award back. Effects: money released, award letter revoked."""
    move = engine.apply(grant, "withdraw_approval", act, check=money.decision(act.actor))
    release_award(move.record, act)
    return move.record


@transaction.atomic
def cancel(grant: Grant, act: Act) -> Grant:
    """Withdraw the request, or give an unpaid award back. Effects: money released, award letter revoked."""
    move = engine.apply(grant, "cancel", act)
    release_award(move.record, act)
    return move.record


def release_award(grant: Grant, act: Act) -> None:
    """Undo the award, if there is one: release its money, revoke its letter, clear amount and approver.

    For every act that leads away from an award (also the one across steps: dropping out); the caller changes
    the state. Refused once money was paid.
    """
    if grant.award_krw is None:
        return
    rules.require_no_payment(grant)
    money.book(ledger.release, grant, grant.award_krw, act)
    papers.revoke_in_force("award_letter", grant, actor=act.actor, reason=act.comment)
    money.update(grant, award_krw=None, approved_by=None, approved_at=None)


@transaction.atomic
def pay_advance(grant: Grant, act: Act) -> Grant:
    """Record that a part of the award was paid before the settlement. Effect: payment on the line."""
    move = engine.apply(grant, "pay_advance", act, check=money.decision(act.actor, rules.require_advance))
    money.pay(move.record, move.data["amount_krw"], act)
    return move.record
