"""How the cost of an improvement is split between public money and the firm.

The firm bears at least 33 % of the eligible supply price (산업기술혁신사업 공통 운영요령, notice of
2021-07-09). Supply price means without VAT; VAT and ineligible cost are the firm's alone. All money is
whole KRW. **Rounding rule: the public share is rounded down to whole won**, so that the firm's share
never falls below its floor, whatever the amounts.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.quantities import require_won, round_won_down

FORMULA = "funding/1"
ROUNDING_RULE = "public share rounded down to whole won"
OWN_SHARE_FLOOR = Decimal("0.33")


class LimitedBy(StrEnum):
    """Which rule set the amount of public money."""

    RATE = "rate"
    CEILING = "ceiling"
    REQUEST = "request"


@dataclass(frozen=True)
class Split:
    """Who pays what of a request, in whole KRW."""

    eligible_krw: int
    public_krw: int
    own_krw: int
    ineligible_krw: int
    vat_krw: int
    support_rate: Decimal
    ceiling_krw: int | None
    limited_by: LimitedBy
    rounding_rule: str = ROUNDING_RULE
    formula: str = FORMULA

    @property
    def own_share_rate(self) -> Decimal | None:
        """Own share ÷ eligible supply price; None when nothing is eligible."""
        return Decimal(self.own_krw) / self.eligible_krw if self.eligible_krw else None

    @property
    def firm_pays_krw(self) -> int:
        """Everything the firm pays: own share, ineligible cost and VAT."""
        return self.own_krw + self.ineligible_krw + self.vat_krw

    @property
    def total_krw(self) -> int:
        """The whole bill, VAT included."""
        return self.public_krw + self.firm_pays_krw


def split_support(
    *,
    eligible_krw: int,
    support_rate: Decimal,
    ceiling_krw: int | None = None,
    requested_krw: int | None = None,
    ineligible_krw: int = 0,
    vat_krw: int = 0,
    own_share_floor: Decimal = OWN_SHARE_FLOOR,
) -> Split:
    """Split a request: public = min(eligible × rate rounded down, ceiling, what was asked for).

    ``eligible_krw`` and ``ineligible_krw`` are supply prices. ``support_rate`` is a fraction of at most
    1 − ``own_share_floor``. Raises ValueError for a higher or negative rate, a negative amount, and a
    TypeError for a float.
    """
    require_rate(support_rate, own_share_floor)
    require_won(eligible_krw, ineligible_krw, vat_krw, ceiling_krw or 0, requested_krw or 0)
    public_krw, limited_by = round_won_down(eligible_krw * support_rate), LimitedBy.RATE
    if ceiling_krw is not None and ceiling_krw < public_krw:
        public_krw, limited_by = ceiling_krw, LimitedBy.CEILING
    if requested_krw is not None and requested_krw < public_krw:
        public_krw, limited_by = requested_krw, LimitedBy.REQUEST
    return Split(
        eligible_krw=eligible_krw,
        public_krw=public_krw,
        own_krw=eligible_krw - public_krw,
        ineligible_krw=ineligible_krw,
        vat_krw=vat_krw,
        support_rate=support_rate,
        ceiling_krw=ceiling_krw,
        limited_by=limited_by,
    )


def require_rate(support_rate: Decimal, own_share_floor: Decimal) -> None:
    """Refuse a support rate that leaves the firm less than its floor.

    Both are fractions. Raises TypeError for a float, ValueError otherwise.
    """
    if not isinstance(support_rate, Decimal) or not isinstance(own_share_floor, Decimal):
        raise TypeError("a rate is a Decimal")
    if not 0 <= own_share_floor <= 1:
        raise ValueError(f"own-share floor {own_share_floor} is no fraction")
    if not 0 <= support_rate <= 1 - own_share_floor:
        raise ValueError(f"support rate {support_rate} leaves the firm less than {own_share_floor}")
