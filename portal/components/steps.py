"""The four steps of the programme (사업 추진 절차) and how far a case has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.components.subjects import Text
from workflow.states import STEPS, CaseStage

PROGRAMME_STEPS = (
    _("Initial assessment"),
    _("Site diagnosis"),
    _("Carrying out improvements"),
    _("Economic results"),
)


@dataclass(frozen=True)
class Step:
    number: int
    label: Text
    status: str  # done | current | ahead


def steps(labels: Sequence[Text], current: int) -> list[Step]:
    """Steps before `current` (counted from 1) are done; 0 means none begun, len + 1 all done."""

    def status(number: int) -> str:
        if number == current:
            return "current"
        return "done" if number < current else "ahead"

    return [Step(number, label, status(number)) for number, label in enumerate(labels, start=1)]


def step_of_stage(stage: str) -> int:
    """The step that a case's stage belongs to; 0 for a case that ended early, 5 for one completed."""
    if stage == CaseStage.COMPLETED:
        return len(STEPS) + 1
    return next((number for number, (_name, stages) in enumerate(STEPS, start=1) if stage in stages), 0)
