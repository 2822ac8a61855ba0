"""The eligibility as it was frozen at a submission."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from calculations.eligibility import Result
from journal import clock


class Evaluation(models.Model):
    """The eligibility of an application, frozen at a submission: facts, TOE on both bases, verdicts.

    ``toe`` is on the round's electricity basis; both are None where the energy use was not complete.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evaluations")
    criteria_set = models.ForeignKey("programs.CriteriaSet", on_delete=models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(default=clock.now)
    facts = models.JSONField()
    toe = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    toe_other_basis = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    calculation = models.ForeignKey(
        "workflow.Calculation", on_delete=models.PROTECT, related_name="+", null=True
    )
    score = models.DecimalField(max_digits=7, decimal_places=1)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.application} {self.evaluated_at:%Y-%m-%d}"


class CriterionVerdict(models.Model):
    """One criterion's line: own value, limit, result; a person's decision with its reason where one was needed."""

    class Result(models.TextChoices):
        MET = Result.MET.value, _("Met")
        NOT_MET = Result.NOT_MET.value, _("Not met")
        PERSON_DECIDES = Result.PERSON_DECIDES.value, _("A person decides")
        MISSING = Result.MISSING.value, _("Not answered yet")

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="verdicts")
    criterion = models.ForeignKey("programs.Criterion", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=14, choices=Result.choices)
    value = models.CharField(max_length=200, blank=True)
    limit = models.CharField(max_length=200, blank=True)
    difference = models.CharField(max_length=200, blank=True)
    decided_met = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["evaluation", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="verdict_once_per_criterion"),
            models.CheckConstraint(
                name="verdict_decision_has_person_and_reason",
                condition=Q(decided_met=None) | (Q(decided_by__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_result_display()}"

    @property
    def stands_met(self) -> bool:
        """Met by rule, or decided so by a person."""
        return self.result == self.Result.MET if self.decided_met is None else self.decided_met

    @property
    def awaits_person(self) -> bool:
        """The notice leaves it to a person, and nobody has decided yet."""
        return self.result == self.Result.PERSON_DECIDES and self.decided_met is None
