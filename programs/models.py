"""What is offered: operators, programmes, regions, rounds, and the rules they are run by, as dated data."""

import uuid
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from calculations.eligibility import OnFail
from calculations.eligibility import Operator as CriterionOperator
from calculations.energy import ElectricityBasis
from journal import clock
from programs.querysets import RoundQuerySet


class Confidence(models.TextChoices):
    """How sure a figure is (see programs/data): anything but verified is shown with its remark."""

    VERIFIED = "verified", _("Verified")
    RECALLED = "recalled", _("From memory, to be checked")
    GAP = "gap", _("Not found, a setting")
    DEMO = "demo", _("Invented for the demo")


class Sourced(models.Model):
    """A figure or wording that keeps where it comes from."""

    source = models.CharField(max_length=400, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    remark = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True


class Operator(models.Model):
    """The body that runs programmes and issues their papers (수행기관)."""

    code = models.SlugField(max_length=40, unique=True)
    name_ko = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    signer_ko = models.CharField(max_length=60, blank=True, help_text=_("Title printed above the seal."))
    shows_seal = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return localized(self, "name")


class Program(models.Model):
    """A support programme with its own rules (사업)."""

    code = models.SlugField(max_length=40, unique=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="programs")
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    summary_ko = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return localized(self, "name")


class Region(models.Model):
    """A city or county that takes part: a named set of areas with validity (해당지역)."""

    code = models.SlugField(max_length=40, unique=True)
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    areas = models.ManyToManyField("accounts.Area", related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return localized(self, "name")


class Versioned(models.Model):
    """A set of rules or figures. Once a case has pinned it, nothing in it changes: a change is a new version."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["code", "-version"]

    def __str__(self) -> str:
        return f"{localized(self, 'name')} v{self.version}"


class FrozenRowError(Exception):
    """Somebody tried to change a row of a set that a case has pinned."""


class RowOfVersion(models.Model):
    """A row of a versioned set; refuses to change once the set is frozen."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if self.owner.frozen_at:
            raise FrozenRowError(f"{self.owner} is in use and frozen: make a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.owner.frozen_at:
            raise FrozenRowError(f"{self.owner} is in use and frozen: make a new version.")
        return super().delete(*args, **kwargs)

    @property
    def owner(self) -> Versioned:
        raise NotImplementedError


def one_version(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["code", "version"], name=name)


class CriteriaSet(Versioned):
    """The conditions of a call (자격요건)."""

    class Meta(Versioned.Meta):
        constraints = [one_version("criteria_set_version_once")]


class Criterion(RowOfVersion, Sourced):
    """One condition: a fact, an operator from a closed set, a threshold, and what a failure means."""

    class Operator(models.TextChoices):
        LT = CriterionOperator.LT.value, "<"
        LE = CriterionOperator.LE.value, "≤"
        GT = CriterionOperator.GT.value, ">"
        GE = CriterionOperator.GE.value, "≥"
        EQ = CriterionOperator.EQ.value, "="
        NE = CriterionOperator.NE.value, "≠"
        IN = CriterionOperator.IN.value, _("is one of")
        IS_TRUE = CriterionOperator.IS_TRUE.value, _("yes")
        IS_FALSE = CriterionOperator.IS_FALSE.value, _("no")

    class OnFail(models.TextChoices):
        NOT_MET = OnFail.NOT_MET.value, _("Not met")
        PERSON_DECIDES = OnFail.PERSON_DECIDES.value, _("A person decides")

    class Kind(models.TextChoices):
        CONDITION = "condition", _("Condition")
        PRIORITY = "priority", _("Priority")
        BONUS = "bonus", _("Bonus points")

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CONDITION)
    fact = models.CharField(max_length=40)
    operator = models.CharField(max_length=10, choices=Operator.choices)
    threshold = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    on_fail = models.CharField(max_length=20, choices=OnFail.choices, default=OnFail.NOT_MET)
    bonus_points = models.DecimalField(max_digits=5, decimal_places=1, default=Decimal(0))
    wording_ko = models.CharField(max_length=200)
    wording_en = models.CharField(max_length=200, blank=True)
    staff_wording_ko = models.CharField(max_length=300, blank=True)
    staff_wording_en = models.CharField(max_length=300, blank=True)
    hint_ko = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["criteria_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code_once_per_set")
        ]

    def __str__(self) -> str:
        return localized(self, "wording")

    @property
    def owner(self) -> CriteriaSet:
        return self.criteria_set


class Carrier(models.Model):
    """An energy carrier or another resource that a site uses or discharges."""

    class Kind(models.TextChoices):
        ENERGY = "energy", _("Energy")
        WATER = "water", _("Water")
        WASTE = "waste", _("Waste")
        MATERIAL = "material", _("Material")

    code = models.SlugField(max_length=40, primary_key=True)
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return localized(self, "name")


class FactorSet(Versioned):
    """Heat values, emission factors and prices that belong together (열량·배출계수)."""

    class Meta(Versioned.Meta):
        constraints = [one_version("factor_set_version_once")]


class Factor(RowOfVersion, Sourced):
    """One figure: kind x carrier, with unit, validity and source."""

    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=50)
    carrier = models.SlugField(max_length=40, blank=True)
    unit = models.CharField(max_length=30)
    value = models.DecimalField(max_digits=20, decimal_places=8)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["factor_set", "kind", "carrier"]
        constraints = [
            models.UniqueConstraint(fields=["factor_set", "kind", "carrier"], name="factor_once_per_set")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.carrier}: {self.value.normalize():f} {self.unit}"

    @property
    def owner(self) -> FactorSet:
        return self.factor_set


