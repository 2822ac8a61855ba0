"""Step 1: the application, its site data, the frozen evaluation, consents."""

from applications.models.agreement import Agreement, AgreementParty
from applications.models.application import Application
from applications.models.baseline import Band, BaselineNote, EnergyUse, EvidenceGrade, YearFigures
from applications.models.committee import Committee, CommitteeMember, Review, ReviewAssignment, ReviewMark
from applications.models.consent import Consent
from applications.models.deadline import DraftCopy, GracePeriod
from applications.models.duplicates import DuplicateFlag, MatchKey
from applications.models.evaluation import CriterionVerdict, Evaluation
from applications.models.evidence import EvidenceFile
from applications.models.interviews import Interview, InterviewAnswer
from applications.models.listing import BulkAct, BulkRow, SavedView, SearchGram, SearchText
from applications.models.local_firms import LocalFirm, LocalFirmContact, LocalFirmInvitation
from applications.models.objection import Objection
from applications.models.permits import Permit
from applications.models.production import Production
from applications.models.selection import CommitteeMinutes, PlanConfirmation, SelectionDecision
from applications.models.site_checks import SiteCheck
from applications.models.team import CaseContact, Pledge
from applications.models.wallet import WalletItem

__all__ = [
    "Agreement",
    "AgreementParty",
    "Application",
    "Band",
    "BaselineNote",
    "BulkAct",
    "BulkRow",
    "CaseContact",
    "Committee",
    "CommitteeMember",
    "CommitteeMinutes",
    "Consent",
    "CriterionVerdict",
    "DraftCopy",
    "DuplicateFlag",
    "EnergyUse",
    "Evaluation",
    "EvidenceFile",
    "EvidenceGrade",
    "GracePeriod",
    "Interview",
    "InterviewAnswer",
    "LocalFirm",
    "LocalFirmContact",
    "LocalFirmInvitation",
    "MatchKey",
    "Objection",
    "Permit",
    "PlanConfirmation",
    "Pledge",
    "Production",
    "Review",
    "ReviewAssignment",
    "ReviewMark",
    "SavedView",
    "SearchGram",
    "SearchText",
    "SelectionDecision",
    "SiteCheck",
    "WalletItem",
    "YearFigures",
]
