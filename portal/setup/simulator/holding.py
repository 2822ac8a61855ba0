"""Applicants held against criteria: the same evaluation as everywhere, each distinct value judged once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce
from operator import add, or_
from typing import TypeVar

from applications.rules import fact_reader
from calculations import eligibility
from calculations.eligibility import SEVERITY, Kind, Result
from portal.setup.simulator.applicants import Applicants, bare
from programs.models import Criterion

N = TypeVar("N", int, Decimal)

# A result as one byte: nothing for met, then a bit each, the decisive one highest. So thousands of results fit into
# one whole number, and the results of several criteria are joined by a single "or".
CODES: dict[Result, int] = {result: 1 << rank >> 1 for rank, result in enumerate(SEVERITY)}
RESULTS = {code: result for result, code in CODES.items()}
MET, PERSON_DECIDES, NOT_MET = (CODES[each] for each in (Result.MET, Result.PERSON_DECIDES, Result.NOT_MET))
_HIGHEST_BIT = bytes(1 << joined.bit_length() >> 1 for joined in range(256))


@dataclass(frozen=True)
class Held:
    """What a list of criteria says of everybody, one applicant at each place.

    ``results`` and ``conditions`` (by the code of the criterion) are CODES, decisions of persons counted in.
    """

    criteria: dict[str, Criterion]
    results: bytes
    conditions: dict[str, bytes]
    points: Sequence[Decimal]
    priorities: Sequence[int]


class Bench:
    """Where applicants are held against criteria. A rule that both sides share is judged once."""

    def __init__(self, applicants: Applicants) -> None:
        self.applicants = applicants
        self._facts: dict[str, _Fact] = {}
        self._lines: dict[eligibility.Criterion, bytes] = {}

    def hold(self, criteria: Sequence[Criterion]) -> Held:
        """Hold everybody against the criteria."""
        lines = {row.code: self._line(bare(row)) for row in criteria}
        conditions = {row.code: lines[row.code] for row in criteria if row.kind == Kind.CONDITION}
        return Held(
            criteria={row.code: row for row in criteria},
            results=worst(conditions.values(), len(self.applicants)),
            conditions=conditions,
            points=self._sum(Decimal(0), ((lines[row.code], row.bonus_points) for row in criteria)),
            priorities=self._sum(0, ((lines[row.code], row.kind == Kind.PRIORITY) for row in criteria)),
        )

    def hold_each(self, criteria: dict[int, Sequence[Criterion]]) -> Held:
        """Hold everybody against the criteria of their own set, as they were when they applied."""
        held = {key: self.hold(rows) for key, rows in criteria.items()}
        if len(held) == 1:
            return next(iter(held.values()))
        own = list(enumerate(held[key] for key in self.applicants.criteria_sets))
        nothing = bytes(len(self.applicants))
        codes = dict.fromkeys(code for each in held.values() for code in each.conditions)
        return Held(
            criteria={code: row for each in held.values() for code, row in each.criteria.items()},
            results=bytes(each.results[place] for place, each in own),
            conditions={
                code: bytes(each.conditions.get(code, nothing)[place] for place, each in own)
                for code in codes
            },
            points=[each.points[place] for place, each in own],
            priorities=[each.priorities[place] for place, each in own],
        )

    def _line(self, rule: eligibility.Criterion) -> bytes:
        if rule not in self._lines:
            if rule.fact not in self._facts:
                self._facts[rule.fact] = _Fact(rule.fact, self.applicants.facts[rule.fact])
            line = bytes(self._facts[rule.fact].judged(rule))
            if decided := self.applicants.decided.get(rule):
                line = _with_decisions(line, decided)
            self._lines[rule] = line
        return self._lines[rule]

    def _sum(self, zero: N, lines: Iterable[tuple[bytes, N]]) -> Sequence[N]:
        """What everybody earns with the lines they meet."""
        earned = [[zero if code else amount for code in line] for line, amount in lines if amount]
        return list(reduce(partial(map, add), earned)) if earned else [zero] * len(self.applicants)


def _with_decisions(line: bytes, decided: Iterable[tuple[int, bool]]) -> bytes:
    """What a person decided stands where the rule leaves it to a person."""
    changed = bytearray(line)
    for place, met in decided:
        if changed[place] == PERSON_DECIDES:
            changed[place] = MET if met else NOT_MET
    return bytes(changed)


def worst(lines: Iterable[bytes], count: int) -> bytes:
    """The decisive result of each of so many applicants (``eligibility.overall`` for all at once)."""
    joined = reduce(or_, (int.from_bytes(line, "big") for line in lines), 0)
    return joined.to_bytes(count, "big").translate(_HIGHEST_BIT)


class _Fact:
    """A fact of everybody, each distinct text read once."""

    def __init__(self, name: str, texts: Sequence[str]) -> None:
        read = fact_reader(name)
        self._texts = texts
        self._values = {text: read(text) if text else None for text in set(texts)}

    def judged(self, rule: eligibility.Criterion) -> Iterable[int]:
        """The code of everybody under one rule, each distinct value judged once."""
        result, met, failed = eligibility.prepared(rule), Result.MET, CODES[Result(rule.on_fail.value)]
        codes = {text: MET if result(value) is met else failed for text, value in self._values.items()}
        if "" in codes:
            codes[""] = CODES[result(None)]
        return map(codes.__getitem__, self._texts)
