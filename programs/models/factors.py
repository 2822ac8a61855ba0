"""Carriers, and the figures that turn their quantities into heat, TOE, emissions and money."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from programs.models.base import RowOfVersion, Sourced, Versioned, one_version


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
    kind = models.CharField(_("Kind"), max_length=50)
    carrier = models.SlugField(_("Carrier"), max_length=40, blank=True)
    unit = models.CharField(_("Unit"), max_length=30)
    value = models.DecimalField(_("Value"), max_digits=20, decimal_places=8)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)

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
