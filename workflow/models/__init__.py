"""How a case moves: cases, who works on them, correction requests, how figures came about, how long stages take."""

from workflow.models.calculation import Calculation
from workflow.models.case import Case, CaseParticipant, Record
from workflow.models.correction import CorrectionRequest, DeadlineExtension
from workflow.models.durations import StageTime

__all__ = [
    "Calculation",
    "Case",
    "CaseParticipant",
    "CorrectionRequest",
    "DeadlineExtension",
    "Record",
    "StageTime",
]
