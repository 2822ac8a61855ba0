"""What the firm answers to each measure of a released report, and what the consultant answers back."""

from django.db import transaction

from diagnostics import rules
from diagnostics.models import Measure
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def accept(measure: Measure, act: Act) -> Measure:
    """The firm takes the measure up: support can be requested for it. Effects: the team is told."""
    return engine.apply(measure, "accept", act, check=rules.check_answerable).record


@transaction.atomic
def dispute(measure: Measure, act: Act) -> Measure:
    """The firm doubts the measure, with its reason; the consultant may put it right. Effects: the team is told."""
    return engine.apply(measure, "dispute", act, check=rules.check_answerable).record


@transaction.atomic
def decline(measure: Measure, act: Act) -> Measure:
    """The firm does not want the measure. Effects: the coded reason is kept with it; the team is told."""
    return engine.apply(
        measure,
        "decline",
        act,
        check=rules.check_answerable,
        fields=lambda _record, data: {"reason_code": data["reason_code"]},
    ).record


@transaction.atomic
def revise(measure: Measure, act: Act) -> Measure:
    """The consultant answers a dispute, having put the measure right or not. Effects: the firm is told."""
    return engine.apply(measure, "revise", act, check=rules.check_answerable).record


@transaction.atomic
def reconsider(measure: Measure, act: Act) -> Measure:
    """The firm takes its answer back. Effects: the coded reason falls away; the team is told."""
    return engine.apply(
        measure,
        "reconsider",
        act,
        check=rules.check_answerable,
        fields=lambda _record, _data: {"reason_code": ""},
    ).record
