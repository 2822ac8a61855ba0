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


class Band(models.TextChoices):
    """Time of day that a part of an electricity bill is for (시간대별 사용량)."""

    OFF_PEAK = "off_peak", _("Off-peak load")
    MID_PEAK = "mid_peak", _("Mid-peak load")
    PEAK = "peak", _("Peak load")


class EnergyUse(models.Model):
    """What a site used or discharged of a carrier in a period, as on the bill (에너지 사용량).

    ``cost_krw`` is the supply price (공급가액), ``vat_krw`` the tax printed apart. A row without ``band`` is for the
    whole day; ``meter`` tells apart two bills of one carrier and month (고객번호).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.PROTECT, related_name="energy_uses")
    carrier = models.ForeignKey("programs.Carrier", on_delete=models.PROTECT, related_name="+")
    band = models.CharField(_("Time band"), max_length=8, choices=Band.choices, blank=True, default="")
    meter = models.CharField(_("Customer or meter number"), max_length=30, blank=True, default="")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    quantity = models.DecimalField(_("Quantity"), max_digits=16, decimal_places=3)
    unit = models.CharField(_("Unit"), max_length=10, choices=[(u.value, u.value) for u in Unit])
    cost_krw = models.PositiveBigIntegerField(_("Cost without VAT (won)"), null=True, blank=True)
    vat_krw = models.PositiveBigIntegerField(_("VAT (won)"), null=True, blank=True)
    contract = models.CharField(_("Contract type"), max_length=40, blank=True, default="")
    bill_number = models.CharField(_("Bill number"), max_length=40, blank=True, default="")
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
                fields=["site", "carrier", "meter", "band", "starts_on"], name="energy_use_once_per_bill"
            ),
            models.CheckConstraint(
                name="energy_use_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="energy_use_quantity_not_negative", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="energy_use_band_of_electricity", condition=Q(band="") | Q(carrier="electricity")
            ),
            models.CheckConstraint(
                name="energy_use_band_known", condition=Q(band="") | Q(band__in=Band.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.quantity} {self.unit}"


class BaselineNote(models.Model):
    """Why a warning about the bills is in order: the firm's words, which put the warning away (확인 메모).

    ``key`` names what the warning is about with the figures it was given for; other figures bring the warning back.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="baseline_notes"
    )
    code = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application", "code", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "code", "key"], name="baseline_note_once_per_warning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.note}"


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
