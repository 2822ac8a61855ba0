"""Step 1: the application, its site data, the frozen evaluation, consents."""

from applications.models.application import Application
from applications.models.baseline import EnergyUse, EvidenceGrade, YearFigures
from applications.models.consent import Consent
from applications.models.evaluation import CriterionVerdict, Evaluation

__all__ = [
    "Application",
    "Consent",
    "CriterionVerdict",
    "EnergyUse",
    "Evaluation",
    "EvidenceGrade",
    "YearFigures",
]
