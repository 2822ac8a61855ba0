"""How a stored figure came about."""

import uuid

from django.db import models

from journal import clock
from workflow.models.case import Case


class Calculation(models.Model):
    """How a stored figure came about: formula with version, inputs with units, the factor rows used, the results."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calculations")
    record_kind = models.CharField(max_length=12)
    record_uid = models.UUIDField(db_index=True)
    purpose = models.SlugField(max_length=40)
    formula = models.CharField(max_length=60)
    inputs = models.JSONField()
    results = models.JSONField()
    factors = models.ManyToManyField("programs.Factor", related_name="+")
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.formula})"
