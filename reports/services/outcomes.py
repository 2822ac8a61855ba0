"""The outcome as a whole: opened, reported, corrected, verified, accepted, and every way back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from diagnostics.models import StreamFigure
from diagnostics.rules import estimate_period
from diagnostics.services import record_figures
from journal import clock, events
from reports import rules
from reports.models import Outcome
from workflow import corrections, engine
from workflow.acts import Act
from workflow.models import Case

UNVERIFIED = {"verified_by": None, "verified_at": None}


@transaction.atomic
def open_outcome(case: Case, act: Act) -> Outcome:
    """Begin step 4 once every grant is settled. Effects: stage, outcome (the former one after a return to step 3)."""
    move = engine.apply(case, "open_outcome", act, check=rules.require_outcome_possible)
    outcome = rules.outcome_of(move.record)
    if outcome is None:
        outcome = Outcome.objects.create(case=move.record, on_behalf_of=act.on_behalf_of)
        events.record(
            action="outcome.created",
            actor=act.actor,
            obj=outcome,
            case_id=outcome.case_id,
            after={"state": outcome.state},
            address=act.address,
            on_behalf_of=act.on_behalf_of,
        )
    return outcome


@transaction.atomic
def return_to_improvement(case: Case, act: Act) -> Case:
    """Bring the case back to step 3, where support may be requested or a settlement reopened.

    Effect: stage. The outcome keeps what was reported and goes on when it is opened again.
    """
    return engine.apply(case, "return_to_improvement", act, check=rules.require_outcome_open).record


@transaction.atomic
def submit_report(outcome: Outcome, act: Act) -> Outcome:
    """Hand in the report; every accepted measure is reported. Effects: day of report, the firm's own words."""
    return engine.apply(
        outcome,
        "submit_report",
        act,
        check=rules.require_all_reported,
        fields=lambda record, data: {"reported_at": clock.now(), **_own_words(record, data)},
    ).record


@transaction.atomic
def request_correction(outcome: Outcome, act: Act) -> Outcome:
    """Ask the firm to correct its report. Effects: correction request with deadline; a verification is void."""
    move = engine.apply(
        outcome,
        "request_correction",
        act,
        check=corrections.require_future_deadline,
        fields=lambda _record, _data: UNVERIFIED,
    )
    corrections.ask(move, act)
    return move.record


@transaction.atomic
def answer_correction(outcome: Outcome, act: Act) -> Outcome:
    """Hand the corrected report in again. Effects: answered request, day of report, the firm's own words."""
    move = engine.apply(
        outcome,
        "answer_correction",
        act,
        check=rules.require_all_reported,
        fields=lambda record, data: {"reported_at": clock.now(), **_own_words(record, data)},
    )
    corrections.answer(move.record, act)
    return move.record


@transaction.atomic
def verify(outcome: Outcome, act: Act) -> Outcome:
    """Confirm the reported figures, or put verified ones beside them.

    Effects: a verified figure for every reported one, verifier, accepted answers.
    """

    def verifier(record: Outcome, data: Mapping[str, Any]) -> dict[str, Any]:
        return {"verified_by": act.actor, "verified_at": clock.now()}

    move = engine.apply(
        outcome,
        "verify",
        act,
        check=lambda record, _data: rules.require_other_person(record, act.actor),
        fields=verifier,
    )
    period = estimate_period(move.record.case)
    for measure, rows in rules.verified_rows(move.record, move.data["streams"]).items():
        measure.case = move.record.case
        record_figures(measure, StreamFigure.Basis.VERIFIED, rows, period, act.actor)
    corrections.accept_answers(move.record)
    return move.record


@transaction.atomic
def return_to_verification(outcome: Outcome, act: Act) -> Outcome:
    """Send a verified report back to the consultant. Effect: the verification is void."""
    return engine.apply(
        outcome, "return_to_verification", act, fields=lambda _record, _data: UNVERIFIED
    ).record


@transaction.atomic
def accept(outcome: Outcome, act: Act) -> Outcome:
    """Accept the verified outcome for the city. Effect: day of acceptance; the certificate may follow."""
    return engine.apply(
        outcome, "accept", act, fields=lambda _record, _data: {"accepted_at": clock.now()}
    ).record


@transaction.atomic
def withdraw_acceptance(outcome: Outcome, act: Act) -> Outcome:
    """Take the acceptance back, as long as no certificate stands on it."""
    return engine.apply(
        outcome,
        "withdraw_acceptance",
        act,
        check=rules.require_no_certificate,
        fields=lambda _record, _data: {"accepted_at": None},
    ).record


def _own_words(outcome: Outcome, data: Mapping[str, Any]) -> dict[str, str]:
    """Difficulties and next steps; an answer that leaves them empty keeps what was said before."""
    return {name: data[name] or getattr(outcome, name) for name in ("difficulties", "next_steps")}
