"""One criterion, one fact → one verdict. The criteria are data, this is the code that reads them.

A criterion names a fact, an operator of a closed list and a threshold: no free expressions. The verdict
keeps the value, the limit and, as data, what would change the result; wording is the caller's.
"""

import operator as compare
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.quantities import exact

FORMULA = "eligibility/1"

Value = Decimal | int | bool | str
Threshold = Decimal | str | frozenset[str] | None


class Operator(StrEnum):
    """How a value is held against its threshold. LT and GT are strict."""

    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    EQ = "eq"
    NE = "ne"
    IN = "in"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


class OnFail(StrEnum):
    """What a failed criterion means."""

    NOT_MET = "not_met"
    PERSON_DECIDES = "person_decides"


class Kind(StrEnum):
    """What a criterion is for: only conditions decide eligibility."""

    CONDITION = "condition"
    PRIORITY = "priority"
    BONUS = "bonus"


class Result(StrEnum):
    """Result of a criterion. MISSING is not yet answered, which is neither met nor failed."""

    MET = "met"
    NOT_MET = "not_met"
    PERSON_DECIDES = "person_decides"
    MISSING = "missing"


@dataclass(frozen=True)
class Criterion:
    """One rule of a round. ``threshold`` has the shape its operator needs, see ``parse_threshold``."""

    code: str
    fact: str
    operator: Operator
    threshold: Threshold = None
    unit: str = ""
    on_fail: OnFail = OnFail.NOT_MET
    kind: Kind = Kind.CONDITION
    bonus_points: Decimal = Decimal(0)


@dataclass(frozen=True)
class Change:
    """What would turn a failed criterion into a met one.

    For numbers: ``direction`` "lower" or "higher", ``limit`` and the ``difference`` to it (for a strict
    limit the value must pass it, not only reach it). For lists and texts: the ``allowed`` or
    ``excluded`` ones. For yes/no: ``becomes``.
    """

    direction: str = ""
    limit: Decimal | None = None
    difference: Decimal | None = None
    strict: bool = False
    allowed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    becomes: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """The outcome of one criterion, with all that is needed to explain it."""

    code: str
    kind: Kind
    result: Result
    value: Value | None
    limit: Threshold
    unit: str
    change: Change | None
    bonus_points: Decimal = Decimal(0)
    formula: str = FORMULA


# From harmless to decisive: the worst result of the conditions is the result of all.
SEVERITY = (Result.MET, Result.PERSON_DECIDES, Result.MISSING, Result.NOT_MET)

_COMPARISONS: dict[Operator, Callable[[Decimal, Decimal], bool]] = {
    Operator.LT: compare.lt,
    Operator.LE: compare.le,
    Operator.GT: compare.gt,
    Operator.GE: compare.ge,
}
_TEXTS = (Operator.EQ, Operator.NE)
_SEPARATOR = "|"


def parse_threshold(operator: Operator, text: str) -> Threshold:
    """Read a stored threshold: "2000", "small|medium" (a list), "" (yes/no).

    Raises ValueError when the text does not fit the operator.
    """
    if operator in _COMPARISONS:
        return exact(text)
    if operator is Operator.IN:
        values = frozenset(part.strip() for part in text.split(_SEPARATOR) if part.strip())
        if not values:
            raise ValueError("a list operator needs at least one value")
        return values
    if operator in _TEXTS:
        if not text:
            raise ValueError(f"operator {operator} needs a value")
        return text
    if text:
        raise ValueError(f"operator {operator} takes no threshold, got {text!r}")
    return None


def evaluate(criterion: Criterion, facts: Mapping[str, Value | None]) -> Verdict:
    """Hold one criterion against the facts.

    A fact that is absent, None or "" is MISSING. Bonus points count only when the result is MET.
    Raises TypeError when a fact has another type than the operator needs.
    """
    value = facts.get(criterion.fact)
    if value is None or value == "":
        return _verdict(criterion, Result.MISSING, None, None)
    change = _change(criterion, value)
    if change is None:
        return _verdict(criterion, Result.MET, value, None)
    return _verdict(criterion, Result(criterion.on_fail.value), value, change)


def prepared(criterion: Criterion) -> Callable[[Value | None], Result]:
    """``evaluate(…).result`` as a function of the value alone, to hold one criterion against thousands.

    A number is compared at once; everything else goes the whole way. Refuses what ``evaluate`` refuses.
    """
    failed = Result(criterion.on_fail.value)
    meets, limit = _COMPARISONS.get(criterion.operator), criterion.threshold

    def whole(value: Value | None) -> Result:
        return evaluate(criterion, {criterion.fact: value}).result

    if meets is None or not isinstance(limit, Decimal):
        return whole

    def result(value: Value | None) -> Result:
        if type(value) is not Decimal or not value.is_finite():
            return whole(value)
        return Result.MET if meets(value, limit) else failed

    return result


def overall(verdicts: Iterable[Verdict]) -> Result:
    """One result for all conditions: not met, else missing, else a person decides, else met.

    Priorities and bonuses never change it.
    """
    results = (verdict.result for verdict in verdicts if verdict.kind is Kind.CONDITION)
    return max(results, key=SEVERITY.index, default=Result.MET)


def bonus_points(verdicts: Iterable[Verdict]) -> Decimal:
    """Sum of the bonus points of all met criteria."""
    return sum((verdict.bonus_points for verdict in verdicts), Decimal(0))


def _verdict(criterion: Criterion, result: Result, value: Value | None, change: Change | None) -> Verdict:
    return Verdict(
        code=criterion.code,
        kind=criterion.kind,
        result=result,
        value=value,
        limit=criterion.threshold,
        unit=criterion.unit,
        change=change,
        bonus_points=criterion.bonus_points if result is Result.MET else Decimal(0),
    )


def _change(criterion: Criterion, value: Value) -> Change | None:
    """What would have to change for the criterion to be met; None when it is met."""
    operator, threshold = criterion.operator, criterion.threshold
    if operator in (Operator.IS_TRUE, Operator.IS_FALSE):
        if not isinstance(value, bool):
            raise TypeError(f"{criterion.fact} must be yes or no, got {value!r}")
        wanted = operator is Operator.IS_TRUE
        return None if value is wanted else Change(becomes=wanted)
    if operator in _TEXTS or operator is Operator.IN:
        return _text_change(criterion, value)
    if not isinstance(threshold, Decimal):
        raise TypeError(f"criterion {criterion.code} needs a number as threshold")
    return _bound(exact(value), operator, threshold)


def _text_change(criterion: Criterion, value: Value) -> Change | None:
    if not isinstance(value, str):
        raise TypeError(f"{criterion.fact} must be text, got {value!r}")
    threshold = criterion.threshold
    if not isinstance(threshold, str | frozenset):
        raise TypeError(f"criterion {criterion.code} needs text as threshold")
    values = threshold if isinstance(threshold, frozenset) else frozenset({threshold})
    if criterion.operator is Operator.NE:
        return Change(excluded=tuple(sorted(values))) if value in values else None
    return None if value in values else Change(allowed=tuple(sorted(values)))


def _bound(number: Decimal, operator: Operator, limit: Decimal) -> Change | None:
    if _COMPARISONS[operator](number, limit):
        return None
    strict = operator in (Operator.LT, Operator.GT)
    direction = "lower" if operator in (Operator.LT, Operator.LE) else "higher"
    return Change(direction=direction, limit=limit, difference=abs(number - limit), strict=strict)
