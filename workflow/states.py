"""Every state a case and its records can be in. Only workflow.engine writes them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseStage(models.TextChoices):
    SCREENING = "screening", _("Screening")
    SELECTION = "selection", _("Selection")
    AGREEMENT = "agreement", _("Agreement")
    DIAGNOSIS = "diagnosis", _("Site diagnosis")
    IMPROVEMENT = "improvement", _("Improvement")
    OUTCOME = "outcome", _("Outcome")
    COMPLETED = "completed", _("Completed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DROPPED = "dropped", _("Dropped out")


# A site may apply again in the same round only after its case ended in one of these.
ENDED_STAGES = frozenset({CaseStage.REFUSED, CaseStage.WITHDRAWN, CaseStage.DROPPED})
CLOSED_STAGES = ENDED_STAGES | {CaseStage.COMPLETED}

# The four steps of the programme (사업 추진 절차) and the stages within each.
STEPS: tuple[tuple[str, tuple[CaseStage, ...]], ...] = (
    ("applications", (CaseStage.SCREENING, CaseStage.SELECTION, CaseStage.AGREEMENT)),
    ("diagnostics", (CaseStage.DIAGNOSIS,)),
    ("subsidies", (CaseStage.IMPROVEMENT,)),
    ("reports", (CaseStage.OUTCOME, CaseStage.COMPLETED)),
)
STEP_LABELS = {
    "applications": _("1 Application and screening"),
    "diagnostics": _("2 Site diagnosis"),
    "subsidies": _("3 Improvement"),
    "reports": _("4 Outcome and certificate"),
    "portal": _("Across steps"),
}


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CORRECTION = "correction", _("Correction requested")
    SCREENED = "screened", _("Screened")
    SELECTED = "selected", _("Selected")
    RESERVE = "reserve", _("On the reserve list")
    AGREED = "agreed", _("Agreement concluded")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DiagnosisState(models.TextChoices):
    ASSIGNED = "assigned", _("Consultant assigned")
    VISITING = "visiting", _("Visit and diagnosis")
    IN_REVIEW = "in_review", _("Report in review")
    RELEASED = "released", _("Report released")


class MeasureState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DISPUTED = "disputed", _("Disputed")
    DECLINED = "declined", _("Declined")
    IN_PROGRESS = "in_progress", pgettext_lazy("measure", "In progress")
    IMPLEMENTED = "implemented", _("Implemented")
    PARTLY = "partly", _("Partly implemented")
    PENDING = "pending", _("Pending")
    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")


class GrantState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    CORRECTION = "correction", _("Correction requested")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    CLAIMED = "claimed", _("Claimed")
    SETTLED = "settled", _("Settled")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")


class OutcomeState(models.TextChoices):
    OPEN = "open", _("To be reported")
    REPORTED = "reported", _("Reported")
    CORRECTION = "correction", _("Correction requested")
    VERIFIED = "verified", _("Verified")
    ACCEPTED = "accepted", pgettext_lazy("outcome", "Accepted")
