"""What the firm says about each measure: begun, stopped, implemented, partly, pending, not implemented and why."""

from django.db import transaction

from diagnostics.models import Measure, StreamFigure
from diagnostics.rules import estimate_period
from diagnostics.services import record_figures
from journal import clock
from reports import rules
from reports.models import Result
from workflow import engine
from workflow.acts import Act
from workflow.engine import Move


@transaction.atomic
def start(measure: Measure, act: Act) -> Measure:
    """Begin to carry a measure out. No further effect."""
    return engine.apply(measure, "start", act, check=rules.require_carrying_out).record


@transaction.atomic
def stop(measure: Measure, act: Act) -> Measure:
    """Stop carrying a measure out; it stays accepted. No further effect."""
    return engine.apply(measure, "stop", act, check=rules.require_carrying_out).record


@transaction.atomic
def report_implemented(measure: Measure, act: Act) -> Measure:
    """Report a measure as done, with the actual yearly saving of each of its resources.

    Effects: result, reported figures with their calculation.
    """
    return _report_achieved(measure, "report_implemented", act)


@transaction.atomic
def report_partly(measure: Measure, act: Act) -> Measure:
    """Report a measure as partly done; figures as for a whole one. Effects: result, reported figures."""
    return _report_achieved(measure, "report_partly", act)


@transaction.atomic
def report_pending(measure: Measure, act: Act) -> Measure:
    """Report that a measure is still to come. Effect: result. It counts nowhere as achieved."""
    return _report_open(measure, "report_pending", act)


@transaction.atomic
def report_not_implemented(measure: Measure, act: Act) -> Measure:
    """Report that a measure will not come, with a coded reason. Effects: result, reason of the measure."""
    return _report_open(measure, "report_not_implemented", act)


def _report_achieved(measure: Measure, name: str, act: Act) -> Measure:
    move = engine.apply(
        measure,
        name,
        act,
        check=rules.require_result,
        fields=lambda _measure, _data: {"reason_code": ""},
    )
    _store_result(move, act)
    rows = rules.actual_rows(move.record, move.data["streams"])
    if rows:
        period = estimate_period(move.record.case)
        record_figures(move.record, StreamFigure.Basis.REPORTED, rows, period, act.actor)
    return move.record


def _report_open(measure: Measure, name: str, act: Act) -> Measure:
    move = engine.apply(
        measure,
        name,
        act,
        check=rules.require_open_outcome,
        fields=lambda _measure, data: {"reason_code": data.get("reason_code", "")},
    )
    _store_result(move, act)
    return move.record


def _store_result(move: Move, act: Act) -> Result:
    """The present word on a measure; earlier ones stand in the log."""
    result, _created = Result.objects.update_or_create(
        measure=move.record,
        defaults={
            "outcome": rules.open_outcome_of(move.record),
            "status": move.record.state,
            "done_on": move.data.get("done_on"),
            "actual_cost_krw": move.data.get("actual_cost_krw"),
            "reason_code": move.data.get("reason_code", ""),
            "note": act.comment,
            "reported_by": act.actor,
            "reported_at": clock.now(),
        },
    )
    return result
