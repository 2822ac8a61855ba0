"""The progress page: where a case stands, whose turn it is, until when, and how long earlier cases took."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journal import clock
from portal.case_page import CasePage
from programs.models import Round
from workflow.models import Case, StageTime
from workflow.states import STEP_LABELS, STEPS, CaseStage

# The day by which the round means a stage to be over.
PLANNED: dict[str, str] = {
    CaseStage.SCREENING: "screened_by",
    CaseStage.SELECTION: "selected_on",
    CaseStage.DIAGNOSIS: "visits_until",
    CaseStage.IMPROVEMENT: "execution_until",
    CaseStage.OUTCOME: "outcome_on",
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the case: over, present or to come; planned day, usual time."""

    label: str
    standing: str
    planned: date | None
    usual: StageTime | None

    @property
    def is_current(self) -> bool:
        return self.standing == "current"

    @property
    def standing_text(self) -> str:
        return {"over": _("Over"), "current": _("The case stands here"), "ahead": _("To come")}[self.standing]

    @property
    def usual_text(self) -> str:
        return days_text(self.usual) if self.usual else ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the programme with its stages."""

    label: str | Promise
    stages: list[StageRow]


def days_text(usual: StageTime) -> str:
    """Median and the middle half, in whole days."""
    if _whole(usual.first_quartile_days) == _whole(usual.third_quartile_days):
        return _("usually %(median)s days") % {"median": _whole(usual.median_days)}
    text = _("usually %(median)s days (half of the cases: %(first)s to %(third)s)")
    return text % {
        "median": _whole(usual.median_days),
        "first": _whole(usual.first_quartile_days),
        "third": _whole(usual.third_quartile_days),
    }


def _whole(days: Decimal) -> str:
    return str(int(days.to_integral_value())) if days >= 1 else _("less than 1")


@dataclass
class Progress:
    """Read by templates/portal/progress.html; a constant number of queries."""

    case: Case
    user: Any

    @cached_property
    def page(self) -> CasePage:
        return CasePage(self.case, self.user)

    @cached_property
    def times(self) -> dict[str, StageTime]:
        found = StageTime.objects.filter(program_code=self.case.program_code)
        return {row.stage: row for row in found}

    @property
    def steps(self) -> list[StepRow]:
        order = [stage for _step, stages in STEPS for stage in stages]
        at = order.index(CaseStage(self.case.stage)) if self.case.stage in order else -1
        return [
            StepRow(
                STEP_LABELS[step],
                [self._row(stage, order.index(stage) - at if at >= 0 else 1) for stage in stages],
            )
            for step, stages in STEPS
        ]

    def _row(self, stage: CaseStage, distance: int) -> StageRow:
        standing = "over" if distance < 0 else "current" if distance == 0 else "ahead"
        if stage == CaseStage.COMPLETED and distance == 0:
            standing = "over"
        return StageRow(
            label=str(stage.label),
            standing=standing,
            planned=_planned(self.case.round, stage),
            usual=self.times.get(stage),
        )

    @property
    def usual_now(self) -> StageTime | None:
        return self.times.get(self.case.stage)

    @property
    def cases_counted(self) -> int:
        return max((row.cases for row in self.times.values()), default=0)

    @property
    def days_so_far(self) -> int:
        """Whole days since the case last moved, or was handed in."""
        since = self.case.moved_at if self.case.submitted_at is None else self._since
        return max(timedelta(0), clock.now() - since).days

    @property
    def _since(self) -> Any:
        submitted = self.case.submitted_at or self.case.moved_at
        return max(submitted, self.case.moved_at)


def _planned(round_: Round, stage: CaseStage) -> date | None:
    return getattr(round_, PLANNED[stage]) if stage in PLANNED else None
