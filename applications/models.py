"""Step 1: the application, its site data, the frozen evaluation, consents."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Site
from applications.querysets import ApplicationQuerySet, EnergyUseQuerySet
from calculations.eligibility import Result
from calculations.quantities import Unit
from journal import clock
from workflow.models import Record
from workflow.states import ApplicationState


class EvidenceGrade(models.TextChoices):
    """How a quantity is known."""

    METERED = "metered", _("Metered")
    BILLED = "billed", _("Billed")
    ESTIMATED = "estimated", _("Estimated")


class Application(Record):
    """What the firm says about itself and its site (참여신청서). One per case."""

    workflow_kind: ClassVar[str] = "application"

    class PollutingProcess(models.TextChoices):
        PLATING = "plating", _("Plating and surface treatment")
        CASTING = "casting", _("Casting")
        HEAT_TREATMENT = "heat_treatment", _("Heat treatment")
        PAINTING = "painting", _("Painting and coating")
        WASHING = "washing", _("Washing and degreasing")
        DYEING = "dyeing", _("Dyeing")
        CHEMICAL = "chemical", _("Chemical reaction")
        WASTE_TREATMENT = "waste_treatment", _("Waste treatment")

    state = models.CharField(
        max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT, editable=False
    )
    size = models.CharField(_("Firm size"), max_length=10, choices=Organisation.Size.choices, blank=True)
    regular_employees = models.PositiveIntegerField(_("Regular employees"), null=True, blank=True)
    ksic_revision = models.PositiveSmallIntegerField(
        _("KSIC revision"), choices=Site.KsicRevision.choices, default=Site.KsicRevision.REV_10
    )
    ksic_code = models.CharField(_("Industry code (KSIC)"), max_length=5, blank=True)
    products = models.CharField(_("Main products"), max_length=200, blank=True)
    root_industry = models.BooleanField(_("Root-industry site"), null=True, blank=True)
    root_confirmation_until = models.DateField(_("Root-firm confirmation valid until"), null=True, blank=True)
    polluting_processes = models.JSONField(_("Heavily polluting processes"), default=list, blank=True)
    energy_audit_duty = models.BooleanField(_("Obliged to an energy audit"), null=True, blank=True)
    consecutive_years = models.PositiveSmallIntegerField(
        _("Years in a row in this programme, this year included"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    other_support = models.BooleanField(
        _("Support of the same kind from another programme"), null=True, blank=True
    )
    other_support_detail = models.CharField(
        _("Which programme, agency, year, amount"), max_length=300, blank=True
    )
    baseline_year = models.PositiveSmallIntegerField(
        _("Baseline year"), null=True, blank=True, validators=[MinValueValidator(2000)]
    )
    difficulties = models.TextField(_("Difficulties"), blank=True)
    wishes = models.TextField(_("What should be improved first"), blank=True)
    contact_name = models.CharField(_("Contact person"), max_length=60, blank=True)
    contact_phone = models.CharField(_("Contact phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("Contact e-mail"), blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="application_state_newest")]
        constraints = [models.UniqueConstraint(fields=["case"], name="application_once_per_case")]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.uid])

    @property
    def is_editable(self) -> bool:
        """The firm may change its entries as a draft and while a correction is open."""
        return self.state in (ApplicationState.DRAFT, ApplicationState.CORRECTION)


class EnergyUse(models.Model):
    """What a site used of a carrier in a period, as on the bill (에너지 사용량)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.PROTECT, related_name="energy_uses")
    carrier = models.ForeignKey("programs.Carrier", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    quantity = models.DecimalField(_("Quantity"), max_digits=16, decimal_places=3)
    unit = models.CharField(_("Unit"), max_length=10, choices=[(u.value, u.value) for u in Unit])
    cost_krw = models.PositiveBigIntegerField(_("Cost without VAT (won)"), null=True, blank=True)
    evidence_grade = models.CharField(
        _("Evidence"), max_length=10, choices=EvidenceGrade.choices, default=EvidenceGrade.BILLED
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    objects = EnergyUseQuerySet.as_manager()

    class Meta:
        ordering = ["site", "carrier", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "carrier", "starts_on"], name="energy_use_once_per_period"
            ),
            models.CheckConstraint(
                name="energy_use_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="energy_use_quantity_not_negative", condition=Q(quantity__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.quantity} {self.unit}"


class YearFigures(models.Model):
    """Management data of one fiscal year (경영현황)."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="year_figures"
    )
    fiscal_year = models.PositiveSmallIntegerField(
        _("Fiscal year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    sales_krw = models.PositiveBigIntegerField(_("Sales (won)"), null=True, blank=True)
    total_assets_krw = models.PositiveBigIntegerField(_("Total assets (won)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("Employees"), null=True, blank=True)

    class Meta:
        ordering = ["organisation", "-fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "fiscal_year"], name="year_figures_once_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.fiscal_year}"


class Evaluation(models.Model):
    """The eligibility of an application, frozen at a submission: facts, TOE on both bases, verdicts.

    ``toe`` is on the round's electricity basis; both are None where the energy use was not complete.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evaluations")
    criteria_set = models.ForeignKey("programs.CriteriaSet", on_delete=models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(default=clock.now)
    facts = models.JSONField()
    toe = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    toe_other_basis = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    calculation = models.ForeignKey(
        "workflow.Calculation", on_delete=models.PROTECT, related_name="+", null=True
    )
    score = models.DecimalField(max_digits=7, decimal_places=1)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.application} {self.evaluated_at:%Y-%m-%d}"


class CriterionVerdict(models.Model):
    """One criterion's line: own value, limit, result; a person's decision with its reason where one was needed."""

    class Result(models.TextChoices):
        MET = Result.MET.value, _("Met")
        NOT_MET = Result.NOT_MET.value, _("Not met")
        PERSON_DECIDES = Result.PERSON_DECIDES.value, _("A person decides")
        MISSING = Result.MISSING.value, _("Not answered yet")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="verdicts")
    criterion = models.ForeignKey("programs.Criterion", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=14, choices=Result.choices)
    value = models.CharField(max_length=200, blank=True)
    limit = models.CharField(max_length=200, blank=True)
    difference = models.CharField(max_length=200, blank=True)
    decided_met = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["evaluation", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="verdict_once_per_criterion"),
            models.CheckConstraint(
                name="verdict_decision_has_person_and_reason",
                condition=Q(decided_met=None) | (Q(decided_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_result_display()}"

    @property
    def stands_met(self) -> bool:
        """Met by rule, or decided so by a person."""
        return self.result == self.Result.MET if self.decided_met is None else self.decided_met

    @property
    def awaits_person(self) -> bool:
        """The notice leaves it to a person, and nobody has decided yet."""
        return self.result == self.Result.PERSON_DECIDES and self.decided_met is None


class Consent(models.Model):
    """Who agreed to which text, in which version, when (동의)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consents")
    text_code = models.SlugField(max_length=40)
    text_version = models.CharField(max_length=20)
    given = models.BooleanField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return f"{self.text_code} {self.text_version}"
