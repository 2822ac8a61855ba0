"""The worked examples of docs/calculations.md, "Funding"; money must come out right for every input."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calculations.funding import LimitedBy, split_support

won = st.integers(0, 10**12)
rates = st.decimals(0, Decimal("0.67"), places=4)


def test_the_ceiling_sets_the_award():
    split = split_support(
        eligible_krw=10_000_000,
        support_rate=Decimal("0.67"),
        ceiling_krw=5_000_000,
        ineligible_krw=700_000,
        vat_krw=1_070_000,
    )

    assert (split.public_krw, split.own_krw) == (5_000_000, 5_000_000)
    assert split.own_share_rate == Decimal("0.5")
    assert split.firm_pays_krw == 6_770_000
    assert split.total_krw == 11_770_000
    assert split.limited_by is LimitedBy.CEILING


def test_the_public_share_is_rounded_down_to_whole_won():
    split = split_support(eligible_krw=3_333_333, support_rate=Decimal("0.67"), ceiling_krw=5_000_000)

    # 3,333,333 x 0.67 = 2,233,333.11
    assert (split.public_krw, split.own_krw) == (2_233_333, 1_100_000)
    assert split.limited_by is LimitedBy.RATE
    assert split.rounding_rule == "public share rounded down to whole won"


def test_less_may_be_asked_for():
    split = split_support(eligible_krw=3_000_000, support_rate=Decimal("0.5"), requested_krw=1_000_000)

    assert split.public_krw == 1_000_000
    assert split.limited_by is LimitedBy.REQUEST


def test_nothing_eligible():
    split = split_support(eligible_krw=0, support_rate=Decimal("0.67"), ineligible_krw=10)

    assert (split.public_krw, split.own_krw, split.firm_pays_krw) == (0, 0, 10)
    assert split.own_share_rate is None


@pytest.mark.parametrize("rate", [Decimal("0.6701"), Decimal(1), Decimal("-0.01")])
def test_a_rate_that_breaks_the_floor_is_refused(rate):
    with pytest.raises(ValueError, match="support rate"):
        split_support(eligible_krw=1, support_rate=rate)


def test_a_floor_that_is_no_fraction_is_refused():
    with pytest.raises(ValueError, match="no fraction"):
        split_support(eligible_krw=1, support_rate=Decimal("0.5"), own_share_floor=Decimal(33))


@pytest.mark.parametrize(
    "arguments",
    [
        {"eligible_krw": 1.0, "support_rate": Decimal("0.5")},
        {"eligible_krw": Decimal(1), "support_rate": Decimal("0.5")},
        {"eligible_krw": 1, "support_rate": 0.5},
        {"eligible_krw": 1, "support_rate": Decimal("0.5"), "vat_krw": 0.1},
        {"eligible_krw": 1, "support_rate": Decimal("0.5"), "own_share_floor": 0.33},
    ],
)
def test_floats_and_decimals_are_no_money(arguments):
    with pytest.raises(TypeError):
        split_support(**arguments)


@given(won, rates, st.none() | won, st.none() | won, won, won)
def test_the_split_always_adds_up_and_keeps_the_floor(eligible, rate, ceiling, requested, ineligible, vat):
    split = split_support(
        eligible_krw=eligible,
        support_rate=rate,
        ceiling_krw=ceiling,
        requested_krw=requested,
        ineligible_krw=ineligible,
        vat_krw=vat,
    )

    assert split.public_krw + split.own_krw == eligible
    assert split.public_krw + split.firm_pays_krw == eligible + ineligible + vat == split.total_krw
    assert split.own_krw * 100 >= eligible * 33
    assert split.own_share_rate is None or split.own_share_rate >= Decimal("0.33")
    assert 0 <= split.public_krw <= eligible * rate
    assert ceiling is None or split.public_krw <= ceiling
    assert requested is None or split.public_krw <= requested
    assert type(split.public_krw) is type(split.own_krw) is int


@given(won, won, rates, st.none() | won)
def test_a_higher_cost_never_lowers_either_share(first, second, rate, ceiling):
    low, high = sorted((first, second))
    less = split_support(eligible_krw=low, support_rate=rate, ceiling_krw=ceiling)
    more = split_support(eligible_krw=high, support_rate=rate, ceiling_krw=ceiling)

    assert less.public_krw <= more.public_krw
    assert less.own_krw <= more.own_krw


@given(won, rates, rates)
def test_a_higher_rate_never_lowers_the_public_share(eligible, first, second):
    low, high = sorted((first, second))

    assert (
        split_support(eligible_krw=eligible, support_rate=low).public_krw
        <= split_support(eligible_krw=eligible, support_rate=high).public_krw
    )


@given(won, st.decimals(0, 1, places=3), st.decimals(0, 1, places=3))
def test_any_floor_is_kept(eligible, floor, rate):
    assume(rate <= 1 - floor)

    split = split_support(eligible_krw=eligible, support_rate=rate, own_share_floor=floor)

    assert split.own_krw >= eligible * floor
