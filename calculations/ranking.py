"""Marks of a committee → points, spread, ranks, and what the money and the quotas reach.

Points of one evaluator: Σ weight × mark ÷ highest mark of the criterion; the weights of a sheet add up to 100. A
case's points are the mean of its evaluators; where the sheet leaves out extremes and at least ``ENOUGH_TO_DROP``
scored, one highest and one lowest total are left out first. Everything is exact until ``round_points``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from calculations.quantities import require_won

FORMULA = "ranking/1"
# The sheet's note: "With five or more scorers; with fewer all scores count."
ENOUGH_TO_DROP = 5
# An evaluator whose mean lies so many standard errors off the others is named on the page.
OUTLIER_Z = Decimal(2)


def round_points(points: Decimal) -> Decimal:
    """Points with 2 decimals, half up: as lists and minutes state them; ranks compare what is rounded."""
    return points.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def stored_points(points: Decimal) -> Decimal:
    """Points with 4 decimals, half up: as an evaluator's total is kept; finer than any weight can tell apart."""
    return points.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def round_deviation(value: Decimal) -> Decimal:
    """A standard deviation or z with 2 decimals, half up; never "-0.00"."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of 0 to ``scale`` on a criterion that weighs ``weight`` points of 100."""

    mark: Decimal
    scale: Decimal
    weight: Decimal

    def __post_init__(self) -> None:
        if self.scale <= 0 or self.weight <= 0:
            raise ValueError("scale and weight are above zero")
        if not 0 <= self.mark <= self.scale:
            raise ValueError(f"mark {self.mark} is not 0 to {self.scale}")


@dataclass(frozen=True, slots=True)
class Spread:
    """How far values lie apart; ``deviation`` is that of a sample (n - 1), None below two values."""

    count: int
    mean: Decimal | None
    deviation: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None

    @property
    def span(self) -> Decimal | None:
        """Highest less lowest."""
        if self.highest is None or self.lowest is None:
            return None
        return self.highest - self.lowest


@dataclass(frozen=True, slots=True)
class CasePoints:
    """What a case came to. ``points`` is unrounded, None while nobody scored; ``dropped`` totals were left out."""

    points: Decimal | None
    counted: tuple[Decimal, ...]
    dropped: tuple[Decimal, ...]
    spread: Spread
    formula: str = FORMULA


def total(marks: Iterable[Mark]) -> Decimal:
    """An evaluator's points for a case, of 100."""
    return sum((mark.weight * mark.mark / mark.scale for mark in marks), Decimal(0))


def spread(values: Iterable[Decimal]) -> Spread:
    """Mean, sample standard deviation and range."""
    known = sorted(values)
    if not known:
        return Spread(0, None, None, None, None)
    mean = sum(known, Decimal(0)) / len(known)
    deviation = None
    if len(known) > 1:
        squares = sum(((value - mean) ** 2 for value in known), Decimal(0))
        deviation = (squares / (len(known) - 1)).sqrt()
    return Spread(len(known), mean, deviation, known[0], known[-1])


def case_points(totals: Iterable[Decimal], *, drops_extremes: bool) -> CasePoints:
    """A case's points from its evaluators' totals."""
    known = tuple(sorted(totals))
    drops = drops_extremes and len(known) >= ENOUGH_TO_DROP
    counted = known[1:-1] if drops else known
    dropped = (known[0], known[-1]) if drops else ()
    points = sum(counted, Decimal(0)) / len(counted) if counted else None
    return CasePoints(points, counted, dropped, spread(known))


def evaluator_z(totals: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal | None]:
    """How far each evaluator marks above or below the others, in standard errors.

    ``totals`` are points by case, then by evaluator. A residual is an evaluator's total less the mean of the case;
    s is the residuals' pooled deviation, Σ r² ÷ Σ (n - 1) over cases with two or more scorers. z is the mean
    residual of the evaluator ÷ (s ÷ √k), k being their cases. None where nothing can be compared.
    """
    residuals: dict[str, list[Decimal]] = defaultdict(list)
    squares, freedom = Decimal(0), 0
    for by_evaluator in totals.values():
        if len(by_evaluator) < 2:
            for evaluator in by_evaluator:
                residuals.setdefault(evaluator, [])
            continue
        mean = sum(by_evaluator.values(), Decimal(0)) / len(by_evaluator)
        freedom += len(by_evaluator) - 1
        for evaluator, points in by_evaluator.items():
            residuals[evaluator].append(points - mean)
            squares += (points - mean) ** 2
    pooled = (squares / freedom).sqrt() if freedom else Decimal(0)
    return {evaluator: _z(values, pooled) for evaluator, values in residuals.items()}