class Checklist(Versioned, Sourced):
    """A diagnosis checklist, such as green management (녹색경영), with the words for its scale of 0 to 4."""

    anchors_ko = models.JSONField(default=list)
    anchors_en = models.JSONField(default=list, blank=True)

    class Meta(Versioned.Meta):
        constraints = [one_version("checklist_version_once")]


class ChecklistItem(RowOfVersion):
    """One question, answered on a scale of 0 to 4 with anchors, or not applicable."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    area_ko = models.CharField(max_length=60)
    area_en = models.CharField(max_length=60, blank=True)
    text_ko = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["checklist", "position"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "position"], name="checklist_item_position_once")
        ]

    def __str__(self) -> str:
        return localized(self, "text")

    @property
    def owner(self) -> Checklist:
        return self.checklist


class RateTable(Versioned, Sourced):
    """Support rates by firm size, support type and the diagnosis team's grade, with the own share's floor."""

    own_share_floor = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("0.33"))
    rounding = models.CharField(max_length=40, default="public_share_down_to_won")

    class Meta(Versioned.Meta):
        constraints = [
            one_version("rate_table_version_once"),
            models.CheckConstraint(
                name="rate_table_floor_is_a_share",
                condition=Q(own_share_floor__gte=0, own_share_floor__lte=1),
            ),
        ]


class SupportRate(RowOfVersion):
    """One cell of a rate table: the public share at most, and its ceiling."""

    class Grade(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"

    class SupportType(models.TextChoices):
        EQUIPMENT = "equipment", _("Equipment")
        PROCESS = "process", _("Process change")

    rate_table = models.ForeignKey(RateTable, on_delete=models.PROTECT, related_name="rates")
    size = models.CharField(max_length=10)
    support_type = models.CharField(max_length=12, choices=SupportType.choices)
    grade = models.CharField(max_length=1, choices=Grade.choices)
    rate = models.DecimalField(max_digits=4, decimal_places=3)
    ceiling_krw = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["rate_table", "size", "support_type", "grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["rate_table", "size", "support_type", "grade"], name="support_rate_cell_once"
            ),
            models.CheckConstraint(name="support_rate_is_a_share", condition=Q(rate__gte=0, rate__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.size}/{self.support_type}/{self.grade}: {self.rate}"

    @property
    def owner(self) -> RateTable:
        return self.rate_table


class IndustryCode(models.Model):
    """A code of the Korean standard industrial classification, with its revision: 10 and 11 reuse numbers."""

    revision = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=5)
    level = models.CharField(max_length=10)
    parent_code = models.CharField(max_length=5, blank=True)
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["revision", "code"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "code"], name="industry_code_once_per_revision")
        ]

    def __str__(self) -> str:
        return f"{self.code} {localized(self, 'name')}"


class Round(models.Model):
    """One yearly run of a programme, with dates, rules and money (차수, 사업연도)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    class CountedBy(models.TextChoices):
        SITE = "site", _("site")
        FIRM = "firm", _("firm")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField()
    case_prefix = models.CharField(max_length=12, unique=True, help_text=_("Such as IC-2021."))
    name_ko = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_test = models.BooleanField(default=False)
    regions = models.ManyToManyField(Region, related_name="rounds")
    opens_on = models.DateField()
    closes_on = models.DateField()
    closing_hour = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Korean time; empty: the closing day ends at 24:00.")
    )
    project_from = models.DateField()
    project_until = models.DateField()
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+")
    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="+")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    rate_table = models.ForeignKey(RateTable, on_delete=models.PROTECT, related_name="+")
    electricity_basis = models.CharField(
        max_length=20,
        choices=[(b.value, b.value) for b in ElectricityBasis],
        default=ElectricityBasis.CONSUMPTION.value,
    )
    years_counted_by = models.CharField(max_length=5, choices=CountedBy.choices, default=CountedBy.SITE)
    diagnosis_fee_krw = models.PositiveBigIntegerField()
    correction_days = models.PositiveSmallIntegerField(default=10)
    payback_line_years = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(2))
    contact_ko = models.CharField(max_length=200, blank=True)

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

    @property
    def closes_at(self):
        """The last instant at which an application is accepted."""
        return clock.end_of_day(self.closes_on, self.closing_hour)

    @property
    def opens_at(self):
        return clock.end_of_day(self.opens_on, 0)

    def accepts_applications(self, at=None) -> bool:
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
