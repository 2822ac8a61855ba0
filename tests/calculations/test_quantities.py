from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations import quantities
from calculations.quantities import Unit, UnitError, convert, exact

decimals = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("quantity", "source", "target", "expected"),
    [
        ("1500", Unit.KWH, Unit.MWH, "1.5"),
        ("2", Unit.GJ, Unit.MJ, "2000"),
        ("1", Unit.GCAL, Unit.MJ, "4186.8"),
        ("3", Unit.M3, Unit.L, "3000"),
        ("2500", Unit.NM3, Unit.THOUSAND_NM3, "2.5"),
        ("750", Unit.KG, Unit.T, "0.75"),
    ],
)
def test_convert_inside_one_dimension(quantity, source, target, expected):
    assert convert(quantity, source, target) == Decimal(expected)


@pytest.mark.parametrize(
    ("source", "target"), [(Unit.NM3, Unit.M3), (Unit.KWH, Unit.MJ), (Unit.L, Unit.KG), (Unit.KW, Unit.KWH)]
)
def test_convert_refuses_to_guess_and_names_both_units(source, target):
    with pytest.raises(UnitError) as caught:
        convert(1, source, target)

    assert (caught.value.source, caught.value.target) == (source, target)
    assert source in str(caught.value)
    assert target in str(caught.value)


@given(decimals, st.sampled_from(list(Unit)))
def test_convert_there_and_back_is_exact(quantity, unit):
    for target in Unit:
        if target.dimension is unit.dimension and Unit.GCAL not in (unit, target):
            assert convert(convert(quantity, unit, target), target, unit) == quantity


@pytest.mark.parametrize("value", [1.5, True, None, b"1"])
def test_exact_refuses_what_is_not_exact(value):
    with pytest.raises(TypeError):
        exact(value)


@pytest.mark.parametrize("value", ["", "1,000", "abc", "NaN", "Infinity", Decimal("NaN")])
def test_exact_refuses_what_is_no_finite_number(value):
    with pytest.raises(ValueError, match="number"):
        exact(value)


@pytest.mark.parametrize(
    ("rounding", "value", "expected"),
    [
        (quantities.round_won_down, "1999.99", 1999),
        (quantities.round_won_up, "1999.01", 2000),
        (quantities.round_won_half_up, "1999.5", 2000),
        (quantities.round_won_half_up, "2000.5", 2001),
        (quantities.round_mj, "10.5", Decimal(11)),
        (quantities.round_toe, "1999.995", Decimal("2000.00")),
        (quantities.round_tco2eq, "0.0005", Decimal("0.001")),
        (quantities.round_years, "2.05", Decimal("2.1")),
        (quantities.round_percent, "66.65", Decimal("66.7")),
        (quantities.round_quantity, "1.2345", Decimal("1.235")),
    ],
)
def test_named_roundings(rounding, value, expected):
    assert rounding(Decimal(value)) == expected


def test_rounding_never_prints_a_negative_zero():
    assert str(quantities.round_toe(Decimal("-0.001"))) == "0.00"


@pytest.mark.parametrize("amount", [1.0, Decimal(1), True, "1"])
def test_require_won_refuses_other_types(amount):
    with pytest.raises(TypeError):
        quantities.require_won(amount)


def test_require_won_refuses_negative_amounts():
    with pytest.raises(ValueError, match="negative"):
        quantities.require_won(0, -1)
