"""How the cost of an improvement is split between public money and the firm.

The firm bears at least 33 % of the eligible supply price (산업기술혁신사업 공통 운영요령, notice of
2021-07-09). Supply price means without VAT; VAT and ineligible cost are the firm's alone. All money is
whole KRW. **Rounding rule: the public share is rounded down** (to whole won, where the table says nothing
else), so that the firm's share never falls below its floor, whatever the amounts.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.quantities import require_won, round_won_down, round_won_up

FORMULA = "funding/1"
# With another rounding unit, a smallest award, a floor of cash, or VAT that counts.
FORMULA_WITH_RULES = "funding/2"
ROUNDING_RULE = "public share rounded down to whole won"
OWN_SHARE_FLOOR = Decimal("0.33")


class LimitedBy(StrEnum):
    """Which rule set the amount of public money."""

    RATE = "rate"
    CEILING = "ceiling"
    REQUEST = "request"
    MINIMUM = "minimum"


class Rounding(StrEnum):
    """To what the public share is rounded down; the codes stand in rate tables."""

    WON = "public_share_down_to_won"
    THOUSAND_WON = "public_share_down_to_thousand_won"
    TEN_THOUSAND_WON = "public_share_down_to_ten_thousand_won"

    @property
    def unit_krw(self) -> int:
        return {Rounding.WON: 1, Rounding.THOUSAND_WON: 1_000, Rounding.TEN_THOUSAND_WON: 10_000}[self]

    @property
    def rule(self) -> str:
        """The rule in words, as results keep it."""
        words = {Rounding.THOUSAND_WON: "thousand won", Rounding.TEN_THOUSAND_WON: "ten thousand won"}
        return ROUNDING_RULE.replace("whole won", words.get(self, "whole won"))


@dataclass(frozen=True)
class Split:
    """Who pays what of a request, in whole KRW.

    ``eligible_krw`` holds the VAT that counts, ``vat_krw`` the one that is the firm's alone.
    ``own_cash_krw`` of the own share must be cash. ``unpaid_krw`` is what the rate, the ceiling and the
    request came to where that was less than the smallest award, so that nothing is paid.
    """

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
    own_cash_krw: int = 0
    eligible_vat_krw: int = 0
    unpaid_krw: int = 0

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
    rounding: Rounding = Rounding.WON,
    minimum_krw: int = 0,
    own_cash_floor: Decimal = Decimal(0),
    eligible_vat_krw: int = 0,
) -> Split:
    """Split a request: public = min(eligible × rate rounded down, ceiling, what was asked for).

    ``eligible_krw`` and ``ineligible_krw`` are supply prices. ``support_rate`` is a fraction of at most
    1 − ``own_share_floor``. The result is rounded down to the unit of ``rounding``; less than ``minimum_krw``
    is not paid at all. ``eligible_vat_krw`` of the ``vat_krw`` counts as eligible (the firm cannot deduct it).
    ``own_cash_floor`` is the fraction of the own share that must be cash. Raises ValueError for a higher or
    negative rate, a negative amount, more eligible VAT than VAT, and a TypeError for a float.
    """
    require_rate(support_rate, own_share_floor)
    _require_cash_floor(own_cash_floor)
    require_won(eligible_krw, ineligible_krw, vat_krw, ceiling_krw or 0, requested_krw or 0)
    require_won(minimum_krw, eligible_vat_krw, vat_krw - eligible_vat_krw)
    base_krw = eligible_krw + eligible_vat_krw
    public_krw, limited_by = _smallest(base_krw, support_rate, ceiling_krw, requested_krw)
    public_krw -= public_krw % rounding.unit_krw
    unpaid_krw = 0
    if public_krw < minimum_krw:
        public_krw, unpaid_krw, limited_by = 0, public_krw, LimitedBy.MINIMUM
    own_krw = base_krw - public_krw
    has_rules = rounding is not Rounding.WON or minimum_krw or own_cash_floor or eligible_vat_krw
    return Split(
        eligible_krw=base_krw,
        public_krw=public_krw,
        own_krw=own_krw,
        ineligible_krw=ineligible_krw,
        vat_krw=vat_krw - eligible_vat_krw,
        support_rate=support_rate,
        ceiling_krw=ceiling_krw,
        limited_by=limited_by,
        rounding_rule=rounding.rule,
        formula=FORMULA_WITH_RULES if has_rules else FORMULA,
        own_cash_krw=round_won_up(own_krw * own_cash_floor),
        eligible_vat_krw=eligible_vat_krw,
        unpaid_krw=unpaid_krw,
    )


def _smallest(
    base_krw: int, support_rate: Decimal, ceiling_krw: int | None, requested_krw: int | None
) -> tuple[int, LimitedBy]:
    public_krw, limited_by = round_won_down(base_krw * support_rate), LimitedBy.RATE
    if ceiling_krw is not None and ceiling_krw < public_krw:
        public_krw, limited_by = ceiling_krw, LimitedBy.CEILING
    if requested_krw is not None and requested_krw < public_krw:
        public_krw, limited_by = requested_krw, LimitedBy.REQUEST
    return public_krw, limited_by


def _require_cash_floor(own_cash_floor: Decimal) -> None:
    if not isinstance(own_cash_floor, Decimal):
        raise TypeError("a floor is a Decimal")
    if not 0 <= own_cash_floor <= 1:
        raise ValueError(f"cash floor {own_cash_floor} is no fraction")


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
