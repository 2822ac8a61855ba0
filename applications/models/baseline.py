"""Baseline data: a year of the site, three years of the firm (기초데이터)."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.querysets import EnergyUseQuerySet
from calculations.quantities import Unit
from journal import clock


class EvidenceGrade(models.TextChoices):
    """How a quantity is known."""

    METERED = "metered", _("Metered")
    BILLED = "billed", _("Billed")
    ESTIMATED = "estimated", _("Estimated")


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
