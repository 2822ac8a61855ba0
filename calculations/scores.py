"""Checklist answers → percent per area and in total.

Each item is answered 0 to 4 and weighted; percent = Σ weight × score ÷ Σ weight × 4. Items that do not
apply are left out on both sides, and so are items not yet answered, which are counted and shown: a
score over half the items must not look like a full one. The total weighs items, not areas.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

FORMULA = "scores/1"
MAX_SCORE = 4


@dataclass(frozen=True)
class Answer:
    """One item as answered. ``score`` is 0 to 4, or None while unanswered or not applicable."""

    area: str
    score: int | None
    weight: Decimal = Decimal(1)
    is_applicable: bool = True

    def __post_init__(self) -> None:
        if self.score is not None and not 0 <= self.score <= MAX_SCORE:
            raise ValueError(f"score {self.score} is not 0 to {MAX_SCORE}")
        if self.score is not None and not self.is_applicable:
            raise ValueError("an item that does not apply has no score")
        if self.weight <= 0:
            raise ValueError(f"weight {self.weight} is not positive")


@dataclass(frozen=True)
class Score:
    """Score of an area, or of all when ``area`` is empty. ``percent`` is unrounded, None without answers."""

    area: str
    percent: Decimal | None
    answered: int
    unanswered: int
    not_applicable: int


@dataclass(frozen=True)
class ChecklistScore:
    """Scores per area, in the order in which areas first appear, and in total."""

    areas: tuple[Score, ...]
    total: Score
    formula: str = FORMULA


def checklist_score(answers: Iterable[Answer]) -> ChecklistScore:
    """Score a checklist by area and in total."""
    by_area: dict[str, list[Answer]] = {}
    for answer in answers:
        by_area.setdefault(answer.area, []).append(answer)
    return ChecklistScore(
        areas=tuple(_score(area, items) for area, items in by_area.items()),
        total=_score("", [item for items in by_area.values() for item in items]),
    )


def _score(area: str, items: Sequence[Answer]) -> Score:
    reached = possible = Decimal(0)
    answered = 0
    for item in items:
        if item.score is not None:
            answered += 1
            reached += item.weight * item.score
            possible += item.weight * MAX_SCORE
    not_applicable = sum(not item.is_applicable for item in items)
    return Score(
        area=area,
        percent=reached * 100 / possible if possible else None,
        answered=answered,
        unanswered=len(items) - answered - not_applicable,
        not_applicable=not_applicable,
    )
