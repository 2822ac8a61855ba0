"""Permits and reports of pollution that a site has (배출시설 허가·신고)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import clock


class Permit(models.Model):
    """A permit of a site, as its paper says: kind, class where the law has classes, number, day."""

    class Kind(models.TextChoices):
        AIR = "air", _("Air emissions")
        WATER = "water", _("Wastewater discharge")
        NOISE = "noise", _("Noise and vibration")
        ODOUR = "odour", _("Odour")
        WASTE = "waste", _("Industrial waste")
        CHEMICALS = "chemicals", _("Hazardous chemicals")

    # Air and water alone are graded, 1 (largest) to 5, by the amount discharged (종별).
    GRADED = (Kind.AIR, Kind.WATER)

    class PollutionClass(models.IntegerChoices):
        FIRST = 1, _("Class 1")
        SECOND = 2, _("Class 2")
        THIRD = 3, _("Class 3")
        FOURTH = 4, _("Class 4")
        FIFTH = 5, _("Class 5")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey("accounts.Site", on_delete=models.PROTECT, related_name="permits")
    kind = models.CharField(_("Kind of permit"), max_length=10, choices=Kind.choices)
    pollution_class = models.PositiveSmallIntegerField(
        _("Class"), choices=PollutionClass.choices, null=True, blank=True
    )
    number = models.CharField(_("Permit number"), max_length=60, blank=True)
    issued_on = models.DateField(_("Day of the permit"), null=True, blank=True)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["site", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "number"], condition=~Q(number=""), name="permit_once_per_number"
            ),
            models.CheckConstraint(
                name="permit_class_of_graded_kinds",
                condition=Q(pollution_class=None)
                | Q(kind__in=["air", "water"], pollution_class__gte=1, pollution_class__lte=5),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
