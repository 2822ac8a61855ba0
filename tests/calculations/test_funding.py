"""The worked examples of docs/calculations.md, "Funding"; money must come out right for every input."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calculations.funding import LimitedBy, Rounding, split_support

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


RULES = {
    "support_rate": Decimal("0.6"),
    "ceiling_krw": 5_000_000,
    "minimum_krw": 2_000_000,
    "rounding": Rounding.TEN_THOUSAND_WON,
    "own_cash_floor": Decimal("0.1"),
}


@pytest.mark.parametrize(
    ("quote", "public", "own", "cash", "limited_by", "unpaid"),
    [
        (3_000_000, 0, 3_000_000, 300_000, LimitedBy.MINIMUM, 1_800_000),
        (7_500_000, 4_500_000, 3_000_000, 300_000, LimitedBy.RATE, 0),
        (20_000_000, 5_000_000, 15_000_000, 1_500_000, LimitedBy.CEILING, 0),
    ],
)
def test_the_three_quotes_under_further_rules(quote, public, own, cash, limited_by, unpaid):
    split = split_support(eligible_krw=quote, **RULES)

    assert (split.public_krw, split.own_krw, split.own_cash_krw) == (public, own, cash)
    assert (split.limited_by, split.unpaid_krw, split.formula) == (limited_by, unpaid, "funding/2")
    assert split.rounding_rule == "public share rounded down to ten thousand won"


@pytest.mark.parametrize(
    ("rounding", "public"),
    [(Rounding.WON, 2_233_333), (Rounding.THOUSAND_WON, 2_233_000), (Rounding.TEN_THOUSAND_WON, 2_230_000)],
)
def test_the_rounding_unit(rounding, public):
    split = split_support(eligible_krw=3_333_333, support_rate=Decimal("0.67"), rounding=rounding)

    assert split.public_krw == public
    assert split.formula == ("funding/1" if rounding is Rounding.WON else "funding/2")


def test_a_smallest_award_that_is_just_reached_is_paid():
    rules = {"eligible_krw": 3_000_000, "support_rate": Decimal("0.5")}

    assert split_support(**rules, minimum_krw=1_500_000).public_krw == 1_500_000
    assert split_support(**rules, minimum_krw=1_500_001).limited_by is LimitedBy.MINIMUM


def test_vat_that_the_firm_cannot_deduct_counts_as_eligible():
    split = split_support(
        eligible_krw=3_333_333,
        vat_krw=433_333,
        eligible_vat_krw=333_333,
        support_rate=Decimal("0.6"),
        rounding=Rounding.THOUSAND_WON,
    )

    assert (split.eligible_krw, split.public_krw, split.vat_krw) == (3_666_666, 2_199_000, 100_000)
    assert split.total_krw == 3_333_333 + 433_333


def test_more_eligible_vat_than_vat_and_a_cash_floor_above_one_are_refused():
    with pytest.raises(ValueError, match="negative"):
        split_support(eligible_krw=1, support_rate=Decimal(0), vat_krw=1, eligible_vat_krw=2)
    with pytest.raises(ValueError, match="cash floor"):
        split_support(eligible_krw=1, support_rate=Decimal(0), own_cash_floor=Decimal(2))
    with pytest.raises(TypeError):
        split_support(eligible_krw=1, support_rate=Decimal(0), own_cash_floor=0.5)


@given(won, rates, st.none() | won, st.sampled_from(Rounding), won, st.decimals(0, 1, places=3), won)
def test_further_rules_never_lower_the_own_share(eligible, rate, ceiling, rounding, minimum, cash, vat):
    split = split_support(
        eligible_krw=eligible,
        support_rate=rate,
        ceiling_krw=ceiling,
        rounding=rounding,
        minimum_krw=minimum,
        own_cash_floor=cash,
        vat_krw=vat,
        eligible_vat_krw=vat,
    )

    assert split.total_krw == split.public_krw + split.own_krw == eligible + vat
    assert split.public_krw % rounding.unit_krw == 0
    assert split.public_krw == 0 or split.public_krw >= minimum
    assert split.own_krw * 100 >= (eligible + vat) * 33
    assert split.own_krw * cash <= split.own_cash_krw <= split.own_krw
