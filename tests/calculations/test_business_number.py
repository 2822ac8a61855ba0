import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.business_number import (
    BusinessNumberError,
    check_digit,
    corporate_number_looks_wrong,
    formatted,
    normalise,
)


@pytest.mark.parametrize(
    "text",
    [
        "1208147521",
        "120-81-47521",
        " 120 81 47521 ",
        "120–81–47521",
        "１２０－８１－４７５２１",
        "120\u00a081\u00a047521",
    ],
)
def test_normalise_accepts_blanks_hyphens_and_full_width_digits(text):
    assert normalise(text) == "1208147521"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("120-81-47522", "check_digit"),
        ("000-00-00000", "all_zero"),
        ("120-81-4752", "length"),
        ("120-81-475210", "length"),
        ("", "length"),
        ("12O-81-47521", "characters"),
        ("120.81.47521", "characters"),
        ("१२०८१४७५२१", "characters"),
    ],
)
def test_normalise_refuses_with_a_code(text, code):
    with pytest.raises(BusinessNumberError) as caught:
        normalise(text)

    assert caught.value.code == code


def test_formatted():
    assert formatted("1208147521") == "120-81-47521"


@given(st.from_regex(r"[0-9]{9}", fullmatch=True).filter(lambda digits: digits != "0" * 9))
def test_exactly_one_check_digit_fits(first_nine):
    good = first_nine + check_digit(first_nine)

    assert normalise(formatted(good)) == good
    for digit in "0123456789":
        if digit != good[9]:
            with pytest.raises(BusinessNumberError):
                normalise(first_nine + digit)


@pytest.mark.parametrize("first_nine", ["12081475", "1208147521", "12081475x", "¹20814752"])
def test_check_digit_needs_nine_digits(first_nine):
    with pytest.raises(ValueError, match="nine digits"):
        check_digit(first_nine)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("110111-0062432", False),
        ("1101110062432", False),
        ("110111-0062433", True),
        ("110111-006243", True),
        ("", True),
        ("110111-00A2432", True),
    ],
)
def test_corporate_number_is_only_a_warning(text, expected):
    assert corporate_number_looks_wrong(text) is expected
