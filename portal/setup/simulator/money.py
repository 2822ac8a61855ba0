"""What the money would have to be: diagnosis fees for those who get a place, public shares of their improvements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from calculations.quantities import round_won_half_up
from ledger.models import FundingLine
from portal.setup.simulator.holding import MET, Held
from programs.models import Round, SupportRate
from programs.rates import split_by
from subsidies.models import Grant

Purpose = FundingLine.Purpose


# The cells of a rate table by firm size, support type and grade; each knows its table.
Rates = dict[tuple[str, str, str], SupportRate]


class StoredGrant(NamedTuple):
    """What a firm of the earlier round asked for: whole won without VAT."""

    case: int
    organisation: int
    cell: tuple[str, str, str]
    eligible_krw: int
    requested_krw: int | None
    public_krw: int


@dataclass(frozen=True)
class Pot:
    """The lines that pay one purpose for a region, or for all regions that have no line of their own."""

    purpose: str
    region: int | None
    lines: tuple[FundingLine, ...]

    @property
    def planned_krw(self) -> int:
        return sum(line.planned_krw for line in self.lines)


@dataclass(frozen=True)
class Place:
    """Who is served by one pot, in order; ``carried`` places are paid for (None: nothing limits them)."""

    pot: Pot
    order: Sequence[int]
    carried: int | None
    chosen: Sequence[int]


@dataclass(frozen=True)
class Improvements:
    """Public money for the improvements of those who get a place. ``estimated`` of them have no stored grant."""

    known: int
    known_krw: int
    estimated: int
    mean_krw: int | None
    by_region: dict[int, int]

    @property
    def estimated_krw(self) -> int:
        return self.estimated * (self.mean_krw or 0)

    @property
    def total_krw(self) -> int:
        return self.known_krw + self.estimated_krw


def grant_rows(source: Round) -> QuerySet[Grant, tuple]:
    """What is read of the live grants of a round, in the order in which they were asked for."""
    return (
        Grant.objects.live()
        .filter(case__round=source, case__is_test=False)
        .order_by("pk")
        .values_list(
            *("case", "case__organisation", "size", "support_type", "grade"),
            *("eligible_krw", "requested_krw", "public_krw"),
        )
    )


def stored_grants(source: Round) -> list[StoredGrant]:
    return [
        StoredGrant(case, firm, (size, kind, grade), *amounts)
        for case, firm, size, kind, grade, *amounts in grant_rows(source)
    ]


def shares(grants: Iterable[StoredGrant], rates: Rates | None, cases: set[int]) -> dict[int, int]:
    """The public share of each of these cases: as stored (no ``rates``), or split anew. The ceiling is the firm's."""
    found: dict[int, int] = defaultdict(int)
    used: dict[int, int] = defaultdict(int)
    for grant in grants:
        if grant.case not in cases:
            continue
        public_krw = grant.public_krw if rates is None else _share(grant, rates, used[grant.organisation])
        found[grant.case] += public_krw
        used[grant.organisation] += public_krw
    return found


def _share(grant: StoredGrant, rates: Rates, used_krw: int) -> int:
    """Nothing where the table has no such cell."""
    cell = rates.get(grant.cell)
    if cell is None:
        return 0
    split = split_by(
        cell,
        eligible_krw=grant.eligible_krw,
        ceiling_krw=max(cell.ceiling_krw - used_krw, 0),
        requested_krw=grant.requested_krw,
    )
    return split.public_krw


def pots(lines: Iterable[FundingLine], purpose: str) -> dict[int | None, Pot]:
    """The pots of a purpose by region; what firms owe for their own share pays nobody."""
    found: dict[int | None, list[FundingLine]] = defaultdict(list)
    for line in lines:
        if line.purpose == purpose and line.fund_source != FundingLine.Source.FIRM:
            found[line.region_id].append(line)
    return {region: Pot(purpose, region, tuple(own)) for region, own in found.items()}


@dataclass(frozen=True)
class Limits:
    """What limits the places of a round: its diagnosis pots by region, the fee of a site, firms of a region at most."""

    pots: dict[int | None, Pot]
    fee_krw: int
    quotas: dict[int, int]


def places(held: Held, regions: Sequence[int], limits: Limits) -> list[Place]:
    """Who gets a diagnosis: those who meet the conditions, in order, as far as fee and quota of the region carry."""
    served: dict[int | None, list[int]] = {region: [] for region in limits.pots}
    eligible = [place for place, code in enumerate(held.results) if code == MET]
    if served.keys() <= {None}:
        served[None] = eligible
    else:
        for place in eligible:
            region = regions[place]
            served.setdefault(region if region in limits.pots else None, []).append(place)
    return [
        _place(
            limits.pots.get(region) or Pot(Purpose.DIAGNOSIS, None, ()), ranked(order, held), regions, limits
        )
        for region, order in served.items()
    ]


def _place(pot: Pot, order: Sequence[int], regions: Sequence[int], limits: Limits) -> Place:
    carried = pot.planned_krw // limits.fee_krw if pot.lines and limits.fee_krw else None
    within = _within_quotas(order, regions, limits.quotas) if limits.quotas else order
    return Place(pot, order, carried, within[:carried])


def _within_quotas(order: Iterable[int], regions: Sequence[int], quotas: dict[int, int]) -> list[int]:
    left, within = dict(quotas), []
    for place in order:
        if (free := left.get(regions[place])) is not None:
            if not free:
                continue
            left[regions[place]] = free - 1
        within.append(place)
    return within


def ranked(places_: Iterable[int], held: Held) -> list[int]:
    """More bonus points first, then more priorities, then who applied earlier.

    The scores of a committee, weighted as the scoring sheet says, will come before all of these once step 1 keeps
    them: this is the one place that orders.
    """
    # Stable, also in reverse: earlier applications stay first.
    by_priority = sorted(places_, key=held.priorities.__getitem__, reverse=True)
    return sorted(by_priority, key=held.points.__getitem__, reverse=True)


def improvements(
    chosen: Iterable[int], cases: Sequence[int], regions: Sequence[int], shares_krw: dict[int, int]
) -> Improvements:
    """Known shares as they are; for the others the mean of the known ones."""
    known: list[int] = []
    others: list[int] = []
    for place in chosen:
        (known if cases[place] in shares_krw else others).append(place)
    known_krw = sum(shares_krw[cases[place]] for place in known)
    mean_krw = round_won_half_up(Decimal(known_krw) / len(known)) if known else None
    by_region: dict[int, int] = defaultdict(int)
    for place in known:
        by_region[regions[place]] += shares_krw[cases[place]]
    for place in others:
        by_region[regions[place]] += mean_krw or 0
    return Improvements(len(known), known_krw, len(others), mean_krw, by_region)
