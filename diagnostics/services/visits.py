"""The site visit: two times proposed by the consultant, one confirmed by the firm, or neither with an answer."""

from django.db import transaction

from diagnostics import rules
from diagnostics.models import Diagnosis
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def propose_visit(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Propose two times. Effects: a time confirmed before no longer holds; the firm is told."""
    return engine.apply(
        diagnosis,
        "propose_visit",
        act,
        check=rules.check_propose_visit,
        fields=lambda _record, data: {**data, "visit_at": None, "visit_answer": ""},
    ).record


@transaction.atomic
def confirm_visit(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Choose one of the proposed times. Effects: it is the visit; the team is told."""
    return engine.apply(
        diagnosis,
        "confirm_visit",
        act,
        check=rules.check_confirm_visit,
        fields=lambda record, data: {
            "visit_at": rules.chosen_time(record, data["chosen"]),
            "visit_answer": act.comment.strip(),
        },
    ).record


@transaction.atomic
def answer_visit(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Neither time suits, or a confirmed one no longer does.

    Effects: the proposals and the confirmed time fall away; the answer stays until the next proposal; the team is
    told.
    """
    return engine.apply(
        diagnosis,
        "answer_visit",
        act,
        check=rules.check_answer_visit,
        fields=lambda _record, _data: {
            "first_at": None,
            "second_at": None,
            "visit_at": None,
            "visit_answer": act.comment.strip(),
        },
    ).record
