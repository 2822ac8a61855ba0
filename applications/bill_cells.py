"""Cells as people and spreadsheets write them: days, quantities, won, units, time bands."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Band, EvidenceGrade
from calculations.quantities import Unit
from documents.workbooks import NotThat

BAND_NAMES: dict[str, str] = {Band.OFF_PEAK: "경부하", Band.MID_PEAK: "중간부하", Band.PEAK: "최대부하"}
EVIDENCE_NAMES: dict[str, str] = {
    EvidenceGrade.METERED: "계량",
    EvidenceGrade.BILLED: "고지서",
    EvidenceGrade.ESTIMATED: "추정",
}
# Contract types of KEPCO's bills, offered as suggestions (recalled; the bill's own words are kept).
CONTRACTS = (
    "산업용(갑)Ⅰ 저압",
    "산업용(갑)Ⅰ 고압A",
    "산업용(갑)Ⅱ 고압A",
    "산업용(을) 고압A 선택Ⅰ",
    "산업용(을) 고압A 선택Ⅱ",
    "산업용(을) 고압A 선택Ⅲ",
    "산업용(을) 고압B 선택Ⅱ",
    "일반용(갑)Ⅰ 저압",
    "일반용(을) 고압A 선택Ⅱ",
)
_DAY = re.compile(r"([0-9]{4})\s*[-./년]\s*([0-9]{1,2})\s*[-./월]\s*([0-9]{1,2})\s*[.일]?(\s+00:00(:00)?)?")
_PLAIN_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_SPACES = re.compile(r"\s+")
_UNIT_NAMES = {
    **{unit.value.casefold(): unit.value for unit in Unit if unit is not Unit.KW},
    "㎥": "m3", "m³": "m3", "㎏": "kg", "톤": "t", "ton": "t", "리터": "L", "ℓ": "L", "㎘": "kL",
    "㎿h": "MWh", "㎾h": "kWh",
    "n㎥": "Nm3", "nm³": "Nm3", "천nm3": "1000Nm3", "천n㎥": "1000Nm3",
}  # fmt: skip


def read_text(value: Any) -> str:
    """One line of text without the spaces around it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _SPACES.sub(" ", str(value)).strip()


def read_day(value: Any) -> date | None:
    """A day as 2020-01-31, 2020. 1. 31., 2020/1/31, 20200131 or 2020년 1월 31일. Raises NotThat."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = read_text(value)
    if not text:
        return None
    found = _DAY.fullmatch(text) or _PLAIN_DAY.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()[:3]))
    except ValueError:
        pass
    raise NotThat(_("Enter a day such as 2020-01-31."))


def read_quantity(value: Any) -> Decimal | None:
    """A number with at most three decimals; commas between thousands are taken off. Raises NotThat."""
    if isinstance(value, bool | date):
        raise NotThat(_("Enter a number such as 12345.6."))
    if isinstance(value, float):  # a spreadsheet's 0.1 + 0.2
        value = repr(round(value, 6))
    text = read_text(value)
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not (text.isascii() and number.is_finite()) or "_" in text:
        raise NotThat(_("Enter a number such as 12345.6."))
    if abs(number) >= 10**13 or number != number.quantize(Decimal("0.001")):
        raise NotThat(_("Enter at most three decimals and thirteen digits before the point."))
    if number < 0:
        raise NotThat(_("Enter 0 or more."))
    return number


def read_won(value: Any) -> int | None:
    """Whole won; "원", "₩" and commas are taken off. Raises NotThat."""
    text = read_text(value).removesuffix("원").removeprefix("₩").strip() if isinstance(value, str) else value
    try:
        number = read_quantity(text)
    except NotThat:
        number = Decimal("0.5")
    if number is None:
        return None
    if number != number.to_integral_value():
        raise NotThat(_("Enter whole won such as 1234567."))
    return int(number)


def read_unit(value: Any) -> str:
    """The code of a unit, however it is written: ㎥ is m3. Raises NotThat."""
    text = read_text(value)
    if not text:
        return ""
    try:
        return _UNIT_NAMES[text.casefold().replace(" ", "")]
    except KeyError:
        units = ", ".join(unit for unit in Unit if unit is not Unit.KW)
        raise NotThat(_("Enter one of these units: %(units)s.") % {"units": units}) from None


def read_band(value: Any) -> str:
    """The code of a time band by its Korean name or code. Raises NotThat."""
    return _code_of(value, BAND_NAMES)


def read_evidence(value: Any) -> str:
    """The code of an evidence grade by its Korean name or code. Raises NotThat."""
    return _code_of(value, EVIDENCE_NAMES)


def _code_of(value: Any, names: dict[Any, str]) -> str:
    text = read_text(value)
    if not text:
        return ""
    for code, name in names.items():
        if text in (name, str(code)):
            return str(code)
    raise NotThat(_("Enter one of these: %(names)s.") % {"names": ", ".join(names.values())})
