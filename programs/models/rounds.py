"""One yearly run of a programme, with its dates, regions, strands and the versions of its rules."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from calculations.energy import ElectricityBasis
from journal import clock
from programs.models.base import Edited
from programs.models.offers import Program, Region
from programs.querysets import RoundQuerySet


class Round(Edited):
    """One yearly run of a programme, with dates, rules and money (차수, 사업연도)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    class CountedBy(models.TextChoices):
        SITE = "site", _("site")
        FIRM = "firm", _("firm")

    class SelectedBy(models.TextChoices):
        OFFICIAL = "official", _("The city's officials")
        COMMITTEE = "committee", _("A committee")

    class Basis(models.TextChoices):
        CONSUMPTION = ElectricityBasis.CONSUMPTION.value, _("Consumption basis (0.229 toe/MWh)")
        KCAL_860 = ElectricityBasis.KCAL_860.value, _("860 kcal/kWh (0.086 toe/MWh)")

    # In the order in which they come to pass; empty ones are skipped (clean).
    DATES = (
        *("announced_on", "opens_on", "closes_on", "screened_by", "selected_on", "project_from"),
        *("visits_from", "visits_until", "execution_until", "settlement_on", "outcome_on"),
        *("project_until", "follow_up_6m_on", "follow_up_12m_on"),
    )
    # Dates that overlap the project period instead of following each other.
    _ORDER = (
        (
            "announced_on",
            "opens_on",
            "closes_on",
            "screened_by",
            "selected_on",
            "visits_from",
            "visits_until",
        ),
        (
            "visits_from",
            "execution_until",
            "settlement_on",
            "outcome_on",
            "follow_up_6m_on",
            "follow_up_12m_on",
        ),
        ("project_from", "project_until", "follow_up_6m_on"),
    )

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Programme")
    )
    year = models.PositiveSmallIntegerField(_("Year"), validators=[MinValueValidator(1990)])
    case_prefix = models.CharField(
        _("Beginning of case numbers"), max_length=12, unique=True, help_text=_("Such as IC-2021.")
    )
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    is_test = models.BooleanField(_("Test mode"), default=False, editable=False)
    regions = models.ManyToManyField(
        Region, related_name="rounds", through="programs.RoundRegion", verbose_name=_("Regions")
    )
    announced_on = models.DateField(_("Announcement"), null=True, blank=True)
    opens_on = models.DateField(_("Opening"))
    closes_on = models.DateField(_("Closing"))
    closing_hour = models.PositiveSmallIntegerField(
        _("Closing hour"),
        null=True,
        blank=True,
        help_text=_("Korean time; empty: the closing day ends at 24:00."),
    )
    screened_by = models.DateField(_("Screening until"), null=True, blank=True)
    selected_on = models.DateField(_("Selection"), null=True, blank=True)
    project_from = models.DateField(_("Project from"))
    project_until = models.DateField(_("Project until"))
    visits_from = models.DateField(_("Visits from"), null=True, blank=True)
    visits_until = models.DateField(_("Visits until"), null=True, blank=True)
    execution_until = models.DateField(_("Improvements until"), null=True, blank=True)
    settlement_on = models.DateField(_("Settlement"), null=True, blank=True)
    outcome_on = models.DateField(_("Outcome reports"), null=True, blank=True)
    follow_up_6m_on = models.DateField(_("Follow-up after 6 months"), null=True, blank=True)
    follow_up_12m_on = models.DateField(_("Follow-up after 12 months"), null=True, blank=True)
    criteria_set = models.ForeignKey("programs.CriteriaSet", on_delete=models.PROTECT, related_name="rounds")
    factor_set = models.ForeignKey("programs.FactorSet", on_delete=models.PROTECT, related_name="rounds")
    checklist = models.ForeignKey("programs.Checklist", on_delete=models.PROTECT, related_name="rounds")
    rate_table = models.ForeignKey("programs.RateTable", on_delete=models.PROTECT, related_name="rounds")
    scoring_sheet = models.ForeignKey(
        "programs.ScoringSheet", on_delete=models.PROTECT, related_name="rounds", null=True, blank=True
    )
    document_list = models.ForeignKey(
        "programs.DocumentList", on_delete=models.PROTECT, related_name="rounds", null=True, blank=True
    )
    # Without one the round has no interviews.
    questionnaire = models.ForeignKey(
        "programs.Questionnaire",
        on_delete=models.PROTECT,
        related_name="rounds",
        null=True,
        blank=True,
        verbose_name=_("Interview questionnaire"),
    )
    electricity_basis = models.CharField(
        _("Electricity to TOE"), max_length=20, choices=Basis.choices, default=Basis.CONSUMPTION
    )
    years_counted_by = models.CharField(
        _("Years in a row are counted by"), max_length=5, choices=CountedBy.choices, default=CountedBy.SITE
    )
    initial_site_check = models.BooleanField(
        _("On-site check before the selection"),
        default=False,
        help_text=_("The programme visits applicants before it selects (Ansan 2012)."),
    )
    diagnosis_fee_krw = models.PositiveBigIntegerField(_("Diagnosis fee of a site in won"))
    correction_days = models.PositiveSmallIntegerField(_("Days for a correction"), default=10)
    corrections_block = models.BooleanField(
        _("An open correction request blocks the next step"),
        default=True,
        help_text=_("An official can go on all the same with a reason. Off: no reason is asked."),
    )
    agreement_days = models.PositiveSmallIntegerField(
        _("Days for the agreement"),
        default=14,
        help_text=_("From the selection; printed on its letter. Recalled, without a source: set your own."),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("Days for an objection"),
        null=True,
        blank=True,
        default=30,
        help_text=_(
            "From the refusal's letter; empty: none is offered. 30 days follow the general act (행정기본법 §36, "
            "read second-hand); whether a refusal is such an act is a lawyer's question."
        ),
    )
    objection_answer_days = models.PositiveSmallIntegerField(
        _("Days for answering an objection"),
        default=14,
        help_text=_("Recalled from 행정기본법 §36, without a source: ask your lawyer."),
    )
    payback_line_years = models.DecimalField(
        _("Payback within so many years comes first"), max_digits=4, decimal_places=1, default=Decimal(2)
    )
    contact_ko = models.CharField(_("Whom to ask"), max_length=200, blank=True)
    expected_applicants = models.PositiveSmallIntegerField(_("Applicants expected"), null=True, blank=True)
    selected_by = models.CharField(
        _("Selected by"), max_length=10, choices=SelectedBy.choices, default=SelectedBy.OFFICIAL
    )
    plan_confirmed_by_committee = models.BooleanField(
        _("A committee confirms the plan after the selection"), default=False
    )
    note_ko = models.TextField(
        _("Notes for staff"),
        blank=True,
        help_text=_("Readings and assumptions behind the figures of the round."),
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "program"]
        constraints = [
            models.CheckConstraint(
                name="round_closes_after_opening", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="round_closing_hour_is_an_hour", condition=Q(closing_hour=None) | Q(closing_hour__lte=24)
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "name")

    def clean(self) -> None:
        """Dates come in the order of the work; an hour is an hour."""
        errors: dict[str, str] = {}
        for order in self._ORDER:
            known = [(name, getattr(self, name)) for name in order if getattr(self, name)]
            for (earlier, day), (later, next_day) in pairwise(known):
                if next_day < day:
                    errors[later] = now("“%(later)s” must not be before “%(earlier)s” (%(day)s).") % {
                        "later": self.label_of(later),
                        "earlier": self.label_of(earlier),
                        "day": day,
                    }
        if self.closing_hour is not None and self.closing_hour > 24:
            errors["closing_hour"] = now("Enter an hour from 0 to 24.")
        if errors:
            raise ValidationError(errors)

    @classmethod
    def label_of(cls, name: str) -> str:
        """What a field of the round is called."""
        return str(getattr(cls._meta.get_field(name), "verbose_name", name))

    @property
    def is_editable(self) -> bool:
        """An archived round is history."""
        return self.status != self.Status.ARCHIVED

    @property
    def closes_at(self) -> datetime:
        """The last instant at which an application is accepted."""
        return clock.end_of_day(self.closes_on, self.closing_hour)

    @property
    def opens_at(self) -> datetime:
        return clock.end_of_day(self.opens_on, 0)

    def accepts_applications(self, at: datetime | None = None) -> bool:
        """Open, and between opening and closing; the server's clock decides."""
        return self.status == self.Status.OPEN and self.opens_at <= (at or clock.now()) < self.closes_at

    def region_of(self, area_code: str, day: date | None = None) -> Region | None:
        """The participating region that contains a district on the closing day, or None."""
        day = day or self.closes_on
        return (
            self.regions.filter(
                Q(areas__valid_from=None) | Q(areas__valid_from__lte=day),
                Q(areas__valid_to=None) | Q(areas__valid_to__gte=day),
                areas__code=area_code,
            )
            .distinct()
            .first()
        )


class RoundRegion(Edited):
    """A region's part in a round: who applies with whom, its own text, quota and targets.

    No target is forced: a region sets the ones it wants to be measured by.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="parts")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="parts", verbose_name=_("Region")
    )
    joint_applicant_ko = models.CharField(
        _("Applies together with"), max_length=100, blank=True, help_text=_("Such as 구미시 for 경상북도.")
    )
    text_ko = models.TextField(_("Own text of the region"), blank=True)
    text_en = models.TextField(_("Own text of the region in English"), blank=True)
    contact_ko = models.CharField(_("Whom to ask"), max_length=200, blank=True)
    quota_firms = models.PositiveSmallIntegerField(
        _("Firms at most"), null=True, blank=True, help_text=_("Empty: no quota.")
    )

    class Meta:
        ordering = ["round", "region"]
        constraints = [models.UniqueConstraint(fields=["round", "region"], name="region_once_per_round")]

    def __str__(self) -> str:
        return str(self.region)

    @property
    def own_text(self) -> str:
        return localized(self, "text")


class RegionTarget(models.Model):
    """What a region wants to reach in a round."""

    class Kind(models.TextChoices):
        FIRMS = "firms", _("Firms")
        TCO2EQ = "tco2eq", _("tCO2eq a year")
        TOE = "toe", _("TOE a year")
        SAVED_KRW = "saved_krw", _("Won saved a year")
        TRAININGS = "trainings", _("Trainings")

    part = models.ForeignKey(RoundRegion, on_delete=models.CASCADE, related_name="targets")
    kind = models.CharField(_("Target"), max_length=10, choices=Kind.choices)
    value = models.DecimalField(
        _("Value"), max_digits=16, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        ordering = ["part", "kind"]
        constraints = [models.UniqueConstraint(fields=["part", "kind"], name="target_once_per_region")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class Strand(models.Model):
    """A part of a round with work of its own (just transition: planning, consulting, training)."""

    class Kind(models.TextChoices):
        PLANNING = "planning", _("Planning")
        CONSULTING = "consulting", _("Consulting")
        TRAINING = "training", _("Training")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="strands")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices)
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    runs_four_steps = models.BooleanField(_("Runs through the four steps"), default=False)
    description_ko = models.TextField(_("Description"), blank=True)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="strand_once_per_round")]

    def __str__(self) -> str:
        return localized(self, "name")
