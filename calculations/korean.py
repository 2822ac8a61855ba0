"""Korean text of figures and people: amounts in words, short amounts, masked names and telephone numbers.

Amounts in words follow the administrative regulation's example: 일 is written before 십, 백 and 천
(금113,560원(금일십일만삼천오백육십원)); digits of zero and empty groups are left out.
"""

import re

_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조", "경")
_TWO_SYLLABLE_SURNAMES = frozenset(
    ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "어금", "망절")
)
_HANGUL = re.compile("[가-힣]")
_PHONE = re.compile(r"(\D*\d{2,4}\D+)(\d{3,4})(\D+\d{4}\D*)")


def amount_in_words(amount_krw: int) -> str:
    """``113560`` → ``일십일만삼천오백육십``; ``0`` → ``영``. Without 금 and 원.

    Raises ValueError below zero and from 10^20 on.
    """
    return "".join(_group_in_words(group) + unit for group, unit in _groups(amount_krw)) or _DIGITS[0]


def short_won(amount_krw: int) -> str:
    """``131500000`` → ``1억 3,150만원``, for screens; exact, nothing is rounded away.

    Raises ValueError below zero and from 10^20 on.
    """
    return " ".join(f"{group:,}{unit}" for group, unit in _groups(amount_krw)) + "원" if amount_krw else "0원"


def mask_name(name: str) -> str:
    """Hide at least the first character of the given name: 홍*동, 김*, 남**수, 남궁*, J*** S****.

    Three syllables that begin with a two-syllable surname keep the surname only. Names without Hangul
    keep the first letter of each word.
    """
    words = name.split()
    if not _HANGUL.search(name):
        return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in words)
    name = "".join(words)
    if len(name) <= 2:
        return name[:1] + "*" if len(name) == 2 else "*" * len(name)
    if len(name) == 3 and name[:2] in _TWO_SYLLABLE_SURNAMES:
        return name[:2] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(number: str) -> str:
    """Hide the middle block: ``010-1234-5678`` → ``010-****-5678``.

    A number without separators keeps its last four digits only; one that is too short shows nothing.
    """
    match = _PHONE.fullmatch(number)
    if match:
        return match[1] + "*" * len(match[2]) + match[3]
    digits = re.sub(r"\D", "", number)
    return "*" * (len(digits) - 4) + digits[-4:] if len(digits) > 7 else "*" * len(digits)


def _groups(amount_krw: int) -> list[tuple[int, str]]:
    """Non-empty groups of four digits with their unit, greatest first."""
    if not 0 <= amount_krw < 10 ** (4 * len(_GROUPS)):
        raise ValueError(f"{amount_krw} cannot be written in words")
    groups = []
    for unit in _GROUPS:
        amount_krw, group = divmod(amount_krw, 10_000)
        if group:
            groups.append((group, unit))
    return groups[::-1]


def _group_in_words(group: int) -> str:
    places = zip(f"{group:04d}", reversed(_PLACES), strict=True)
    return "".join(_DIGITS[int(digit)] + place for digit, place in places if digit != "0")
