"""What measures came to, on three bases that are never mixed: estimated, reported, verified.

Which measures count on which basis (DESIGN: a proposed saving is never an achieved one):

* **estimated**: every measure the firm accepted and that is still in the programme: accepted, in progress,
  implemented, partly, pending, and not implemented if the firm reported it so. Proposed, disputed and declined ones
  were never taken up; those of a firm that dropped out fell away with it.
* **reported**: measures reported as implemented or partly, with the firm's actual figures.
* **verified**: the same measures, while their outcome is verified or accepted: a verification that was taken back
  counts no more.

Each figure is a year's saving: whole won, TOE and tCO2eq unrounded as stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from calculations.savings import payback_years
from diagnostics.models import Measure, StreamFigure
from diagnostics.rules import latest_figure
from programs.models import Round
from reports.models import Outcome, Result
from reports.rules import ACHIEVED, REPORTABLE, UNREPORTED
from workflow.models import Case
from workflow.states import MeasureState, OutcomeState

Basis = StreamFigure.Basis
BASES = (Basis.ESTIMATED, Basis.REPORTED, Basis.VERIFIED)
VERIFIED_STATES = (OutcomeState.VERIFIED, OutcomeState.ACCEPTED)
COLUMNS = {"saved_krw": "saved_krw", "toe": "saved_toe", "tco2eq": "saved_tco2eq"}


@dataclass(frozen=True, slots=True)
class Effect:
    """A year's effect on one basis."""

    saved_krw: int
    toe: Decimal
    tco2eq: Decimal


@dataclass(frozen=True, slots=True)
class MeasureEffects:
    """One measure with its effect on each basis; None where nobody has said anything or it does not count."""

    measure: Measure
    estimated: Effect | None
    reported: Effect | None
    verified: Effect | None
    result: Result | None

    @property
    def actual_cost_krw(self) -> int | None:
        """What an implemented measure really cost, if reported."""
        achieved = self.measure.state in ACHIEVED
        return self.result.actual_cost_krw if self.result and achieved else None

    @property
    def payback_years(self) -> Decimal | None:
        """Actual cost ÷ verified (else reported) saving; None until both are known."""
        effect = self.verified or self.reported
        if effect is None or self.actual_cost_krw is None:
            return None
        return payback_years(self.actual_cost_krw, effect.saved_krw)


def counts_on(basis: str, prefix: str = "") -> Q:
    """The condition on a measure (behind ``prefix``) under which its figures count on a basis."""
    if basis == Basis.ESTIMATED:
        return Q(**{f"{prefix}state__in": (*UNREPORTED, *ACHIEVED, MeasureState.PENDING)}) | Q(
            **{f"{prefix}state": MeasureState.NOT_IMPLEMENTED, f"{prefix}result__isnull": False}
        )
    counted = Q(**{f"{prefix}state__in": ACHIEVED})
    if basis == Basis.VERIFIED:
        counted &= Q(**{f"{prefix}result__outcome__state__in": VERIFIED_STATES})
    return counted


def totals(round_: Round) -> dict[str, dict[str, Any]]:
    """``{basis: {"saved_krw": int, "toe": Decimal, "tco2eq": Decimal}}`` of a round, without test cases."""
    cases = Case.objects.counted().filter(round=round_)
    return {basis.value: sums(cases, basis) for basis in BASES}


def sums(cases: QuerySet[Case], basis: str) -> dict[str, Any]:
    """One basis summed over cases, in one query."""
    figures = current_figures(basis).filter(stream__measure__case__in=cases)
    zero = {"saved_krw": 0, "toe": Decimal(0), "tco2eq": Decimal(0)}
    return figures.aggregate(**{name: Coalesce(Sum(column), zero[name]) for name, column in COLUMNS.items()})


def current_figures(basis: str) -> QuerySet[StreamFigure]:
    """The figures that count on a basis: of each resource the one of the latest period."""
    later = StreamFigure.objects.filter(
        stream=OuterRef("stream"), basis=basis, period_from__gt=OuterRef("period_from")
    )
    figures = StreamFigure.objects.filter(counts_on(basis, "stream__measure__"), basis=basis)
    return figures.filter(~Exists(later))


def of_outcome(outcome: Outcome) -> list[MeasureEffects]:
    """Every measure the firm accepted, with its effects, in the order of the report.

    Takes the measures from ``OutcomeQuerySet.with_results`` where the outcome was loaded so.
    """
    case: Any = outcome.case
    if not hasattr(case, "measures"):
        case = Outcome.objects.with_results().get(pk=outcome.pk).case
    loaded: list[Measure] = case.measures
    return [_effects(measure, outcome) for measure in loaded if _was_accepted(measure)]


def _was_accepted(measure: Measure) -> bool:
    """As ``counts_on(Basis.ESTIMATED)``, for a measure at hand."""
    if measure.state == MeasureState.NOT_IMPLEMENTED:
        return hasattr(measure, "result")
    return measure.state in REPORTABLE


def _effects(measure: Measure, outcome: Outcome) -> MeasureEffects:
    achieved = measure.state in ACHIEVED
    verified = achieved and outcome.state in VERIFIED_STATES
    return MeasureEffects(
        measure=measure,
        estimated=effect(measure, Basis.ESTIMATED),
        reported=effect(measure, Basis.REPORTED) if achieved else None,
        verified=effect(measure, Basis.VERIFIED) if verified else None,
        result=getattr(measure, "result", None),
    )


def effect(measure: Measure, basis: str) -> Effect | None:
    """The stored figures of a measure on a basis, summed over its resources. Reads ``streams__figures``."""
    rows = [row for stream in measure.streams.all() if (row := latest_figure(stream, basis))]
    if not rows:
        return None
    return Effect(
        saved_krw=sum(row.saved_krw for row in rows),
        toe=sum((row.saved_toe for row in rows), Decimal(0)),
        tco2eq=sum((row.saved_tco2eq for row in rows), Decimal(0)),
    )


def summed(effects: Iterable[Effect | None]) -> Effect | None:
    """The sum of what is known; None when nothing is."""
    known = [effect for effect in effects if effect is not None]
    if not known:
        return None
    return Effect(
        saved_krw=sum(effect.saved_krw for effect in known),
        toe=sum((effect.toe for effect in known), Decimal(0)),
        tco2eq=sum((effect.tco2eq for effect in known), Decimal(0)),
    )


def outcome_totals(rows: Iterable[MeasureEffects]) -> Mapping[str, Effect | None]:
    """The sums of an outcome by basis."""
    rows = list(rows)
    return {basis.value: summed(getattr(row, basis.value) for row in rows) for basis in BASES}


def investment_krw(rows: Iterable[MeasureEffects]) -> int:
    """What the implemented measures really cost, as far as reported."""
    return sum(row.actual_cost_krw or 0 for row in rows)


def payback_of(rows: Iterable[MeasureEffects]) -> Decimal | None:
    """Payback over all measures whose actual cost and saving are both known; None when there is none."""
    known = [
        (row.actual_cost_krw, effect.saved_krw)
        for row in rows
        if row.actual_cost_krw is not None and (effect := row.verified or row.reported)
    ]
    return payback_years(sum(cost for cost, _saved in known), sum(saved for _cost, saved in known))
