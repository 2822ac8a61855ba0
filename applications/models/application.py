"""The application: what the firm says about itself and its site."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Site
from applications.querysets import ApplicationQuerySet
from workflow.models import Record
from workflow.states import ApplicationState


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

    class Verdict(models.TextChoices):
        MET = "met", _("All met")
        NOT_MET = "not_met", _("Not met")
        PERSON_DECIDES = "person_decides", _("A person decides")

    state = models.CharField(
        max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT, editable=False
    )
    size = models.CharField(_("Firm size"), max_length=10, choices=Organisation.Size.choices, blank=True)
    regular_employees = models.PositiveIntegerField(_("Regular employees"), null=True, blank=True)
    ksic_revision = models.PositiveSmallIntegerField(
        _("KSIC revision"), choices=Site.KsicRevision.choices, default=Site.KsicRevision.REV_10
    )
    ksic_code = models.CharField(_("Industry code (KSIC)"), max_length=5, blank=True)
    # Month-end numbers of the year they were asked for; from them comes ``regular_employees`` where they are given.
    monthly_employees = models.JSONField(_("Employees at the end of each month"), default=list, blank=True)
    products = models.CharField(_("Main products"), max_length=200, blank=True)
    root_industry = models.BooleanField(_("Root-industry site"), null=True, blank=True)
    root_confirmation_until = models.DateField(_("Root-firm confirmation valid until"), null=True, blank=True)
    polluting_processes = models.JSONField(_("Heavily polluting processes"), default=list, blank=True)
    processes = models.TextField(_("Processes in their order"), blank=True)
    has_permits = models.BooleanField(_("Permits or reports of pollution"), null=True, blank=True)
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
    # When each entry was last stated, as ISO days; and of which case those are that nobody has looked at since.
    stated_on = models.JSONField(_("Stated on"), default=dict, blank=True, editable=False)
    taken_from = models.JSONField(_("Taken over from"), default=dict, blank=True, editable=False)
    # The last Korean day for an objection, as the refusal's letter said; None where none is offered.
    objection_until = models.DateField(null=True, blank=True, editable=False)
    # Copies from the evaluation that stands (applications.standing), by which lists are narrowed and ordered.
    verdict = models.CharField(
        _("Conditions"), max_length=14, choices=Verdict.choices, blank=True, editable=False
    )
    bonus_score = models.DecimalField(
        _("Bonus points"), max_digits=7, decimal_places=1, default=0, editable=False
    )

    # Set when the firm confirmed its frozen copy after an outage, and when it answered a correction request.
    grace = models.ForeignKey(
        "applications.GracePeriod",
        on_delete=models.PROTECT,
        related_name="applications",
        null=True,
        blank=True,
        editable=False,
    )
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "-id"], name="application_state_newest"),
            models.Index(fields=["verdict", "-id"], name="application_verdict_newest"),
            models.Index(fields=["-bonus_score", "-id"], name="application_most_points"),
            models.Index(fields=["ksic_code", "-id"], name="application_industry"),
            models.Index(fields=["updated_at", "id"], name="application_last_change"),
        ]
        constraints = [models.UniqueConstraint(fields=["case"], name="application_once_per_case")]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.uid])

    @property
    def is_editable(self) -> bool:
        """The firm may change its entries as a draft and while a correction is open."""
        return self.state in (ApplicationState.DRAFT, ApplicationState.CORRECTION)

    @property
    def was_submitted_in_grace(self) -> bool:
        """Handed in after the closing, by confirming the frozen copy in a grace period."""
        return self.grace_id is not None

    @property
    def is_corrected(self) -> bool:
        """The firm has answered what it was asked to correct, and nothing else is asked."""
        return self.corrected_at is not None and self.state != ApplicationState.CORRECTION
