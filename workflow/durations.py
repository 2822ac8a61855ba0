"""How long stages usually take: median and quartiles over completed cases of a programme, from their events.

Computed once a day and kept (StageTime), because a page must not read the history of hundreds of cases.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise
from statistics import quantiles
from typing import Any

from django.db import transaction

from journal import clock
from journal.models import Event
from workflow.models import Case, StageTime
from workflow.states import CaseStage

# Fewer cases would tell about single firms.
FEWEST_CASES = 5
# The last completed ones; how it went ten years ago says nothing about today.
MOST_CASES = 500
DAY_SECONDS = 86_400


def compute() -> int:
    """Compute every programme's stage times anew; how many were kept."""
    codes = Case.objects.counted().filter(stage=CaseStage.COMPLETED).order_by()
    return sum(_compute(code) for code in sorted(set(codes.values_list("program_code", flat=True))))


@transaction.atomic
def _compute(program_code: str) -> int:
    found = days_by_stage(program_code)
    kept = 0
    StageTime.objects.filter(program_code=program_code).exclude(stage__in=found).delete()
    for stage, days in found.items():
        if len(days) < FEWEST_CASES:
            StageTime.objects.filter(program_code=program_code, stage=stage).delete()
            continue
        first, median, third = (_tenth(value) for value in quantiles(days, n=4, method="inclusive"))
        StageTime.objects.update_or_create(
            program_code=program_code,
            stage=stage,
            defaults={
                "cases": len(days),
                "first_quartile_days": first,
                "median_days": median,
                "third_quartile_days": third,
                "computed_at": clock.now(),
            },
        )
        kept += 1
    return kept


def days_by_stage(program_code: str) -> dict[str, list[float]]:
    """Days that each completed case stood in each stage, returns to it added up."""
    cases = dict(
        Case.objects.counted()
        .filter(program_code=program_code, stage=CaseStage.COMPLETED)
        .order_by("-moved_at", "-pk")
        .values_list("pk", "submitted_at")[:MOST_CASES]
    )
    found: dict[str, list[float]] = defaultdict(list)
    for case_id, moves in _moves(cases):
        submitted_at = cases[case_id]
        assert submitted_at is not None, "Cases that count were handed in."
        for stage, seconds in _seconds_in_stages(submitted_at, moves).items():
            found[stage].append(seconds / DAY_SECONDS)
    return dict(found)


def _moves(cases: Iterable[int]) -> Iterator[tuple[int, list[tuple[datetime, str, str]]]]:
    """Changes of stage by case, in their order: when, from, to."""
    rows = Event.objects.filter(case_id__in=list(cases), before__has_key="stage").order_by("case_id", "pk")
    values = rows.values_list("case_id", "at", "before", "after").iterator(chunk_size=2000)
    for case_id, group in groupby(values, key=lambda row: row[0]):
        yield case_id, [_move(row) for row in group if _changes_stage(row)]


def _changes_stage(row: Any) -> bool:
    _case, _at, before, after = row
    return bool(after) and "stage" in after and before["stage"] != after["stage"]


def _move(row: Any) -> tuple[datetime, str, str]:
    _case, at, before, after = row
    return at, before["stage"], after["stage"]


def _seconds_in_stages(submitted_at: datetime, moves: list[tuple[datetime, str, str]]) -> dict[str, float]:
    if not moves:
        return {}
    spent: dict[str, float] = defaultdict(float)
    begins = [(submitted_at, moves[0][1]), *((at, to) for at, _from, to in moves)]
    for (began, stage), (ended, _next) in pairwise(begins):
        spent[stage] += (ended - began).total_seconds()
    return spent


def _tenth(days: float) -> Decimal:
    return Decimal(str(days)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
