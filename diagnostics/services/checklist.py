"""Answers to the checklist that the case pinned."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from diagnostics import rules
from diagnostics.models import Answer, Diagnosis
from diagnostics.services import writing
from journal import clock
from workflow.acts import Act


def answer_item(diagnosis: Diagnosis, answer: Mapping[str, Any], act: Act) -> Diagnosis:
    """Answer one item; see ``answer_items``."""
    return answer_items(diagnosis, [answer], act)


@transaction.atomic
def answer_items(diagnosis: Diagnosis, answers: Sequence[Mapping[str, Any]], act: Act) -> Diagnosis:
    """Save answers as ``rules.clean_answers`` takes them; items that are not named keep theirs.

    Effects: changed answers with who gave them and when, the diagnosis's version, one event. Nothing happens when
    nothing changes. Raises NotAllowed, StaleVersion, WrongState, BadData.
    """
    fresh = writing.open_for_entry(diagnosis, act)
    stored = {answer.item_id: answer for answer in fresh.answers.select_related("item")}
    writing.require_version(fresh, act, {"answers": [_entries(answer) for answer in stored.values()]})
    rules.require_editable(fresh)
    rows = rules.clean_answers(list(rules.checklist_of(fresh).items.all()), answers)
    changed = [row for row in rows if _differs(row, stored.get(row.item.pk))]
    if not changed:
        return fresh
    before = [_entries(stored[row.item.pk]) for row in changed if row.item.pk in stored]
    after = [_entries(_save(fresh, row, act)) for row in changed]
    writing.raise_version(fresh)
    writing.log(
        "diagnosis.answer_items",
        fresh,
        act,
        case_id=fresh.case_id,
        before={"answers": before},
        after={"answers": after},
    )
    return fresh


def _differs(row: rules.AnswerRow, stored: Answer | None) -> bool:
    new = (row.score, row.not_applicable, row.comment)
    old = (stored.score, stored.not_applicable, stored.comment) if stored else (None, False, "")
    return new != old


def _save(diagnosis: Diagnosis, row: rules.AnswerRow, act: Act) -> Answer:
    return Answer.objects.update_or_create(
        diagnosis=diagnosis,
        item=row.item,
        defaults={
            "score": row.score,
            "not_applicable": row.not_applicable,
            "comment": row.comment,
            "answered_by": act.actor,
            "answered_at": clock.now(),
        },
    )[0]


def _entries(answer: Answer) -> dict[str, Any]:
    return {
        "item": answer.item.position,
        "score": answer.score,
        "not_applicable": answer.not_applicable,
        "comment": answer.comment,
    }
