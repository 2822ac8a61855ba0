"""What is offered: operators, programmes, regions, rounds, and the rules they are run by, as dated data."""

from programs.models.base import Confidence, Edited, FrozenRowError, RowOfVersion, Sourced, Versioned
from programs.models.calls import Call, Question
from programs.models.checklists import (
    Checklist,
    ChecklistItem,
    DocumentAsked,
    DocumentList,
    ScoringCriterion,
    ScoringSheet,
)
from programs.models.criteria import CriteriaSet, Criterion
from programs.models.factors import Carrier, Factor, FactorSet
from programs.models.industry import IndustryCode
from programs.models.interviews import Questionnaire, QuestionnaireItem
from programs.models.offers import MeasureType, Operator, Program, Region
from programs.models.rates import RateTable, SupportRate
from programs.models.rounds import RegionTarget, Round, RoundRegion, Strand

__all__ = [
    "Call",
    "Carrier",
    "Checklist",
    "ChecklistItem",
    "Confidence",
    "CriteriaSet",
    "Criterion",
    "DocumentAsked",
    "DocumentList",
    "Edited",
    "Factor",
    "FactorSet",
    "FrozenRowError",
    "IndustryCode",
    "MeasureType",
    "Operator",
    "Program",
    "Question",
    "Questionnaire",
    "QuestionnaireItem",
    "RateTable",
    "Region",
    "RegionTarget",
    "Round",
    "RoundRegion",
    "RowOfVersion",
    "ScoringCriterion",
    "ScoringSheet",
    "Sourced",
    "Strand",
    "SupportRate",
    "Versioned",
]
