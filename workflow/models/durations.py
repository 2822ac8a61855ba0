"""How long earlier cases of a programme took, kept beside the cases so that no page computes it."""

from django.db import models

from journal import clock
from workflow.states import CaseStage


class StageTime(models.Model):
    """Days that completed cases of a programme stood in a stage: median and quartiles (workflow.durations)."""

    program_code = models.SlugField(max_length=40)
    stage = models.CharField(max_length=12, choices=CaseStage.choices)
    cases = models.PositiveIntegerField()
    first_quartile_days = models.DecimalField(max_digits=7, decimal_places=1)
    median_days = models.DecimalField(max_digits=7, decimal_places=1)
    third_quartile_days = models.DecimalField(max_digits=7, decimal_places=1)
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["program_code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["program_code", "stage"], name="stage_time_once_per_programme")
        ]

    def __str__(self) -> str:
        return f"{self.program_code} {self.stage}: {self.median_days}"
