"""What a paper could say: made-up bodies for previews, after the shape that each paper declares (``contexts``)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from documents import contexts
from journal import clock

LIST_LENGTH = 2
WORD = "견본"
# By key, or by shape and key where the same key means something else.
TEXTS: dict[str, str] = {
    "case_number": "견본-0000",
    "Firm.name": "(견본) 한빛정밀공업 주식회사",
    "Firm.address": "인천광역시 남동구 견본로 1",
    "Firm.size": "소기업",
    "Site.name": "제1공장",
    "Site.address": "인천광역시 남동구 견본로 2",
    "Site.industry_code": "25922",
    "Site.industry_name": "도금업",
    "Site.products": "자동차 부품 도금",
    "business_number": "0000000000",
    "supplier_number": "0000000000",
    "representative": "홍길동",
    "applicant": "홍길동",
    "TeamMember.name": "홍길동",
    "Contact.name": "담당자",
    "phone": "000-0000-0000",
    "email": "sample@example.kr",
    "unit": "kWh",
    "reason": "",
    "legal_basis": "",
    "specification": "",
    "receipt_number": "견본-R-0001",
    "award_number": "제0000-000호",
    "court": "관할 지방법원",
    "StreamLine.name": "전력",
    "carrier": "전력",
    "source": "국비",
    "purpose": "진단",
}
PLAIN: dict[type, Callable[[str], Any]] = {
    bool: lambda _key: True,
    int: lambda key: 1_000_000 if key.endswith("_krw") else 3,
    Decimal: lambda key: Decimal(33) if key.endswith("percent") else Decimal("12.5"),
    date: lambda key: clock.today() + timedelta(days=30 if "end" in key or "due" in key else 0),
    datetime: lambda _key: clock.now(),
}


def body(code: str, program: contexts.Programme) -> dict[str, Any]:
    """A body for the paper of this kind, in the programme's own name."""
    made: dict[str, Any] = _of_shape(contexts.BODIES[code])
    return {**made, "program": program}


def _of_shape(shape: type) -> dict[str, Any]:
    return {key: _value(hint, f"{shape.__name__}.{key}", key) for key, hint in get_type_hints(shape).items()}


def _value(hint: Any, where: str, key: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if is_typeddict(hint):
        return _of_shape(hint)
    if get_origin(hint) is list:
        return [_value(get_args(hint)[0], where, key) for _number in range(LIST_LENGTH)]
    if hint is str:
        return TEXTS.get(where, TEXTS.get(key, WORD))
    return PLAIN[hint](key)
