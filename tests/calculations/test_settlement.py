"""The worked examples of docs/calculations.md, "Settlement"."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.funding import LimitedBy, split_support
from calculations.settlement import Claim, SettlementRule, settle

RATE = Decimal("0.67")
AWARD = {"award_eligible_krw": 8_000_000, "award_public_krw": 5_000_000, "support_rate": RATE}


def test_everything_accepted_returns_nothing():
    claims = [Claim("pump", 6_000_000, 6_000_000), Claim("piping", 2_000_000, 2_000_000)]

    result = settle(claims, **AWARD, paid_krw=5_000_000)

    assert (result.public_krw, result.own_krw) == (5_000_000, 3_000_000)
    assert [item.public_krw for item in result.items] == [3_750_000, 1_250_000]
    assert [item.own_krw for item in result.items] == [2_250_000, 750_000]
    assert (result.return_krw, result.payable_krw) == (0, 0)
    assert result.own_share_rate == Decimal("0.375")


def test_a_struck_item_is_borne_by_the_firm_and_public_money_goes_back_in_proportion():
    claims = [Claim("pump", 6_000_000, 6_000_000), Claim("piping", 2_000_000, 1_000_000)]

    result = settle(claims, **AWARD, paid_krw=5_000_000)

    # 7,000,000 x 5/8 = 4,375,000
    assert (result.claimed_krw, result.struck_krw, result.accepted_krw) == (8_000_000, 1_000_000, 7_000_000)
    assert (result.public_krw, result.own_krw, result.return_krw) == (4_375_000, 2_625_000, 625_000)
    assert result.items[1].struck_krw == 1_000_000


def test_the_support_rate_rule_keeps_more_of_the_award():
    claims = [Claim("pump", 7_000_000, 7_000_000)]

    result = settle(claims, **AWARD, paid_krw=5_000_000, rule=SettlementRule.SUPPORT_RATE)

    # 7,000,000 x 0.67 = 4,690,000
    assert (result.public_krw, result.return_krw) == (4_690_000, 310_000)


@pytest.mark.parametrize("rule", list(SettlementRule))
def test_a_dearer_improvement_gets_the_award_and_no_more(rule):
    result = settle([Claim("pump", 9_000_000, 9_000_000)], **AWARD, paid_krw=0, rule=rule)

    assert (result.public_krw, result.own_krw) == (5_000_000, 4_000_000)
    assert result.limited_by is LimitedBy.CEILING
    assert (result.return_krw, result.payable_krw) == (0, 5_000_000)


def test_nothing_accepted_returns_everything():
    result = settle([Claim("pump", 8_000_000, 0)], **AWARD, paid_krw=5_000_000)

    assert (result.public_krw, result.return_krw) == (0, 5_000_000)
    assert result.own_share_rate is None


def test_an_award_on_nothing_settles_at_nothing():
    result = settle([], award_eligible_krw=0, award_public_krw=0, support_rate=RATE, paid_krw=0)

    assert (result.public_krw, result.return_krw) == (0, 0)


def test_accepting_more_than_was_claimed_is_refused():
    with pytest.raises(ValueError, match="more than was claimed"):
        settle([Claim("pump", 1, 2)], **AWARD, paid_krw=0)


def test_an_award_above_the_floor_is_refused():
    with pytest.raises(ValueError, match="own share"):
        settle([], award_eligible_krw=100, award_public_krw=68, support_rate=RATE, paid_krw=0)


def test_floats_are_refused():
    with pytest.raises(TypeError):
        settle([Claim("pump", 1.0, 1.0)], **AWARD, paid_krw=0)


amounts = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted)


@given(
    st.lists(amounts, max_size=8),
    st.integers(0, 10**10),
    st.decimals(0, RATE, places=3),
    st.none() | st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(list(SettlementRule)),
)
def test_a_settlement_always_adds_up(pairs, eligible, rate, ceiling, paid, rule):
    award = split_support(eligible_krw=eligible, support_rate=rate, ceiling_krw=ceiling)
    claims = [Claim(str(index), claimed, accepted) for index, (accepted, claimed) in enumerate(pairs)]

    result = settle(
        claims,
        award_eligible_krw=eligible,
        award_public_krw=award.public_krw,
        support_rate=rate,
        paid_krw=paid,
        rule=rule,
    )

    assert sum(item.public_krw for item in result.items) == result.public_krw
    assert result.public_krw + result.own_krw == result.accepted_krw
    assert result.accepted_krw + result.struck_krw == result.claimed_krw
    assert result.public_krw <= award.public_krw
    assert result.own_krw * 100 >= result.accepted_krw * 33
    assert all(item.public_krw >= 0 and item.own_krw >= 0 for item in result.items)
    assert result.return_krw >= 0
    assert paid - result.return_krw + result.payable_krw == result.public_krw
    assert result.return_krw * result.payable_krw == 0
