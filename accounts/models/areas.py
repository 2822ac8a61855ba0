"""Official districts, dated; texts in the reader's language."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AreaQuerySet


def localized(obj: models.Model, field: str) -> str:
    """A ``_ko``/``_en`` text in the reader's language; English falls back to Korean."""
    english = getattr(obj, f"{field}_en")
    return english if english and get_language() == "en" else getattr(obj, f"{field}_ko")


class Area(models.Model):
    """An official district with the days between which its code was in force (행정구역)."""

    code = models.CharField(max_length=5)
    level = models.CharField(max_length=8, choices=[("sido", _("Province")), ("sigungu", _("District"))])
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    parent_code = models.CharField(max_length=5, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=10)
    remark = models.CharField(max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_once_per_start"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from=None), name="area_code_once_without_start"
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "name")
