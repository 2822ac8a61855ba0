"""Applicants held against criteria: the same evaluation as everywhere, each distinct value judged once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import add
from typing import TypeVar

from applications.rules import fact_value
from calculations import eligibility
from calculations.eligibility import SEVERITY, Kind, Result
from portal.setup.simulator.applicants import Applicants, bare
from programs.models import Criterion

N = TypeVar("N", int, Decimal)

# Results as their places in SEVERITY, so that the worst of several is their maximum.
RANKS = {result: rank for rank, result in enumerate(SEVERITY)}
MET, PERSON_DECIDES, MISSING, NOT_MET = (RANKS[result] for result in SEVERITY)


@dataclass(frozen=True)
class Held:
    """What a list of criteria says of everybody, one applicant at each place.

    ``results`` and ``conditions`` (by the code of the criterion) are ranks, decisions of persons counted in.
    """

    criteria: dict[str, Criterion]
    results: Sequence[int]
    conditions: dict[str, Sequence[int]]
    points: Sequence[Decimal]
    priorities: Sequence[int]


class Bench:
    """Where applicants are held against criteria. A rule that both sides share is judged once."""

    def __init__(self, applicants: Applicants) -> None:
        self.applicants = applicants
        self._texts: dict[str, list[str]] = {}
        self._lines: dict[eligibility.Criterion, Sequence[int]] = {}

    def hold(self, criteria: Sequence[Criterion]) -> Held:
        """Hold everybody against the criteria."""
        lines = {row.code: self._line(bare(row)) for row in criteria}
        nobody = [MET] * len(self.applicants)
        conditions = {row.code: lines[row.code] for row in criteria if row.kind == Kind.CONDITION}
        return Held(
            criteria={row.code: row for row in criteria},
            results=list(map(max, nobody, nobody, *conditions.values())),
            conditions=conditions,
            points=self._sum(Decimal(0), ((lines[row.code], row.bonus_points) for row in criteria)),
            priorities=self._sum(0, ((lines[row.code], row.kind == Kind.PRIORITY) for row in criteria)),
        )

    def hold_each(self, criteria: dict[int, Sequence[Criterion]]) -> Held:
        """Hold everybody against the criteria of their own set, as they were when they applied."""
        held = {key: self.hold(rows) for key, rows in criteria.items()}
        if len(held) == 1:
            return next(iter(held.values()))
        places = list(enumerate(held[key] for key in self.applicants.criteria_sets))
        codes = dict.fromkeys(code for each in held.values() for code in each.conditions)
        return Held(
            criteria={code: row for each in held.values() for code, row in each.criteria.items()},
            results=[each.results[place] for place, each in places],
            conditions={
                code: [
                    each.conditions[code][place] if code in each.conditions else MET for place, each in places
                ]
                for code in codes
            },
            points=[each.points[place] for place, each in places],
            priorities=[each.priorities[place] for place, each in places],
        )

    def _line(self, rule: eligibility.Criterion) -> Sequence[int]:
        if rule not in self._lines:
            if rule.fact not in self._texts:
                self._texts[rule.fact] = self.applicants.fact(rule.fact)
            judged = _Judged(rule)
            line = [judged[text] for text in self._texts[rule.fact]]
            for place, met in self.applicants.decided.get(rule, ()):
                if line[place] == PERSON_DECIDES:
                    line[place] = MET if met else NOT_MET
            self._lines[rule] = line
        return self._lines[rule]

    def _sum(self, zero: N, lines: Iterable[tuple[Sequence[int], N]]) -> Sequence[N]:
        """What everybody earns with the lines they meet."""
        sums = [zero] * len(self.applicants)
        for line, amount in lines:
            if amount:
                sums = list(map(add, sums, [amount if rank == MET else zero for rank in line]))
        return sums


class _Judged(dict[str, int]):
    """The rank of each stored text under one rule, judged when it is first met."""

    def __init__(self, rule: eligibility.Criterion) -> None:
        super().__init__()
        self._fact = rule.fact
        self._result: Callable[[eligibility.Value | None], Result] = eligibility.prepared(rule)

    def __missing__(self, text: str) -> int:
        rank = self[text] = RANKS[self._result(fact_value(self._fact, text))]
        return rank
