"""How every act of step 3 moves money, and what it keeps about how an amount came about."""

from collections.abc import Callable
from typing import Any

from accounts.models import Organisation, User
from journal import clock
from ledger import services as ledger
from ledger.models import Entry
from subsidies import rules
from subsidies.models import Grant
from workflow.acts import Act
from workflow.engine import Check
from workflow.errors import Refused
from workflow.models import Calculation, Case


def lock_firm(case: Case) -> None:
    """Two requests of one firm from two sites must not both take the rest of its ceiling."""
    Organisation.objects.select_for_update(no_key=True).get(pk=case.organisation_id)


def book(movement: Callable[..., Entry], grant: Grant, amount_krw: int | None, act: Act) -> None:
    """One movement on the grant's line; none for zero won."""
    if not amount_krw:
        return
    try:
        movement(grant.line, amount_krw, actor=act.actor, case=grant.case, reference=f"grant:{grant.uid}")
    except ledger.LineExhausted as exhausted:
        raise Refused("line_exhausted", str(exhausted), field="amount_krw") from exhausted


def pay(grant: Grant, amount_krw: int, act: Act) -> None:
    book(ledger.pay, grant, amount_krw, act)
    update(grant, paid_krw=grant.paid_krw + amount_krw)


def update(grant: Grant, **values: Any) -> None:
    """Columns beside the state, of a grant that this act has locked."""
    Grant.objects.filter(pk=grant.pk).update(**values)
    for name, value in values.items():
        setattr(grant, name, value)


def keep_calculation(
    grant: Grant, purpose: str, formula: str, *, inputs: dict[str, Any], results: dict[str, Any]
) -> None:
    Calculation.objects.create(
        case=grant.case,
        record_kind=grant.workflow_kind,
        record_uid=grant.uid,
        purpose=purpose,
        formula=formula,
        inputs=inputs,
        results=results,
        computed_at=clock.now(),
    )


def decision(actor: User, check: Check | None = None) -> Check:
    """The check of every act that decides about money: the stage, two persons, and what the act itself asks."""

    def decide(grant: Grant, data: dict[str, Any]) -> None:
        rules.require_improvement_stage(grant)
        rules.require_uninvolved(grant, actor)
        if check is not None:
            check(grant, data)

    return decide
