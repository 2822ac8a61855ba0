"""Which permitted acts somebody actually waits for, and until when.

The table says what may be done in a state; whether it is still to be done can depend on the record: a visit that
was confirmed may be proposed anew, but nobody waits for it. A row without an entry here is awaited in every state
it starts from.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from applications import rules
from journal import clock
from workflow.models import CorrectionRequest
from workflow.states import ApplicationState, CaseStage, MeasureState, OutcomeState
from workflow.transitions import Transition

Condition = Callable[[Any], bool]


def _in_grace(application: Any) -> bool:
    """A copy of this draft may be confirmed now; a query only where the round has closed."""
    return rules.is_closed(application.case.round) and rules.running_grace(application.case.round) is not None


AWAITED: dict[tuple[str, str], Condition] = {
    ("application", "prepare_agreement"): lambda application: not application.has_agreement,
    ("application", "sign_agreement"): lambda application: application.has_unsigned_agreement,
    ("application", "agree"): lambda application: (
        application.has_agreement and not application.has_unsigned_agreement
    ),
    ("application", "dismiss_objection"): lambda application: application.objection_answer_by is not None,
    # After the closing a draft waits for nobody, unless a grace period runs.
    ("application", "submit"): lambda application: not rules.is_closed(application.case.round),
    ("application", "confirm_copy"): _in_grace,
    ("application", "screen"): lambda application: application.state == ApplicationState.SUBMITTED,
    ("case", "assign"): lambda case: case.application_state == ApplicationState.AGREED,
    ("case", "request_support"): lambda case: case.has_accepted_measure and not case.has_grant,
    ("case", "open_outcome"): lambda case: not (case.has_open_grant or case.has_unanswered_measure),
    ("case", "issue_certificate"): lambda case: case.outcome_state == OutcomeState.ACCEPTED,
    ("diagnosis", "propose_visit"): lambda diagnosis: (
        diagnosis.visit_at is None and (diagnosis.first_at is None or bool(diagnosis.visit_answer))
    ),
    ("diagnosis", "confirm_visit"): lambda diagnosis: (
        diagnosis.visit_at is None and diagnosis.first_at is not None and not diagnosis.visit_answer
    ),
    ("diagnosis", "submit_report"): lambda diagnosis: diagnosis.visit_at is not None,
    # A disputed measure waits for the consultant first.
    ("measure", "accept"): lambda measure: measure.state == MeasureState.PROPOSED,
}

# Rows that only repair what an act on the whole case left behind: never offered while the case goes on.
AFTER_DROPPING = frozenset({("measure", "drop"), ("grant", "drop")})
# An objection reopens nothing by itself, but somebody waits for its answer though the case has ended.
OF_ENDED_CASES = frozenset({("application", "dismiss_objection")})
OF_OBJECTIONS = frozenset(
    ("application", name) for name in ("withdraw_objection", "dismiss_objection", "uphold_objection")
)
# What became of a measure is told while its outcome is being reported, though its state would allow it always.
OF_THE_OUTCOME = frozenset(
    ("measure", f"report_{status}") for status in ("implemented", "partly", "pending", "not_implemented")
)


def is_awaited(row: Transition, record: Any) -> bool:
    """Whether a row that the record's state allows is a task now."""
    if not row.is_task or (record.case.is_closed and row.key not in OF_ENDED_CASES):
        return False
    return AWAITED.get(row.key, _always)(record)


def is_offered(row: Transition, record: Any) -> bool:
    """Whether pages show a permitted row at all."""
    if is_about_one_request(row):
        return False
    if row.key == ("application", "confirm_copy"):
        return _in_grace(record)
    if row.key in AFTER_DROPPING:
        return record.case.stage == CaseStage.DROPPED
    if row.key in OF_OBJECTIONS:
        return record.objection_answer_by is not None
    if row.key == ("application", "file_objection"):
        return record.objection_answer_by is None and may_still_object(record)
    if row.key == ("application", "record_site_check"):
        return record.case.round.initial_site_check
    if row.key in OF_THE_OUTCOME:
        return record.case.stage == CaseStage.OUTCOME
    return True


def due_on(row: Transition, record: Any, open_corrections: dict[Any, CorrectionRequest]) -> date | None:
    """The Korean day by which an act is asked for, if there is one."""
    if row.name == "answer_correction" and (correction := open_corrections.get(record.uid)):
        return correction.deadline
    if row.on == "diagnosis" and row.name == "confirm_visit":
        return _day(record.first_at)
    if row.on == "diagnosis" and row.name == "submit_report":
        return _day(record.visit_at)
    if row.key == ("application", "submit"):
        return record.case.round.closes_on
    if row.key == ("application", "confirm_copy"):
        grace = rules.running_grace(record.case.round)
        return _day(grace.ends_at) if grace else None
    if row.key == ("application", "dismiss_objection"):
        return record.objection_answer_by
    return None


def open_corrections(records: list[Any]) -> dict[Any, CorrectionRequest]:
    """The most urgent open correction request of each record, by the record's uid; one query."""
    asked = CorrectionRequest.objects.filter(
        state=CorrectionRequest.State.ASKED, record_uid__in=[record.uid for record in records]
    )
    # The most urgent of several stays last.
    return {correction.record_uid: correction for correction in asked.order_by("-deadline", "-pk")}


def may_still_object(application: Any) -> bool:
    """The day that the refusal's letter named has not ended."""
    until = application.objection_until
    return until is not None and clock.now() < clock.end_of_day(until)


def is_about_one_request(row: Transition) -> bool:
    """The act names one correction request: it is offered beside the request, not among the acts on the record."""
    return any(datum.name == "correction" for datum in row.data)


def _always(record: Any) -> bool:
    return True


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(clock.SEOUL).date() if moment else None
