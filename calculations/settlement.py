"""Settlement of an award: accepted cost → final public part, own share, return due.

Same rounding rule as the split: the public part is rounded down to whole won. Which share of the
accepted cost is public money is fixed once per round and printed (a peer's screen showed 19,076,572 KRW
where the exact fraction gives 19,076,190, because it rounded the share first).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.funding import OWN_SHARE_FLOOR, ROUNDING_RULE, LimitedBy, require_rate
from calculations.quantities import require_won, round_won_down

FORMULA = "settlement/1"


class SettlementRule(StrEnum):
    """What share of the accepted cost is public money at settlement; fixed once per round.

    ``AWARD_SHARE``: the award's own share (public ÷ eligible, as an exact fraction), so a cheaper
    improvement returns public money in proportion. ``SUPPORT_RATE``: the support rate, up to the award.
    """

    AWARD_SHARE = "award_share"
    SUPPORT_RATE = "support_rate"


@dataclass(frozen=True)
class SettledItem:
    """One cost item at settlement: claimed and accepted supply price and the two shares of the latter."""

    code: str
    claimed_krw: int
    accepted_krw: int
    public_krw: int

    @property
    def struck_krw(self) -> int:
        """What was not accepted; the firm bears it."""
        return self.claimed_krw - self.accepted_krw

    @property
    def own_krw(self) -> int:
        """The firm's share of the accepted supply price."""
        return self.accepted_krw - self.public_krw


@dataclass(frozen=True)
class Settlement:
    """The final account of a grant, in whole KRW, with every figure it was computed from."""

    items: tuple[SettledItem, ...]
    award_eligible_krw: int
    award_public_krw: int
    accepted_krw: int
    public_krw: int
    paid_krw: int
    rule: SettlementRule
    support_rate: Decimal
    limited_by: LimitedBy
    rounding_rule: str = ROUNDING_RULE
    formula: str = FORMULA

    @property
    def claimed_krw(self) -> int:
        """Supply price of everything the firm claimed."""
        return sum(item.claimed_krw for item in self.items)

    @property
    def struck_krw(self) -> int:
        """Claimed but not accepted; the firm bears it."""
        return self.claimed_krw - self.accepted_krw

    @property
    def own_krw(self) -> int:
        """The firm's share of the accepted supply price."""
        return self.accepted_krw - self.public_krw

    @property
    def own_share_rate(self) -> Decimal | None:
        """Own share ÷ accepted supply price; None when nothing was accepted."""
        return Decimal(self.own_krw) / self.accepted_krw if self.accepted_krw else None

    @property
    def return_krw(self) -> int:
        """What the firm has to return of money already paid; never negative."""
        return max(self.paid_krw - self.public_krw, 0)

    @property
    def payable_krw(self) -> int:
        """What is still to be paid out; never negative."""
        return max(self.public_krw - self.paid_krw, 0)


@dataclass(frozen=True)
class Claim:
    """One cost item as claimed and as accepted by the official (supply prices, KRW)."""

    code: str
    claimed_krw: int
    accepted_krw: int


def settle(
    claims: Sequence[Claim],
    *,
    award_eligible_krw: int,
    award_public_krw: int,
    support_rate: Decimal,
    paid_krw: int,
    rule: SettlementRule = SettlementRule.AWARD_SHARE,
    own_share_floor: Decimal = OWN_SHARE_FLOOR,
) -> Settlement:
    """Final account of an award.

    The public part is the rule's share of the accepted supply price, rounded down, and at most the
    award. It is spread over the items in proportion to their accepted price by rounding the running
    total down, so the items add up to the whole. Raises ValueError when an item accepts more than was
    claimed, when an amount is negative, or when award or rate leave the firm less than its floor.
    """
    require_rate(support_rate, own_share_floor)
    require_won(paid_krw, award_eligible_krw, award_public_krw)
    if award_public_krw > round_won_down(award_eligible_krw * (1 - own_share_floor)):
        raise ValueError("the award leaves the firm less than its own share")
    for claim in claims:
        require_won(claim.claimed_krw, claim.accepted_krw)
        if claim.accepted_krw > claim.claimed_krw:
            raise ValueError(f"item {claim.code}: accepted more than was claimed")
    accepted_krw = sum(claim.accepted_krw for claim in claims)
    share_krw = (
        round_won_down(accepted_krw * support_rate)
        if rule is SettlementRule.SUPPORT_RATE
        else _award_share(accepted_krw, award_eligible_krw, award_public_krw)
    )
    public_krw = min(share_krw, award_public_krw)
    return Settlement(
        items=_settled_items(claims, accepted_krw, public_krw),
        award_eligible_krw=award_eligible_krw,
        award_public_krw=award_public_krw,
        accepted_krw=accepted_krw,
        public_krw=public_krw,
        paid_krw=paid_krw,
        rule=rule,
        support_rate=support_rate,
        limited_by=LimitedBy.CEILING if share_krw > award_public_krw else LimitedBy.RATE,
    )


def _award_share(accepted_krw: int, award_eligible_krw: int, award_public_krw: int) -> int:
    return accepted_krw * award_public_krw // award_eligible_krw if award_eligible_krw else 0


def _settled_items(claims: Sequence[Claim], accepted_krw: int, public_krw: int) -> tuple[SettledItem, ...]:
    items = []
    running_krw = spread_krw = 0
    for claim in claims:
        running_krw += claim.accepted_krw
        due_krw = running_krw * public_krw // accepted_krw if accepted_krw else 0
        items.append(SettledItem(claim.code, claim.claimed_krw, claim.accepted_krw, due_krw - spread_krw))
        spread_krw = due_krw
    return tuple(items)
