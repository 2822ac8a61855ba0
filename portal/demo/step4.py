"""Step 4 of the play: results reported, verified, accepted; certificates issued."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from diagnostics.models import Measure, StreamFigure
from portal.demo.data import DemoFirm
from portal.demo.people import ADMIN, APPROVER, CONSULTANT
from portal.demo.scene import Scene, act, at
from portal.demo.step3 import implemented
from reports import services
from reports.models import Outcome
from workflow.states import CaseStage, MeasureState
from workflow.states import OutcomeState as State

# The source knows no measured results: these shares of the estimate are assumptions of the demo.
REPORTED_SHARE = Decimal("0.95")
VERIFIED_SHARE = Decimal("0.90")
NOT_DONE = "올해 생산 계획과 맞지 않아 내년에 다시 검토합니다."


def play(scene: Scene) -> None:
    for turn, firm in scene.certified():
        outcome = _open(scene, firm, turn)
        _report(scene, firm, outcome, turn)
    scene.report("12 outcomes accepted, 12 certificates issued")


def _open(scene: Scene, firm: DemoFirm, turn: int) -> Outcome:
    case = scene.applications[firm].case
    case.refresh_from_db()
    if case.stage == CaseStage.IMPROVEMENT:
        with at(12, 1, 9, turn=turn):
            return services.open_outcome(case, act(scene.owners[firm]))
    return Outcome.objects.get(case=case)


def _report(scene: Scene, firm: DemoFirm, outcome: Outcome, turn: int) -> None:
    owner, consultant = scene.owners[firm], scene.staff[CONSULTANT]
    if outcome.state == State.OPEN:
        with at(12, 6, 9, turn=turn):
            _report_measures(firm, outcome, owner)
        with at(12, 7, 9, turn=turn):
            outcome = services.submit_report(outcome, act(owner))
    if outcome.state == State.REPORTED:
        with at(12, 13, 9, turn=turn):
            verified = _verified(outcome) if turn % 3 == 0 else []
            outcome = services.verify(outcome, act(consultant, streams=verified))
    if outcome.state == State.VERIFIED:
        with at(12, 16, 9, turn=turn):
            outcome = services.accept(outcome, act(scene.staff[APPROVER]))
    outcome.case.refresh_from_db()
    if outcome.case.stage == CaseStage.OUTCOME:
        with at(12, 21, 9, turn=turn):
            services.issue_certificate(outcome.case, act(scene.staff[ADMIN]))


def _report_measures(firm: DemoFirm, outcome: Outcome, owner: User) -> None:
    measures = list(Measure.objects.filter(case=outcome.case, state=MeasureState.ACCEPTED))
    done = implemented(firm, measures)
    for measure in measures:
        if measure in done:
            data = {
                "done_on": date(2021, 11, 12),
                "actual_cost_krw": measure.cost_krw,
                "streams": [_actual(figure, REPORTED_SHARE) for figure in _estimates(measure=measure)],
            }
            services.report_implemented(measure, act(owner, **data))
        else:
            services.report_not_implemented(measure, act(owner, NOT_DONE, reason_code="production_change"))


def _verified(outcome: Outcome) -> list[dict[str, Any]]:
    """Every third firm: the consultant measured a little less than was reported."""
    figures = _estimates(measure__case=outcome.case, measure__state=MeasureState.IMPLEMENTED)
    return [_actual(figure, VERIFIED_SHARE) for figure in figures]


def _estimates(**of: Any) -> QuerySet[StreamFigure]:
    filters = {f"stream__{name}": value for name, value in of.items()}
    return StreamFigure.objects.filter(basis="estimated", **filters).select_related("stream")


def _actual(figure: StreamFigure, share: Decimal) -> dict[str, Any]:
    return {
        "stream": str(figure.stream.uid),
        "quantity": (figure.quantity * share).quantize(Decimal("0.001")),
    }
