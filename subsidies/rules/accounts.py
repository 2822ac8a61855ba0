"""Evidence and the final account that it comes to."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from calculations.settlement import Claim, Settlement, SettlementRule, settle
from journal import clock
from subsidies.models import CostItem, Evidence, Grant
from subsidies.rules.requests import Row
from workflow.errors import Refused

# How long the firm has to return money; the sources name no period, so this is ours.
RETURN_DAYS = 30


def require_evidence(grant: Grant, data: Row) -> None:
    """Every eligible cost item that counts has evidence; the firm's own costs need none."""
    missing = [str(item) for item in items_without_evidence(grant)]
    if missing:
        raise Refused(
            "evidence_missing", _("Evidence is missing for: %(items)s.") % {"items": ", ".join(missing)}
        )


def items_without_evidence(grant: Grant) -> list[CostItem]:
    proven = Evidence.objects.live().filter(cost_item__grant=grant).values("cost_item")
    return list(grant.cost_items.live().filter(eligible=True).exclude(pk__in=proven))


def require_all_judged(grant: Grant, data: Row) -> None:
    waiting = Evidence.objects.counting().filter(cost_item__grant=grant, verdict=Evidence.Verdict.PENDING)
    if waiting.exists():
        raise Refused(
            "evidence_not_judged",
            _("Accept or strike every piece of evidence first; %(count)s wait.") % {"count": waiting.count()},
        )


def final_account(grant: Grant) -> Settlement:
    """The account that the judged evidence comes to; evidence not judged yet counts as not accepted."""
    return settle(
        claims(grant),
        award_eligible_krw=grant.eligible_krw,
        award_public_krw=grant.award_krw or 0,
        support_rate=grant.rate,
        paid_krw=grant.paid_krw,
        rule=SettlementRule(grant.settlement_rule),
        own_share_floor=grant.own_share_floor,
    )


def claims(grant: Grant) -> list[Claim]:
    """Per cost item what was spent and what of it is accepted: never more than the item, nothing if not eligible."""
    items = grant.cost_items.live().prefetch_related("evidence")
    return [_claim(item, [e for e in item.evidence.all() if e.withdrawn_at is None]) for item in items]


def _claim(item: CostItem, evidence: Sequence[Evidence]) -> Claim:
    spent_krw = sum(proof.supply_price_krw for proof in evidence)
    accepted_krw = sum(p.supply_price_krw for p in evidence if p.verdict == Evidence.Verdict.ACCEPTED)
    limit_krw = item.supply_price_krw if item.eligible else 0
    return Claim(code=str(item.uid), claimed_krw=spent_krw, accepted_krw=min(accepted_krw, limit_krw))


def return_due_on() -> date:
    """Until when money that is due has to come back."""
    return clock.today() + timedelta(days=RETURN_DAYS)


def require_return(grant: Grant, data: Row) -> None:
    if not 0 < data["amount_krw"] <= grant.return_left_krw:
        raise Refused(
            "above_return_due",
            _("Between 1 and %(amount)s won are still to be returned.")
            % {"amount": f"{grant.return_left_krw:,}"},
            field="amount_krw",
        )


def require_reopenable(grant: Grant, data: Row) -> None:
    """What the firm returned cannot be un-returned; before that the account may be drawn up again."""
    if grant.returned_krw:
        raise Refused(
            "return_recorded",
            _("%(amount)s won came back already; the settlement stands.")
            % {"amount": f"{grant.returned_krw:,}"},
        )
