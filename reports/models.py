"""Step 4: the outcome with a result per measure, and the certificate."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal import clock
from reports.querysets import CertificateQuerySet, OutcomeQuerySet
from workflow.models import Record
from workflow.states import MeasureState, OutcomeState
from workflow.transitions import NOT_IMPLEMENTED_REASONS


class Outcome(Record):
    """What became of the measures of a case (성과). One per case; the report is a paper."""

    workflow_kind: ClassVar[str] = "outcome"

    state = models.CharField(
        max_length=10, choices=OutcomeState.choices, default=OutcomeState.OPEN, editable=False
    )
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    difficulties = models.TextField(_("Difficulties"), blank=True)
    next_steps = models.TextField(_("The company's own next steps"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="outcome_state_newest")]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="outcome_once_per_case"),
            models.CheckConstraint(
                name="outcome_verified_by_somebody",
                condition=~Q(state__in=["verified", "accepted"])
                | Q(verified_by__isnull=False, verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outcome_accepted_has_date",
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.uid])


class Result(models.Model):
    """What the firm reports about one measure."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="results")
    measure = models.OneToOneField("diagnostics.Measure", on_delete=models.PROTECT, related_name="result")
    status = models.CharField(max_length=16, choices=MeasureState.choices)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    actual_cost_krw = models.PositiveBigIntegerField(_("Actual cost (won)"), null=True, blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["outcome", "measure__number"]
        constraints = [
            models.CheckConstraint(
                name="result_not_implemented_has_reason",
                condition=~Q(status="not_implemented") | ~Q(reason_code=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.get_status_display()}"

    @property
    def reason(self) -> str:
        """The coded reason in words."""
        return str(dict(NOT_IMPLEMENTED_REASONS).get(self.reason_code, ""))


class Certificate(models.Model):
    """The decision that a firm completed the programme; the paper follows from it (인증서)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="certificates")
    paper = models.OneToOneField("documents.IssuedDocument", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(revoked_at=None), name="certificate_one_valid_per_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        return self.paper.get_absolute_url()