def _z(values: Sequence[Decimal], pooled: Decimal) -> Decimal | None:
    if not values or not pooled:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    return mean * Decimal(len(values)).sqrt() / pooled


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case as it is ranked.

    ``points`` are the committee's, None without scores; ``bonus`` is added. ``priorities`` counts the priority
    criteria met. ``line`` names the funding line that pays (None: no line), ``region`` the quota that counts it.
    ``standing``: "" is still to be decided; "held" has its money and place already; "out" takes none any more.
    """

    key: str
    points: Decimal | None
    bonus: Decimal
    priorities: int
    submitted_at: datetime
    line: str | None
    region: str
    standing: str = ""

    @property
    def sum(self) -> Decimal:
        """Points with bonus, rounded: what the list states is what decides."""
        return round_points((self.points or Decimal(0)) + self.bonus)


@dataclass(frozen=True, slots=True)
class Place:
    """A rank. ``tied`` cases have the same sum; ``same_rank`` ones could not be told apart by any rule."""

    candidate: Candidate
    rank: int
    tied: bool
    same_rank: bool
    fits: bool
    stopped_by: str


def ranked(
    candidates: Iterable[Candidate],
    *,
    fee_krw: int,
    left_krw: Mapping[str, int],
    quota_left: Mapping[str, int],
    priority_first: bool = False,
) -> list[Place]:
    """The candidates in order, each with whether money and quota reach it.

    Order: priority groups first where asked; then the sum; then ties are broken by the number of priority criteria
    met, the points without bonus, and the earlier submission; at last by key, so that the order never wavers. Cases
    without points come last. ``left_krw`` is what each line still has, in won; ``quota_left`` the free places of
    regions that have a quota. The list is walked once: whoever fits takes fee and place, a later one of another
    region or line may fit where an earlier one did not. ``stopped_by`` is "", "money", "no_line", "quota",
    "no_points" or "out".
    """
    require_won(fee_krw, *(max(amount, 0) for amount in left_krw.values()))
    order = sorted(candidates, key=lambda one: _order(one, priority_first))
    money, places = dict(left_krw), dict(quota_left)
    sums: dict[Decimal, int] = defaultdict(int)
    for one in order:
        sums[one.sum] += one.points is not None
    found: list[Place] = []
    for position, one in enumerate(order, start=1):
        same = bool(found) and _merit(found[-1].candidate, priority_first) == _merit(one, priority_first)
        stop = _stop(one, fee_krw, money, places)
        if not stop:
            _take(one, fee_krw, money, places)
        rank = found[-1].rank if same else position
        found.append(Place(one, rank, one.points is not None and sums[one.sum] > 1, same, not stop, stop))
    return found


def _merit(one: Candidate, priority_first: bool) -> tuple[object, ...]:
    """What ranks are earned by: equal merits share a rank."""
    group = priority_first and one.priorities > 0
    points = round_points(one.points or Decimal(0))
    return (one.points is None, not group, -one.sum, -one.priorities, -points, one.submitted_at)


def _order(one: Candidate, priority_first: bool) -> tuple[object, ...]:
    return (*_merit(one, priority_first), one.key)


def _stop(one: Candidate, fee_krw: int, money: Mapping[str, int], places: Mapping[str, int]) -> str:
    if one.standing:
        return "" if one.standing == "held" else one.standing
    if one.points is None:
        return "no_points"
    if places.get(one.region, 1) < 1:
        return "quota"
    if not fee_krw:
        return ""
    if one.line is None:
        return "no_line"
    return "money" if money.get(one.line, 0) < fee_krw else ""


def _take(one: Candidate, fee_krw: int, money: dict[str, int], places: dict[str, int]) -> None:
    if one.standing:
        return
    if fee_krw and one.line is not None:
        money[one.line] -= fee_krw
    if one.region in places:
        places[one.region] -= 1


@dataclass(frozen=True, slots=True)
class Pairing:
    """One case given to one evaluator."""

    case: str
    evaluator: str


def distributed(
    cases: Sequence[str],
    evaluators: Sequence[str],
    *,
    per_case: int,
    taken: Mapping[str, frozenset[str]],
    barred: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[list[Pairing], list[str]]:
    """Give each case its evaluators, always the one with the fewest cases first.

    ``taken`` are the evaluators a case has already; ``barred`` pairs of case and evaluator never come together
    (a conflict of interest). Cases with the smallest choice go first; equal ones in the given order, evaluators in
    theirs: the same input gives the same answer. Returns the new pairs and the cases that stay short.
    """
    load = dict.fromkeys(evaluators, 0)
    for holders in taken.values():
        for evaluator in holders & load.keys():
            load[evaluator] += 1
    order = {evaluator: number for number, evaluator in enumerate(evaluators)}
    free = {
        case: [e for e in evaluators if e not in taken.get(case, frozenset()) and (case, e) not in barred]
        for case in cases
    }
    pairs: list[Pairing] = []
    short: list[str] = []
    for case in sorted(cases, key=lambda one: len(free[one])):
        need = per_case - len(taken.get(case, frozenset()))
        chosen = sorted(free[case], key=lambda e: (load[e], order[e]))[: max(need, 0)]
        for evaluator in chosen:
            load[evaluator] += 1
            pairs.append(Pairing(case, evaluator))
        if len(chosen) < need:
            short.append(case)
    return pairs, short
