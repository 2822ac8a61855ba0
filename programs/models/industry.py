"""The Korean standard industrial classification."""

from django.db import models

from accounts.models import localized


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
