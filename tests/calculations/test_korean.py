import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.korean import amount_in_words, mask_name, mask_phone, short_won

DIGITS = {digit: value for value, digit in enumerate("영일이삼사오육칠팔구")}
PLACES = {"십": 10, "백": 100, "천": 1000}
GROUPS = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}


def read_words(words: str) -> int:
    """An independent reader of what amount_in_words writes."""
    total = group = digit = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            group += digit * PLACES[character]
            digit = 0
        else:
            total += (group + digit) * GROUPS[character]
            group = digit = 0
    return total + group + digit


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (113_560, "일십일만삼천오백육십"),
        (5_500_000, "오백오십만"),
        (131_500_000, "일억삼천일백오십만"),
        (10_000_001, "일천만일"),
        (10_000, "일만"),
        (0, "영"),
        (10, "일십"),
        (1_000_000_000_000, "일조"),
        (10**16 + 1, "일경일"),
    ],
)
def test_amount_in_words(amount, words):
    assert amount_in_words(amount) == words


@given(st.integers(0, 10**20 - 1))
def test_amount_in_words_can_be_read_back(amount):
    assert read_words(amount_in_words(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (131_500_000, "1억 3,150만원"),
        (5_500_000, "550만원"),
        (113_560, "11만 3,560원"),
        (10_000_001, "1,000만 1원"),
        (9_999, "9,999원"),
        (100_000_000, "1억원"),
        (0, "0원"),
    ],
)
def test_short_won(amount, text):
    assert short_won(amount) == text


@pytest.mark.parametrize("write", [amount_in_words, short_won])
@pytest.mark.parametrize("amount", [-1, 10**20])
def test_amounts_out_of_range_are_refused(write, amount):
    with pytest.raises(ValueError, match="cannot be written"):
        write(amount)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("김철", "김*"),
        ("남궁민수", "남**수"),
        ("남궁민", "남궁*"),
        ("황보라온누리", "황****리"),
        (" 홍길동 ", "홍*동"),
        ("홍 길동", "홍*동"),
        ("José García", "J*** G*****"),
        ("홍", "*"),
        ("", ""),
        ("John Smith", "J*** S****"),
        ("Bo", "B*"),
        ("Li X", "L* *"),
    ],
)
def test_mask_name(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("010-1234-5678", "010-****-5678"),
        ("02-123-4567", "02-***-4567"),
        ("(032)440-4286", "(032)***-4286"),
        ("+82 10 1234 5678", "********5678"),
        ("01012345678", "*******5678"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_mask_phone(number, masked):
    assert mask_phone(number) == masked
