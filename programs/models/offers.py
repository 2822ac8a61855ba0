"""Who runs which programme, and where."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from programs.models.base import Edited
from programs.querysets import ProgramQuerySet


class Operator(Edited):
    """The body that runs programmes and issues their papers (수행기관)."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name_ko = models.CharField(_("Name"), max_length=100)
    name_en = models.CharField(_("Name in English"), max_length=100, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    signer_ko = models.CharField(
        _("Signer"), max_length=60, blank=True, help_text=_("Title printed above the seal.")
    )
    shows_seal = models.BooleanField(_("Show the seal"), default=False)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return localized(self, "name")


class Program(Edited):
    """A support programme with its own rules (사업)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(
        _("Code"),
        max_length=40,
        unique=True,
        help_text=_("Small letters, digits and hyphens; never changes."),
    )
    operator = models.ForeignKey(
        Operator, on_delete=models.PROTECT, related_name="programs", verbose_name=_("Operator")
    )
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    summary_ko = models.TextField(_("Summary"), blank=True)
    summary_en = models.TextField(_("Summary in English"), blank=True)
    rounds_planned = models.PositiveSmallIntegerField(
        _("Yearly rounds planned"), null=True, blank=True, help_text=_("Empty: no end is set.")
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return localized(self, "name")


class MeasureType(models.Model):
    """A kind of improvement that a programme names in its notice (개선유형)."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="measure_types")
    code = models.SlugField(_("Code"), max_length=20)
    name_ko = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(_("Name in English"), max_length=60, blank=True)

    class Meta:
        ordering = ["program", "code"]
        constraints = [
            models.UniqueConstraint(fields=["program", "code"], name="measure_type_once_per_program")
        ]

    def __str__(self) -> str:
        return localized(self, "name")


class Region(Edited):
    """A city, county or province that takes part: a named set of areas (해당지역).

    The areas carry their validity, so a district that was renamed or divided is in the set under its old name
    and its new ones, each for its own time.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(
        _("Code"),
        max_length=40,
        unique=True,
        help_text=_("Small letters, digits and hyphens; never changes."),
    )
    name_ko = models.CharField(_("Name"), max_length=60)
    name_en = models.CharField(_("Name in English"), max_length=60, blank=True)
    areas = models.ManyToManyField("accounts.Area", related_name="+", verbose_name=_("Areas"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return localized(self, "name")
