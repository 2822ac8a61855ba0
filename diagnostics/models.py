"""Step 2: the diagnosis, its checklist answers and findings, measures with their resource streams."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from accounts.roles import Role
from diagnostics.querysets import DiagnosisQuerySet, MeasureQuerySet
from journal import clock
from programs.models import SupportRate
from workflow.models import CaseParticipant, Record
from workflow.states import DiagnosisState, MeasureState
from workflow.transitions import NOT_IMPLEMENTED_REASONS


class Diagnosis(Record):
    """The experts' look at one site (사업장 진단). One per case."""

    workflow_kind: ClassVar[str] = "diagnosis"

    class Direction(models.TextChoices):
        CLEAN_PRODUCTION = "clean_production", _("Clean production")
        PROCESS_DEVELOPMENT = "process_development", _("Process development")

    state = models.CharField(
        max_length=10, choices=DiagnosisState.choices, default=DiagnosisState.ASSIGNED, editable=False
    )
    first_at = models.DateTimeField(_("First proposal"), null=True, blank=True)
    second_at = models.DateTimeField(_("Second proposal"), null=True, blank=True)
    visit_at = models.DateTimeField(_("Visit"), null=True, blank=True)
    visit_answer = models.TextField(_("Answer of the firm"), blank=True)
    direction = models.CharField(_("Main direction"), max_length=20, choices=Direction.choices, blank=True)
    grade = models.CharField(
        _("Grade for support"), max_length=1, choices=SupportRate.Grade.choices, blank=True
    )
    summary = models.TextField(_("Summary for the firm"), blank=True)
    # The last release; it stays when the report is recalled, because the firm has read it since then.
    released_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "diagnoses"
        indexes = [models.Index(fields=["state", "-id"], name="diagnosis_state_newest")]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="diagnosis_once_per_case"),
            models.CheckConstraint(
                name="diagnosis_released_has_date",
                condition=~Q(state="released") | Q(released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("diagnostics:detail", args=[self.uid])

    @property
    def team(self) -> list[CaseParticipant]:
        """The consultants who work on the case now; lists read them before (``with_list_data``)."""
        return [p for p in self.case.participants.all() if p.role == Role.CONSULTANT and p.is_current]


class Answer(models.Model):
    """The answer to one checklist item: 0 to 4, or not applicable; neither while only a comment is noted."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey("programs.ChecklistItem", on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    not_applicable = models.BooleanField(default=False)
    comment = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["diagnosis", "item__position"]
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "item"], name="answer_once_per_item"),
            models.CheckConstraint(
                name="answer_has_no_score_when_not_applicable",
                condition=Q(not_applicable=False) | Q(score=None),
            ),
            models.CheckConstraint(
                name="answer_score_on_the_scale", condition=Q(score=None) | Q(score__gte=0, score__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {'–' if self.score is None else self.score}"

    @property
    def is_given(self) -> bool:
        return self.not_applicable or self.score is not None


class Finding(models.Model):
    """What the experts saw (진단 결과)."""

    class Area(models.TextChoices):
        PREVENTION = "prevention", _("Prevention of pollution")
        ENERGY = "energy", _("Energy use")
        WORKPLACE = "workplace", _("Working environment")
        PROCESS = "process", _("Production process")
        WASTE = "waste", _("Waste treatment")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="findings")
    area = models.CharField(_("Area"), max_length=12, choices=Area.choices)
    place = models.CharField(_("Where"), max_length=100, blank=True)
    text = models.TextField(_("What was found"))
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["diagnosis", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Measure(Record):
    """A proposed improvement with a life of its own (개선안). Its figures are sums over its streams."""

    workflow_kind: ClassVar[str] = "measure"

    class Type(models.TextChoices):
        """The six measure types of the Ansan notice."""

        INPUT_CHANGE = "K1", _("Raw-material substitution")
        OPERATION = "K2", _("Working conditions and management")
        PROCESS_CHANGE = "K3", _("Process change")
        PRODUCT_CHANGE = "K4", _("Eco-friendlier product")
        REUSE = "K5", _("On-site reuse")
        GREEN_MANAGEMENT = "K6", _("Green management")

    state = models.CharField(
        max_length=16, choices=MeasureState.choices, default=MeasureState.PROPOSED, editable=False
    )
    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="measures")
    number = models.PositiveSmallIntegerField(editable=False)
    title_ko = models.CharField(_("Measure"), max_length=150)
    title_en = models.CharField(_("Measure in English"), max_length=150, blank=True)
    description = models.TextField(_("Description"), blank=True)
    measure_type = models.CharField(_("Measure type"), max_length=2, choices=Type.choices)
    capital_cost_krw = models.PositiveBigIntegerField(_("Investment (won)"), default=0)
    other_cost_krw = models.PositiveBigIntegerField(_("Other one-time cost (won)"), default=0)
    source = models.CharField(max_length=100, blank=True, help_text=_("Where the figures come from."))
    reason_code = models.CharField(max_length=20, blank=True, editable=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["diagnosis", "number"]
        indexes = [models.Index(fields=["state", "-id"], name="measure_state_newest")]
        constraints = [
            models.UniqueConstraint(fields=["diagnosis", "number"], name="measure_number_once_per_diagnosis"),
            models.CheckConstraint(
                name="measure_not_implemented_has_reason",
                condition=~Q(state="not_implemented") | ~Q(reason_code=""),
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("diagnostics:measure", args=[self.uid])

    @property
    def cost_krw(self) -> int:
        """What the measure costs once."""
        return self.capital_cost_krw + self.other_cost_krw

    @property
    def reason_label(self) -> str:
        """Why the firm declined it or did not carry it out, in words."""
        return str(dict(NOT_IMPLEMENTED_REASONS).get(self.reason_code, self.reason_code))


class MeasureStream(models.Model):
    """One resource that a measure saves (or needs more of: a negative quantity)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="streams")
    carrier = models.ForeignKey("programs.Carrier", on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(_("Unit"), max_length=10)

    class Meta:
        ordering = ["measure", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "carrier"], name="stream_carrier_once")]

    def __str__(self) -> str:
        return f"{self.carrier} ({self.unit})"


class StreamFigure(models.Model):
    """A stream's yearly saving on one basis and for one period; estimates never count as achieved."""

    class Basis(models.TextChoices):
        ESTIMATED = "estimated", _("Estimated")
        REPORTED = "reported", _("Reported")
        VERIFIED = "verified", _("Verified")

    stream = models.ForeignKey(MeasureStream, on_delete=models.PROTECT, related_name="figures")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    period_from = models.DateField()
    period_until = models.DateField()
    quantity = models.DecimalField(_("Saved quantity a year"), max_digits=16, decimal_places=3)
    price_krw = models.DecimalField(_("Price (won per unit)"), max_digits=14, decimal_places=4)
    saved_krw = models.BigIntegerField()
    saved_mj = models.DecimalField(max_digits=18, decimal_places=3, default=Decimal(0))
    saved_toe = models.DecimalField(max_digits=14, decimal_places=5, default=Decimal(0))
    saved_tco2eq = models.DecimalField(max_digits=14, decimal_places=5, default=Decimal(0))
    # How the figure came about; none for figures that were imported as they stood.
    calculation = models.ForeignKey(
        "workflow.Calculation", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["stream", "basis", "period_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "basis", "period_from"], name="stream_figure_once_per_basis_and_period"
            ),
            models.CheckConstraint(
                name="stream_figure_period_in_order", condition=Q(period_until__gte=F("period_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.quantity}"
