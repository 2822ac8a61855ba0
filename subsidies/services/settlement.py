"""The final account: drawn up, reopened, its return recorded."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from calculations.settlement import Settlement
from documents import services as papers
from journal import clock
from ledger import services as ledger
from subsidies import rules
from subsidies.models import Grant
from subsidies.services import money
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def settle(grant: Grant, act: Act) -> Grant:
    """Draw up the final account from the accepted evidence.

    Effects: final public part, own share and return due; the rest is paid; what is not needed is released
    (what has to come back only when it came back); calculation; settlement paper.
    """
    move = engine.apply(
        grant, "settle", act, check=money.decision(act.actor, rules.require_all_judged), fields=_final_fields
    )
    settled = move.record
    account = rules.final_account(settled)
    money.pay(settled, account.payable_krw, act)
    money.book(ledger.release, settled, settled.unpaid_krw, act)
    _store_account(settled, account)
    papers.issue_anew("settlement", settled, actor=act.actor)
    return settled


@transaction.atomic
def reopen_settlement(grant: Grant, act: Act) -> Grant:
    """Draw the account up again, as long as nothing came back.

    Payments are facts and are not undone: what was paid counts as an advance from now on, and what the
    settlement released is committed again. Refused when the line has meanwhile promised that money to others.
    Effects: account cleared, money committed, settlement paper revoked.
    """
    move = engine.apply(
        grant,
        "reopen_settlement",
        act,
        check=money.decision(act.actor, rules.require_reopenable),
        fields=lambda _grant, _data: {
            "final_eligible_krw": None,
            "final_public_krw": None,
            "final_own_krw": None,
            "return_due_krw": 0,
            "return_due_on": None,
            "settled_at": None,
        },
    )
    money.book(ledger.commit, move.record, move.record.unpaid_krw, act)
    papers.revoke_in_force("settlement", move.record, actor=act.actor, reason=act.comment)
    return move.record


@transaction.atomic
def record_return(grant: Grant, act: Act) -> Grant:
    """Record money that came back. Effects: return on the line; with the last won of it the promise is released."""
    move = engine.apply(grant, "record_return", act, check=rules.require_return)
    amount = move.data["amount_krw"]
    money.book(ledger.return_, move.record, amount, act)
    money.update(move.record, returned_krw=move.record.returned_krw + amount)
    if not move.record.return_left_krw:
        money.book(ledger.release, move.record, move.record.return_due_krw, act)
    return move.record


def _final_fields(grant: Grant, data: Mapping[str, Any]) -> dict[str, Any]:
    account = rules.final_account(grant)
    return {
        "final_eligible_krw": account.accepted_krw,
        "final_public_krw": account.public_krw,
        "final_own_krw": account.own_krw,
        "return_due_krw": account.return_krw,
        "return_due_on": rules.return_due_on() if account.return_krw else None,
        "settled_at": clock.now(),
    }


def _store_account(grant: Grant, account: Settlement) -> None:
    money.keep_calculation(
        grant,
        "settlement",
        account.formula,
        inputs={
            "items": [
                {"item": item.code, "claimed_krw": item.claimed_krw, "accepted_krw": item.accepted_krw}
                for item in account.items
            ],
            "award_eligible_krw": account.award_eligible_krw,
            "award_krw": account.award_public_krw,
            "paid_krw": account.paid_krw,
            "support_rate": str(account.support_rate),
            "rule": account.rule.value,
            "rounding": account.rounding_rule,
        },
        results={
            "accepted_krw": account.accepted_krw,
            "public_krw": account.public_krw,
            "own_krw": account.own_krw,
            "payable_krw": account.payable_krw,
            "return_krw": account.return_krw,
        },
    )
