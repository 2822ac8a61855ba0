"""Checklists of the diagnosis, the committee's scoring sheet, and the documents asked for."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from programs.models.base import RowOfVersion, Sourced, Versioned, one_version


class Checklist(Versioned, Sourced):
    """A diagnosis checklist, such as green management (녹색경영), with the words for its scale of 0 to 4."""

    class Kind(models.TextChoices):
        GREEN_MANAGEMENT = "green_management", _("Green management")
        CLEAN_PRODUCTION = "clean_production", _("Clean production")
        MATERIAL_FLOW = "material_flow", _("Material flow")
        ENERGY = "energy", _("Energy")
        CARBON_READINESS = "carbon_readiness", _("Carbon-neutrality readiness")

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices, default=Kind.GREEN_MANAGEMENT)
    anchors_ko = models.JSONField(_("Words of the scale"), default=list)
    anchors_en = models.JSONField(_("Words of the scale in English"), default=list, blank=True)

    class Meta(Versioned.Meta):
        constraints = [one_version("checklist_version_once")]


class ChecklistItem(RowOfVersion):
    """One question, answered on a scale of 0 to 4 with anchors, or not applicable."""

    owner_field = "checklist"

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("Position"))
    area_ko = models.CharField(_("Area"), max_length=60)
    area_en = models.CharField(_("Area in English"), max_length=60, blank=True)
    text_ko = models.CharField(_("Question"), max_length=300)
    text_en = models.CharField(_("Question in English"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("Weight"), default=1, validators=[MinValueValidator(1)])
    may_be_not_applicable = models.BooleanField(_("May be answered “not applicable”"), default=True)

    class Meta:
        ordering = ["checklist", "position"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "position"], name="checklist_item_position_once")
        ]

    def __str__(self) -> str:
        return localized(self, "text")


class ScoringSheet(Versioned, Sourced):
    """How the committee scores applications (평가표)."""

    drops_extremes = models.BooleanField(
        _("Leave out the highest and the lowest score"),
        default=False,
        help_text=_("With five or more scorers; with fewer all scores count."),
    )

    class Meta(Versioned.Meta):
        constraints = [one_version("scoring_sheet_version_once")]


class ScoringCriterion(RowOfVersion):
    """One line of the scoring sheet. The weights of a sheet add up to 100."""

    owner_field = "sheet"

    sheet = models.ForeignKey(ScoringSheet, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("Position"))
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    hint_ko = models.CharField(_("What to look at"), max_length=300, blank=True)
    weight = models.DecimalField(
        _("Weight (points of 100)"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(100))],
    )
    scale = models.PositiveSmallIntegerField(
        _("Highest mark"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["sheet", "position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="scoring_criterion_position_once"),
            models.CheckConstraint(
                name="scoring_criterion_weight_of_100", condition=Q(weight__gt=0, weight__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "name")


class DocumentList(Versioned):
    """The documents that a round asks for, per step (제출서류)."""

    class Meta(Versioned.Meta):
        constraints = [one_version("document_list_version_once")]


class DocumentAsked(RowOfVersion):
    """One document: for which step, whether it must be there, how old it may be."""

    class Step(models.TextChoices):
        APPLICATION = "application", _("Application")
        DIAGNOSIS = "diagnosis", _("Diagnosis")
        SUPPORT = "support", _("Support")
        OUTCOME = "outcome", _("Outcome")

    owner_field = "document_list"

    document_list = models.ForeignKey(DocumentList, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField(_("Position"))
    step = models.CharField(_("Step"), max_length=12, choices=Step.choices, default=Step.APPLICATION)
    code = models.SlugField(_("Code"), max_length=60)
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    hint_ko = models.CharField(_("Where to get it"), max_length=300, blank=True)
    is_required = models.BooleanField(_("Must be handed in"), default=True)
    valid_days = models.PositiveSmallIntegerField(
        _("Issued at most so many days ago"),
        null=True,
        blank=True,
        help_text=_("Empty: its age does not matter."),
    )

    class Meta:
        ordering = ["document_list", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document_list", "step", "code"], name="document_asked_once")
        ]

    def __str__(self) -> str:
        return localized(self, "name")
