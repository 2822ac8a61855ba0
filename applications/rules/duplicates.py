"""By what an applicant is met again, and what is said of flags before an application passes screening."""

import hashlib
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, DuplicateFlag, MatchKey
from workflow.errors import Refused

Kind = MatchKey.Kind

# "주식회사", floors and room numbers say nothing about which factory it is.
_BRACKETS = re.compile(r"\([^)]*\)")
_NOT_WORDS = re.compile(r"[^0-9a-z가-힣]")
_FLOOR = re.compile(r"(지하)?\d+(층|호)$")
_NATION = "대한민국"
# The provinces as people shorten them.
_PROVINCES = {
    "서울특별시": "서울", "서울시": "서울", "부산광역시": "부산", "부산시": "부산", "대구광역시": "대구",
    "대구시": "대구", "인천광역시": "인천", "인천시": "인천", "광주광역시": "광주", "광주시": "광주",
    "대전광역시": "대전", "대전시": "대전", "울산광역시": "울산", "울산시": "울산", "세종특별자치시": "세종",
    "세종시": "세종", "경기도": "경기", "강원특별자치도": "강원", "강원도": "강원", "충청북도": "충북",
    "충청남도": "충남", "전북특별자치도": "전북", "전라북도": "전북", "전라남도": "전남", "경상북도": "경북",
    "경상남도": "경남", "제주특별자치도": "제주", "제주도": "제주",
}  # fmt: skip
# Shorter ones are switchboards of nothing.
_SHORTEST_PHONE = 8


def digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def phone(text: str) -> str:
    """Digits without the country code; empty for what is no whole number."""
    number = digits(text)
    if number.startswith("82"):
        number = "0" + number.removeprefix("82").removeprefix("0")
    # Placeholders such as 032-000-0000 are nobody's.
    return number if len(number) >= _SHORTEST_PHONE and set(number[-7:]) != {"0"} else ""


def address(text: str) -> str:
    """One spelling of an address: provinces short, without brackets, floors and punctuation."""
    words = _BRACKETS.sub(" ", unicodedata.normalize("NFKC", text).lower()).replace(",", " ").split()
    words = [_PROVINCES.get(word, word) for word in words if word != _NATION]
    kept = [word for word in words if not _FLOOR.fullmatch(word)]
    return _NOT_WORDS.sub("", "".join(kept))


def person(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def values(application: Application) -> dict[str, set[str]]:
    """What an application is met by, as typed, per kind: phones are the firm's and the contact's."""
    case = application.case
    firm, site = case.organisation, case.site
    return {
        Kind.BUSINESS_NUMBER: {firm.business_number},
        Kind.CORPORATE_NUMBER: {firm.corporate_number},
        Kind.ADDRESS: {site.address if site else firm.address},
        Kind.PHONE: {firm.phone, application.contact_phone},
        Kind.REPRESENTATIVE: {firm.representative},
    }


_NORMALISED: dict[str, Any] = {
    Kind.BUSINESS_NUMBER: digits,
    Kind.CORPORATE_NUMBER: digits,
    Kind.ADDRESS: address,
    Kind.PHONE: phone,
    Kind.REPRESENTATIVE: person,
}


def keys(application: Application) -> dict[tuple[str, str], str]:
    """Kind and digest of everything an application is met by, with the value as typed."""
    return {
        (str(kind), digest(kind, normal)): typed
        for kind, found in values(application).items()
        for typed in sorted(found)
        if (normal := _NORMALISED[kind](typed))
    }


def digest(kind: str, normal: str) -> str:
    return hashlib.blake2b(f"{kind}:{normal}".encode(), digest_size=16).hexdigest()


def masked(kind: str, typed: str) -> str:
    """A value that is enough to compare by eye and not more: 032-***-0000."""
    if kind == Kind.ADDRESS:
        return typed
    if kind == Kind.REPRESENTATIVE:
        return typed[:1] + "*" * max(len(typed) - 2, 0) + typed[-1:] if len(typed) > 2 else typed[:1] + "*"
    shown = [sign for sign in typed if sign.isdigit()]
    hidden = set(range(3, max(len(shown) - 4, 3)))
    place = -1
    out = []
    for sign in typed:
        if sign.isdigit():
            place += 1
            out.append("*" if place in hidden else sign)
        else:
            out.append(sign)
    return "".join(out)


def open_flags(application: Application) -> list[DuplicateFlag]:
    """Flags about an application that nobody has resolved, whichever side it stands on."""
    return list(DuplicateFlag.objects.about(application).open().with_list_data())


def require_flags_answered(application: Application, comment: str) -> None:
    """Open flags do not stop a screening, but then its comment says why it passes all the same."""
    if comment.strip() or not DuplicateFlag.objects.about(application).open().exists():
        return
    text = _(
        "Possible duplicates are still open. Resolve them first, or give the reason why the application "
        "passes all the same."
    )
    raise Refused("duplicates_open", text, field="comment")
