"""The pinned checklist of a diagnosis: what is answered, what is missing, the score by area."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import localized
from calculations import scores as calculation
from diagnostics.models import Answer, Diagnosis
from programs.models import Checklist, ChecklistItem
from workflow.errors import BadData

COMMENT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """An item with its answer, if there is one."""

    item: ChecklistItem
    answer: Answer | None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer.is_given


@dataclass(frozen=True, slots=True)
class Progress:
    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.answered == self.total


@dataclass(frozen=True, slots=True)
class AreaScore:
    """Score of an area, or of all. ``reached`` and ``possible`` are weighted points; percent is None without any."""

    name: str
    items: int
    answered: int
    not_applicable: int
    reached: Decimal
    possible: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Scores:
    areas: tuple[AreaScore, ...]
    total: AreaScore


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A checked answer, ready to be stored."""

    item: ChecklistItem
    score: int | None
    not_applicable: bool
    comment: str


def checklist_of(diagnosis: Diagnosis) -> Checklist:
    """The version that the case pinned at its submission."""
    return diagnosis.case.checklist or diagnosis.case.round.checklist


def checklist_rows(diagnosis: Diagnosis) -> list[ChecklistRow]:
    """Every item of the checklist that the case pinned, in order."""
    answers = {answer.item_id: answer for answer in diagnosis.answers.all()}
    return [ChecklistRow(item, answers.get(item.pk)) for item in checklist_of(diagnosis).items.all()]


def progress(diagnosis: Diagnosis) -> Progress:
    rows = checklist_rows(diagnosis)
    return Progress(sum(row.is_answered for row in rows), len(rows))


def scores(diagnosis: Diagnosis) -> Scores:
    """Score by area and in total (``calculations.scores``); for lists read ``with_scores()`` before."""
    rows = checklist_rows(diagnosis)
    by_area = [
        (localized(area[0].item, "area"), area)
        for area in (list(group) for _area, group in groupby(rows, key=lambda row: row.item.area_ko))
    ]
    return Scores(
        areas=tuple(_score(name, area) for name, area in by_area),
        total=_score("", rows),
    )


def clean_answers(items: Sequence[ChecklistItem], rows: Sequence[Mapping[str, Any]]) -> list[AnswerRow]:
    """Check answers as ``{"item": position, "score": 0–4, "not_applicable": bool, "comment": text}``.

    Raises BadData with every error, keyed by ``answers.<index>.<entry>``. An answer without a score is open.
    """
    by_position = {item.position: item for item in items}
    errors: dict[str, list[str]] = {}
    cleaned = []
    seen: set[int] = set()
    for index, row in enumerate(rows):
        found = list(_row_errors(row, by_position, seen))
        for entry, message in found:
            errors.setdefault(f"answers.{index}.{entry}", []).append(message)
        if not found:
            seen.add(row["item"])
            cleaned.append(
                AnswerRow(
                    item=by_position[row["item"]],
                    score=row.get("score"),
                    not_applicable=row.get("not_applicable", False),
                    comment=row.get("comment", "").strip(),
                )
            )
    if errors:
        raise BadData(errors)
    return cleaned


def _row_errors(
    row: Mapping[str, Any], by_position: Mapping[int, ChecklistItem], seen: set[int]
) -> Iterator[tuple[str, str]]:
    for name in row.keys() - {"item", "score", "not_applicable", "comment"}:
        yield name, _("This entry is not known here.")
    item, score, comment = row.get("item"), row.get("score"), row.get("comment", "")
    not_applicable = row.get("not_applicable", False)
    if type(item) is not int or item not in by_position:
        yield "item", _("The checklist has no item with this number.")
    elif item in seen:
        yield "item", _("This item is answered twice.")
    if score is not None and (type(score) is not int or not 0 <= score <= calculation.MAX_SCORE):
        yield "score", _("Choose 0 to 4.")
    if type(not_applicable) is not bool:
        yield "not_applicable", _("Answer yes or no.")
    elif not_applicable and score is not None:
        yield "score", _("An item that does not apply has no score.")
    elif not_applicable and not _may_be_skipped(by_position.get(item) if type(item) is int else None):
        yield "not_applicable", _("This item applies to every site: choose 0 to 4.")
    if not isinstance(comment, str) or "\x00" in comment:
        yield "comment", _("Enter text.")
    elif len(comment) > COMMENT_LENGTH:
        yield "comment", _("At most %(count)s characters.") % {"count": COMMENT_LENGTH}


def _may_be_skipped(item: ChecklistItem | None) -> bool:
    return item is None or item.may_be_not_applicable


def _score(name: str, rows: Sequence[ChecklistRow]) -> AreaScore:
    answers = [_plain(row) for row in rows]
    total = calculation.checklist_score(answers).total
    counted = [answer for answer in answers if answer.score is not None]
    return AreaScore(
        name=name,
        items=len(rows),
        answered=total.answered,
        not_applicable=total.not_applicable,
        reached=sum((answer.weight * (answer.score or 0) for answer in counted), Decimal(0)),
        possible=sum((answer.weight * calculation.MAX_SCORE for answer in counted), Decimal(0)),
        percent=total.percent,
    )


def _plain(row: ChecklistRow) -> calculation.Answer:
    return calculation.Answer(
        area=row.item.area_ko,
        score=row.answer.score if row.answer else None,
        weight=Decimal(row.item.weight),
        is_applicable=not (row.answer and row.answer.not_applicable),
    )
