"""A simulation as tables: the page and the workbook show the same rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from applications import explanations
from applications.rules import fact_value, line
from calculations import eligibility
from portal.setup.simulator.applicants import bare
from portal.setup.simulator.comparison import Flip, Side, Simulation
from portal.setup.simulator.holding import MET, RESULTS
from portal.setup.simulator.money import Place, Pot, Purpose
from programs.models import Criterion

TEXT, CODE, NUMBER, MONEY, POINTS = "text", "code", "number", "money", "points"
Row = tuple[Any, ...]
# So many rows of a long table stand on the page; the workbook has all.
SHOWN = 100


@dataclass(frozen=True)
class Column:
    label: str
    kind: str = TEXT


@dataclass(frozen=True)
class Table:
    """``rows`` makes the first so many rows, or all; ``count`` is how many things they tell of."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[int | None], Iterator[Row]]
    count: int
    note: str = ""
    most: int = SHOWN

    @property
    def shown(self) -> list[Row]:
        return list(self.rows(self.most))

    @property
    def cells(self) -> list[list[tuple[str, Any]]]:
        """The shown rows, each value with the kind of its column."""
        kinds = [column.kind for column in self.columns]
        return [list(zip(kinds, row, strict=True)) for row in self.shown]

    @property
    def is_cut(self) -> bool:
        return self.count > self.most


def tables(simulation: Simulation) -> dict[str, Table]:
    """Every table by its code, in the order of the page."""
    made = (
        results(simulation),
        by_rule(simulation),
        flips(simulation),
        money(simulation),
        places(simulation),
        ranking(simulation),
        *distributions(simulation),
    )
    return {table.code: table for table in made}


def label_of(code: int) -> str:
    """What a result is called."""
    return str(explanations.RESULTS[RESULTS[code].value])


def _fixed(code: str, title: str, columns: Sequence[Column], rows: Sequence[Row], note: str = "") -> Table:
    return Table(code, title, tuple(columns), lambda most: iter(rows[:most]), len(rows), note)


def _before_after(kind: str = NUMBER) -> tuple[Column, ...]:
    return (Column(_("Before"), kind), Column(_("After"), kind), Column(_("Difference"), kind))


# -- results -------------------------------------------------------------------------------------------------


def results(simulation: Simulation) -> Table:
    before, after = simulation.before.held.results, simulation.after.held.results
    counts = [(label_of(code), before.count(code), after.count(code)) for code in RESULTS]
    rows = [(label, was, now, now - was) for label, was, now in counts]
    return _fixed("results", _("Results"), (Column(_("Result")), *_before_after()), rows)


def by_rule(simulation: Simulation) -> Table:
    """The rules that turned results, the one with the most flips first."""
    rows = [(str(_row(simulation, code)), count) for code, count in simulation.flips_by_rule.most_common()]
    columns = (Column(_("Criterion")), Column(_("Flips"), NUMBER))
    note = _("Where several rules turn one result together, it counts for each of them.")
    return _fixed("rules", _("Rules that change results"), columns, rows, note)


def flips(simulation: Simulation) -> Table:
    """A row for each flip and rule that did it."""
    columns = (
        *(Column(_("Number"), CODE), Column(_("Company name")), Column(_("Region"))),
        *(Column(_("Before"), CODE), Column(_("After"), CODE), Column(_("Criterion"))),
        *(Column(_("Own value")), Column(_("Limit before")), Column(_("Limit after"))),
    )

    def rows(most: int | None) -> Iterator[Row]:
        words = _Words()
        for flip in simulation.flips(simulation.flipped[:most]):
            yield from _flip_rows(simulation, flip, words)

    return Table("flips", _("Who flips"), columns, rows, len(simulation.flipped))


def _flip_rows(simulation: Simulation, flip: Flip, words: "_Words") -> Iterator[Row]:
    people, place = simulation.applicants, flip.place
    who = (people.numbers[place], people.firms[place], str(simulation.regions[people.regions[place]]))
    for cause in flip.causes:
        yield (
            *(*who, label_of(flip.before), label_of(flip.after), str(cause.row)),
            *(
                words.of(cause.row, cause.text).value,
                *(words.limit(row) for row in (cause.before, cause.after)),
            ),
        )


