"""Step 1: the application, its site data, the frozen evaluation, consents."""

from applications.models.agreement import Agreement, AgreementParty
from applications.models.application import Application
from applications.models.baseline import EnergyUse, EvidenceGrade, YearFigures
from applications.models.consent import Consent
from applications.models.evaluation import CriterionVerdict, Evaluation
from applications.models.objection import Objection
from applications.models.permits import Permit
from applications.models.production import Production

__all__ = [
    "Agreement",
    "AgreementParty",
    "Application",
    "Consent",
    "CriterionVerdict",
    "EnergyUse",
    "Evaluation",
    "EvidenceGrade",
    "Objection",
    "Permit",
    "Production",
    "YearFigures",
]
