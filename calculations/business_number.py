"""Korean business registration number (사업자등록번호) and corporate number (법인등록번호).

Check digit of the business number: weights 1 3 7 1 3 7 1 3 5 on the first nine digits, plus the tens
digit of ninth × 5; the tenth completes the sum to a multiple of ten. Ten zeros pass that rule and are
refused by name.
"""

import unicodedata

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_KINDS = {
    80: "group",
    81: "corporation",
    82: "non_profit",
    83: "public_body",
    84: "foreign",
    85: "branch",
    86: "corporation",
    87: "corporation",
    88: "corporation",
    89: "religious",
}
_SEPARATORS = frozenset(" -\t\u00a0\u2010\u2011\u2012\u2013\u2014\u2212\u3000")


class BusinessNumberError(ValueError):
    """The number is wrong; ``code`` is characters, length, all_zero or check_digit."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(f"business number {text!r}: {code}")


def normalise(text: str) -> str:
    """The ten digits of ``text``; blanks, hyphens and full-width digits are accepted.

    Raises BusinessNumberError for other characters, another length, zeros only or a wrong check digit.
    """
    digits = _digits(text)
    if digits and not (digits.isascii() and digits.isdigit()):
        raise BusinessNumberError("characters", text)
    if len(digits) != 10:
        raise BusinessNumberError("length", text)
    if digits == "0" * 10:
        raise BusinessNumberError("all_zero", text)
    if check_digit(digits[:9]) != digits[9]:
        raise BusinessNumberError("check_digit", text)
    return digits


def check_digit(first_nine: str) -> str:
    """The tenth digit that belongs to nine digits. Raises ValueError for anything but nine digits."""
    if len(first_nine) != 9 or not (first_nine.isascii() and first_nine.isdigit()):
        raise ValueError(f"{first_nine!r} is not nine digits")
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, _WEIGHTS, strict=True))
    total += int(first_nine[8]) * 5 // 10
    return str(-total % 10)


def formatted(digits: str) -> str:
    """``1208147521`` as ``120-81-47521``. Raises BusinessNumberError like ``normalise``."""
    digits = normalise(digits)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def plain(text: str) -> str:
    """A number without blanks and hyphens, full-width digits as plain ones; nothing is checked."""
    return _digits(text)


def kind(digits: str) -> str:
    """What the middle two digits (fourth and fifth) of a business number say about the business.

    01-79 individual, taxable; 80 group without legal personality; 81, 86, 87, 88 head office of a profit
    corporation; 82 non-profit corporation; 83 state or local body; 84 foreign corporation; 85 branch of a
    corporation; 89 religious body; 90-99 individual, tax-exempt. The split of 86 to 88 is recalled. ``unknown``
    for 00 and for anything but ten digits.
    """
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return "unknown"
    middle = int(digits[3:5])
    if middle == 0:
        return "unknown"
    if middle < 80:
        return "individual"
    return _KINDS.get(middle, "individual_exempt")


def corporate_number_looks_wrong(text: str) -> bool:
    """Whether a corporate number (13 digits) fails its check digit: reason to warn, never to refuse.

    Weights 1 2 alternating on twelve digits. Numbers issued since 2025-01-31 may not follow the rule
    (unconfirmed), so a True here is a hint to look again.
    """
    digits = _digits(text)
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return True
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(digits[:12]))
    return str(-total % 10) != digits[12]


def _digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if character not in _SEPARATORS)
