"""Carriers, and the figures that turn their quantities into heat, TOE, emissions and money."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from calculations.factors import FactorKind
from calculations.quantities import Unit
from programs import factor_kinds
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

    owner_field = "factor_set"

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

    def clean(self) -> None:
        """Kind, carrier, unit and validity belong together; no second figure for the same thing and time."""
        errors: dict[str, str] = {}
        if self.kind in set(FactorKind):
            self._check_unit(FactorKind(self.kind), errors)
            self._check_carrier(FactorKind(self.kind), errors)
        else:
            errors["kind"] = now("Choose one of: %(kinds)s.") % {"kinds": ", ".join(FactorKind)}
        if self.value is not None and self.value < 0:
            errors["value"] = now("Enter 0 or more.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            errors["valid_to"] = now("The last day is before the first one (%(day)s).") % {
                "day": self.valid_from
            }
        elif self.factor_set_id and not errors:
            self._check_others(errors)
        if errors:
            raise ValidationError(errors)

    def _check_unit(self, kind: FactorKind, errors: dict[str, str]) -> None:
        numerator, _slash, denominator = self.unit.partition("/")
        if numerator != kind.numerator or denominator not in set(Unit):
            errors["unit"] = now(
                "Write it as %(numerator)s/…, with one of %(units)s below the line, such as %(example)s."
            ) % {
                "numerator": kind.numerator,
                "units": ", ".join(Unit),
                "example": f"{kind.numerator}/{Unit.NM3}",
            }

    def _check_carrier(self, kind: FactorKind, errors: dict[str, str]) -> None:
        if kind in factor_kinds.FOR_ALL_CARRIERS and self.carrier:
            errors["carrier"] = now("Leave this empty: the figure holds for every carrier.")
        if kind not in factor_kinds.FOR_ALL_CARRIERS and not self.carrier:
            errors["carrier"] = now("Choose the carrier that the figure is for.")

    def _check_others(self, errors: dict[str, str]) -> None:
        rows = Factor.objects.filter(factor_set=self.factor_set_id, kind=self.kind, carrier=self.carrier)
        other = rows.exclude(pk=self.pk).first()
        if other is None:
            return
        known = {"figure": other, "from": other.valid_from or "…", "to": other.valid_to or "…"}
        if self._overlaps(other):
            text = now("Overlaps with %(figure)s, valid from %(from)s to %(to)s. Change that figure instead.")
            errors["valid_from"] = text % known
        else:
            text = now(
                "The set has %(figure)s. A set holds one figure each: put the other into a set of its own."
            )
            errors["carrier"] = text % known

    def _overlaps(self, other: "Factor") -> bool:
        begins_before_end = not (self.valid_from and other.valid_to) or self.valid_from <= other.valid_to
        ends_after_begin = not (self.valid_to and other.valid_from) or self.valid_to >= other.valid_from
        return begins_before_end and ends_after_begin
