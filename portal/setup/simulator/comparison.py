"""Two sets of rules side by side: who flips and why, what it needs, how it is spread."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.rendering import collector_off
from ledger.models import FundingLine
from portal.setup.simulator import money
from portal.setup.simulator.applicants import Applicants, applicants
from portal.setup.simulator.holding import Bench, Held
from portal.setup.simulator.money import Improvements, Place, Pot, Purpose, Rates
from programs.models import Criterion, IndustryCode, RateTable, Region, Round


@dataclass(frozen=True)
class Scratch:
    """Rules that nobody has saved: criteria that apply and rates."""

    criteria: tuple[Criterion, ...]
    rates: Rates


@dataclass(frozen=True)
class Side:
    """One set of rules: what it says of everybody, and what it needs."""

    held: Held
    places: list[Place]
    improvements: Improvements

    @cached_property
    def chosen(self) -> set[int]:
        return {place for served in self.places for place in served.chosen}

    def needed_krw(self, pot: Pot, own_regions: set[int]) -> int:
        """What improvements need from a pot: of its region, or of all regions without a pot of their own."""
        amounts = self.improvements.by_region.items()
        if pot.region is not None:
            return dict(amounts).get(pot.region, 0)
        return sum(amount for region, amount in amounts if region not in own_regions)


@dataclass(frozen=True)
class Cause:
    """A rule that turned a result: the row before and after (None: it does not apply there), and the stored value."""

    before: Criterion | None
    after: Criterion | None
    text: str

    @property
    def row(self) -> Criterion:
        row = self.after or self.before
        assert row is not None
        return row


@dataclass(frozen=True)
class Flip:
    """Somebody whose result changes (CODES), with the rules that did it."""

    place: int
    before: int
    after: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Simulation:
    """Everything the page and the workbook show."""

    round: Round
    source: Round
    applicants: Applicants
    before: Side
    after: Side
    pots: dict[str, dict[int | None, Pot]]
    regions: dict[int, Region]
    industries: dict[str, IndustryCode]

    @cached_property
    def flipped(self) -> list[int]:
        """Who flips, in the order of application."""
        pairs = zip(self.before.held.results, self.after.held.results, strict=True)
        return [place for place, (before, after) in enumerate(pairs) if before != after]

    @cached_property
    def _changed(self) -> list[tuple[str, bytes, bytes]]:
        """The conditions that say something else of somebody, with what they say before and after."""
        before, after = self.before.held, self.after.held
        nothing = bytes(len(self.applicants))
        lines = (
            (code, before.conditions.get(code, nothing), after.conditions.get(code, nothing))
            for code in dict.fromkeys([*before.conditions, *after.conditions])
        )
        return [each for each in lines if each[1] != each[2]]

    def _caused(self, place: int) -> list[str]:
        """The rules that turned a result: getting worse, those that now say so; getting better, those that said so."""
        was, now = self.before.held.results[place], self.after.held.results[place]
        if now > was:
            return [code for code, _before, after in self._changed if after[place] == now]
        return [code for code, before, _after in self._changed if before[place] == was]

    def flips(self, places: Iterable[int] | None = None) -> Iterator[Flip]:
        """The flips with the rules that did them."""
        for place in self.flipped if places is None else places:
            was, now = self.before.held.results[place], self.after.held.results[place]
            yield Flip(place, was, now, tuple(self._cause(code, place) for code in self._caused(place)))

    @cached_property
    def flips_by_rule(self) -> Counter[str]:
        """In how many flips each rule had a part."""
        return Counter(code for place in self.flipped for code in self._caused(place))

    def _cause(self, code: str, place: int) -> Cause:
        before, after = self.before.held.criteria.get(code), self.after.held.criteria.get(code)
        row = after or before
        assert row is not None
        return Cause(before, after, self.applicants.facts[row.fact][place])


@collector_off()
def simulate(round_: Round, source: Round, scratch: Scratch, *, as_then: bool = False) -> Simulation:
    """Hold the applicants of ``source`` against the round's rules and against the scratch copy. Writes nothing.

    ``as_then`` compares with the rules they were judged by then, and the support that was computed then.
    """
    people = applicants(source)
    bench = Bench(people)
    if as_then:
        held = bench.hold_each(_criteria_of(people.criteria_sets))
    else:
        held = bench.hold(list(round_.criteria_set.criteria.all()))
    lines = list(FundingLine.objects.filter(round=round_).order_by("code"))
    pots = {purpose: money.pots(lines, purpose) for purpose in (Purpose.DIAGNOSIS, Purpose.IMPROVEMENT)}
    limits = money.Limits(pots[Purpose.DIAGNOSIS], round_.diagnosis_fee_krw, _quotas(round_))
    grants = money.stored_grants(source)

    def side(held: Held, rates: Rates | None) -> Side:
        served = money.places(held, people.regions, limits)
        chosen = [place for each in served for place in each.chosen]
        known = money.shares(grants, rates, {people.cases[place] for place in chosen})
        return Side(held, served, money.improvements(chosen, people.cases, people.regions, known))

    return Simulation(
        round=round_,
        source=source,
        applicants=people,
        before=side(held, None if as_then else rates_of(round_.rate_table)),
        after=side(bench.hold(scratch.criteria), scratch.rates),
        pots=pots,
        regions=Region.objects.in_bulk(set(people.regions)),
        industries=_industries(people),
    )


def rates_of(table: RateTable) -> Rates:
    """A stored rate table."""
    return {(cell.size, cell.support_type, cell.grade): cell for cell in table.rates.all()}


def _criteria_of(sets: Sequence[int]) -> dict[int, list[Criterion]]:
    found: dict[int, list[Criterion]] = {key: [] for key in sets}
    for row in Criterion.objects.filter(criteria_set__in=found).order_by("position"):
        found[row.criteria_set_id].append(row)
    return found


def _quotas(round_: Round) -> dict[int, int]:
    parts = round_.parts.exclude(quota_firms=None)
    return dict(parts.values_list("region", "quota_firms"))


def _industries(people: Applicants) -> dict[str, IndustryCode]:
    codes = {key.partition("-")[2] for key in set(people.industries)}
    rows = IndustryCode.objects.filter(level="division", code__in=codes)
    return {f"{row.revision}-{row.code}": row for row in rows}
