"""The one place where a figure of a measure is computed and kept, with how it came about."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.rules import factor_set
from calculations import savings
from diagnostics import rules
from diagnostics.models import Measure, StreamFigure
from journal import clock
from programs import factors
from workflow.models import Calculation


@transaction.atomic
def record_figures(
    measure: Measure, basis: str, rows: Sequence[rules.FigureRow], period: rules.Period, actor: User
) -> list[StreamFigure]:
    """Compute and store what streams of a measure save a year on a basis (estimated, reported, verified).

    The case's pinned factors and the round's reading of electricity hold. Effects: one Calculation with formula,
    inputs, results and the factor rows used; a StreamFigure for each row, which replaces the one of the same basis
    and period. Raises BadData keyed ``streams.<index>.<entry>``. The caller asks the permission, locks the case
    and records the event.
    """
    case = measure.case
    effect = rules.effect(
        rows,
        measure.cost_krw,
        factors.table(factor_set(case)),
        case.reading("electricity_basis"),
    )
    figures = [
        _figure(row, saving, basis, period, actor) for row, saving in zip(rows, effect.streams, strict=True)
    ]
    for index, figure in enumerate(figures):
        rules.require_storable(figure, index)
    calculation = _keep_calculation(measure, basis, rows, period, effect)
    return [_store(figure, calculation) for figure in figures]


def _figure(
    row: rules.FigureRow, saving: savings.StreamSaving, basis: str, period: rules.Period, actor: User
) -> StreamFigure:
    return StreamFigure(
        stream=row.stream,
        basis=basis,
        period_from=period.starts_on,
        period_until=period.ends_on,
        quantity=saving.stream.use.quantity,
        price_krw=saving.stream.price_krw,
        saved_krw=saving.saved_krw,
        saved_mj=rules.kept(saving.energy.gross_mj, 3) if saving.energy else 0,
        saved_toe=rules.kept(saving.energy.toe, 5) if saving.energy else 0,
        saved_tco2eq=rules.kept(saving.emission.tco2eq, 5) if saving.emission else 0,
        entered_by=actor,
        entered_at=clock.now(),
    )


def _store(figure: StreamFigure, calculation: Calculation) -> StreamFigure:
    key = ("stream", "basis", "period_from")
    values = {
        field.name: getattr(figure, field.name)
        for field in StreamFigure._meta.concrete_fields
        if field.name not in (*key, "id")
    }
    values["calculation"] = calculation
    return StreamFigure.objects.update_or_create(
        **{name: getattr(figure, name) for name in key}, defaults=values
    )[0]


def _keep_calculation(
    measure: Measure,
    basis: str,
    rows: Sequence[rules.FigureRow],
    period: rules.Period,
    effect: savings.Effect,
) -> Calculation:
    """What was put in and what came out, unrounded; each stream names its factor rows by id."""
    case = measure.case
    used = [factor for saving in effect.streams for factor in _factors(saving)]
    stored = {(row.kind, row.carrier): row for row in factors.rows_used(factor_set(case), used)}
    calculation = Calculation.objects.create(
        case=case,
        record_kind=measure.workflow_kind,
        record_uid=measure.uid,
        purpose=basis,
        formula=effect.formula,
        inputs={
            "period_from": period.starts_on.isoformat(),
            "period_until": period.ends_on.isoformat(),
            "electricity_basis": case.reading("electricity_basis"),
            "cost_krw": measure.cost_krw,
            "streams": [_inputs(row, saving) for row, saving in zip(rows, effect.streams, strict=True)],
        },
        results={
            "saved_krw": effect.saved_krw,
            "saved_mj": str(effect.saved_mj),
            "saved_toe": str(effect.saved_toe),
            "saved_tco2eq": str(effect.saved_tco2eq),
            "payback_years": None if effect.payback_years is None else str(effect.payback_years),
            "streams": [
                _results(
                    saving, [stored[factor.kind.value, factor.carrier].pk for factor in _factors(saving)]
                )
                for saving in effect.streams
            ],
        },
        computed_at=clock.now(),
    )
    calculation.factors.set(stored.values())
    return calculation


def _inputs(row: rules.FigureRow, saving: savings.StreamSaving) -> dict[str, Any]:
    use = saving.stream.use
    return {
        "stream": str(row.stream.uid),
        "carrier": use.carrier,
        "quantity": str(use.quantity),
        "unit": use.unit.value,
        "price_krw": str(saving.stream.price_krw),
    }


def _results(saving: savings.StreamSaving, factor_ids: list[int]) -> dict[str, Any]:
    return {
        "saved_krw": saving.saved_krw,
        "saved_mj": str(saving.energy.gross_mj) if saving.energy else None,
        "saved_toe": str(saving.energy.toe) if saving.energy else None,
        "saved_tco2eq": str(saving.emission.tco2eq) if saving.emission else None,
        "factors": sorted(set(factor_ids)),
    }


def _factors(saving: savings.StreamSaving) -> list[Any]:
    return [
        *(saving.energy.factors if saving.energy else ()),
        *(saving.emission.factors if saving.emission else ()),
    ]