class _Words:
    """Each stored value under each rule, worded once. A row and its scratch copy are equal, but not the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], explanations.Explanation] = {}

    def of(self, row: Criterion, text: str) -> explanations.Explanation:
        if (id(row), text) not in self._known:
            verdict = eligibility.evaluate(bare(row), {row.fact: fact_value(row.fact, text)})
            [self._known[id(row), text]] = explanations.explain([line(row, verdict)])
        return self._known[id(row), text]

    def limit(self, row: Criterion | None) -> str:
        """The limit, with what a failure means; the same for everybody."""
        if row is None:
            return _("does not apply")
        return f"{self.of(row, '').limit} ({row.get_on_fail_display()})"


def _row(simulation: Simulation, code: str) -> Criterion:
    return simulation.after.held.criteria.get(code) or simulation.before.held.criteria[code]


# -- money ---------------------------------------------------------------------------------------------------


def money(simulation: Simulation) -> Table:
    """What each pot is planned to give, and what it would need."""
    rows = [
        row
        for purpose, needed in ((Purpose.DIAGNOSIS, _fees), (Purpose.IMPROVEMENT, _improvements))
        for row in _money_rows(simulation, purpose, needed)
    ]
    columns = (
        *(Column(_("Purpose")), Column(_("Funding lines")), Column(_("Planned"), MONEY)),
        *(
            Column(_("Needed before"), MONEY),
            Column(_("Needed after"), MONEY),
            Column(_("Left after"), MONEY),
        ),
    )
    return _fixed("money", _("Money needed"), columns, rows)


def _money_rows(
    simulation: Simulation, purpose: Purpose, needed: Callable[[Simulation, Side, Pot], int]
) -> Iterator[Row]:
    found = simulation.pots[purpose]
    for pot in (*found.values(), *(() if None in found else (Pot(purpose, None, ()),))):
        before, after = (needed(simulation, side, pot) for side in (simulation.before, simulation.after))
        if not (pot.lines or before or after or not found):
            continue
        yield (
            str(purpose.label),
            pot_label(simulation, pot),
            pot.planned_krw,
            before,
            after,
            pot.planned_krw - after,
        )


def _fees(simulation: Simulation, side: Side, pot: Pot) -> int:
    chosen = sum(len(place.chosen) for place in side.places if place.pot.region == pot.region)
    return chosen * simulation.round.diagnosis_fee_krw


def _improvements(simulation: Simulation, side: Side, pot: Pot) -> int:
    return side.needed_krw(pot, {region for region in simulation.pots[Purpose.IMPROVEMENT] if region})


def pot_label(simulation: Simulation, pot: Pot) -> str:
    """The lines of a pot, and the region they are for."""
    if not pot.lines:
        return _("No line planned")
    names = ", ".join(str(line) for line in pot.lines)
    region = pot.lines[0].region
    return f"{names} ({region})" if region else names


def places(simulation: Simulation) -> Table:
    """How many meet the conditions, how many of them the lines carry, and where the cut lies."""
    rows = [
        (
            name,
            pot_label(simulation, place.pot),
            len(place.order),
            _carried(place),
            len(place.chosen),
            *_cut(side, place),
        )
        for name, side in ((_("Before"), simulation.before), (_("After"), simulation.after))
        for place in side.places
    ]
    columns = (
        *(Column(_("Rules"), CODE), Column(_("Funding lines")), Column(_("Meet every condition"), NUMBER)),
        *(Column(_("Places paid for")), Column(_("Get a place"), NUMBER)),
        *(
            Column(_("Bonus points of the last place"), POINTS),
            Column(_("Left out with as many points"), NUMBER),
        ),
    )
    return _fixed("places", _("Places for the diagnosis"), columns, rows)


def _carried(place: Place) -> str:
    return _("no limit") if place.carried is None else str(place.carried)


def _cut(side: Side, place: Place) -> tuple[Decimal | None, int]:
    """Points of the last who gets a place, and how many with as many points get none."""
    if not place.chosen or len(place.chosen) == len(place.order):
        return None, 0
    points = side.held.points[place.chosen[-1]]
    chosen = set(place.chosen)
    return points, sum(side.held.points[who] == points for who in place.order if who not in chosen)


def ranking(simulation: Simulation) -> Table:
    """Those who meet the conditions after the change, in order, where more do than get a place."""
    side, people = simulation.after, simulation.applicants
    crowded = [place for place in side.places if len(place.chosen) < len(place.order)]
    columns = (
        *(
            Column(_("Rank"), NUMBER),
            Column(_("Number"), CODE),
            Column(_("Company name")),
            Column(_("Region")),
        ),
        *(Column(_("Bonus points"), POINTS), Column(_("Priorities"), NUMBER)),
        *(Column(_("Gets a place")), Column(_("Before"))),
    )

    def row(place: Place, rank: int, who: int) -> Row:
        return (
            *(rank, people.numbers[who], people.firms[who], str(simulation.regions[people.regions[who]])),
            *(side.held.points[who], side.held.priorities[who]),
            explanations.yes_no(who in side.chosen),
            explanations.yes_no(who in simulation.before.chosen),
        )

    def rows(most: int | None) -> Iterator[Row]:
        for place in crowded:
            for rank, who in enumerate(place.order[:most], start=1):
                yield row(place, rank, who)

    note = _("More bonus points come first, then more priorities, then who applied earlier.")
    return Table(
        "ranking",
        _("Order of those who are eligible"),
        columns,
        rows,
        sum(len(p.order) for p in crowded),
        note,
    )


# -- distribution --------------------------------------------------------------------------------------------


def distributions(simulation: Simulation) -> tuple[Table, Table, Table]:
    """Applicants and those who are eligible, by region, industry and firm size."""
    people, sides = simulation.applicants, (simulation.before, simulation.after)
    sizes = {value: str(label) for value, label in Organisation.Size.choices}
    keys = (people.regions, people.industries, people.facts["firm_size"])
    # Counted once, for all three together: many share region, industry, size and results.
    groups = Counter(zip(*keys, *(side.held.results for side in sides), strict=True))
    return (
        _spread(groups, 0, "regions", _("By region"), lambda key: str(simulation.regions[key])),
        _spread(groups, 1, "industries", _("By industry"), _industry_label(simulation)),
        _spread(groups, 2, "sizes", _("By firm size"), lambda key: sizes.get(key, _("Not answered yet"))),
    )


def _industry_label(simulation: Simulation) -> Callable[[str], str]:
    """The division; with the revision where applicants of both are compared."""
    several = len({key.partition("-")[0] for key in set(simulation.applicants.industries)}) > 1

    def label(key: str) -> str:
        revision, _dash, code = key.partition("-")
        name = str(simulation.industries.get(key, code or _("Not answered yet")))
        return f"{name} (KSIC {revision})" if several else name

    return label


def _spread(
    groups: Counter[tuple[Any, ...]], place: int, code: str, title: str, label: Callable[[Any], str]
) -> Table:
    """A table of one of the keys of the groups; their last two are the results before and after."""
    everybody: Counter[Any] = Counter()
    before: Counter[Any] = Counter()
    after: Counter[Any] = Counter()
    for group, count in groups.items():
        key, was, now = group[place], group[-2], group[-1]
        everybody[key] += count
        before[key] += count * (was == MET)
        after[key] += count * (now == MET)
    rows = sorted(
        (
            (label(key), count, before[key], after[key], after[key] - before[key])
            for key, count in everybody.items()
        ),
        key=lambda row: (-row[1], row[0]),
    )
    columns = (
        *(Column(title), Column(_("Applicants"), NUMBER)),
        *(
            Column(_("Eligible before"), NUMBER),
            Column(_("Eligible after"), NUMBER),
            Column(_("Difference"), NUMBER),
        ),
    )
    return _fixed(code, title, columns, rows)
