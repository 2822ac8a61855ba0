"""The conditions of a call, as rows: no free expressions."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from calculations.eligibility import Kind, OnFail, parse_threshold
from calculations.eligibility import Operator as CriterionOperator
from programs.facts import FACTS, Fact, FactKind
from programs.models.base import RowOfVersion, Sourced, Versioned, one_version
from programs.sentences import sentence


class CriteriaSet(Versioned):
    """The conditions of a call (자격요건)."""

    class Meta(Versioned.Meta):
        constraints = [one_version("criteria_set_version_once")]


class Criterion(RowOfVersion, Sourced):
    """One condition: a fact, an operator from a closed set, a threshold, and what a failure means."""

    class Operator(models.TextChoices):
        LT = CriterionOperator.LT.value, _("less than (<)")
        LE = CriterionOperator.LE.value, _("at most (≤)")
        GT = CriterionOperator.GT.value, _("more than (>)")
        GE = CriterionOperator.GE.value, _("at least (≥)")
        EQ = CriterionOperator.EQ.value, _("is (=)")
        NE = CriterionOperator.NE.value, _("is not (≠)")
        IN = CriterionOperator.IN.value, _("is one of")
        IS_TRUE = CriterionOperator.IS_TRUE.value, _("yes")
        IS_FALSE = CriterionOperator.IS_FALSE.value, _("no")

    class OnFail(models.TextChoices):
        NOT_MET = OnFail.NOT_MET.value, _("Not met")
        PERSON_DECIDES = OnFail.PERSON_DECIDES.value, _("A person decides")

    class Kind(models.TextChoices):
        CONDITION = Kind.CONDITION.value, _("Condition")
        PRIORITY = Kind.PRIORITY.value, _("Priority")
        BONUS = Kind.BONUS.value, _("Bonus points")

    owner_field = "criteria_set"

    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="criteria")
    code = models.SlugField(_("Code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("Position"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.CONDITION)
    fact = models.CharField(_("Fact"), max_length=40, choices=[(f.code, f.label) for f in FACTS.values()])
    operator = models.CharField(_("Operator"), max_length=10, choices=Operator.choices)
    threshold = models.CharField(
        _("Threshold"),
        max_length=100,
        blank=True,
        help_text=_("A number; for “is one of” the values with | between them; nothing for yes and no."),
    )
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    on_fail = models.CharField(
        _("When it fails"), max_length=20, choices=OnFail.choices, default=OnFail.NOT_MET
    )
    bonus_points = models.DecimalField(_("Bonus points"), max_digits=5, decimal_places=1, default=Decimal(0))
    evidence = models.CharField(
        _("Evidence asked"), max_length=60, blank=True, help_text=_("Code of a document of the list.")
    )
    wording_ko = models.CharField(_("Wording for the firm"), max_length=200)
    wording_en = models.CharField(_("Wording for the firm in English"), max_length=200, blank=True)
    staff_wording_ko = models.CharField(_("Wording for staff"), max_length=300, blank=True)
    staff_wording_en = models.CharField(_("Wording for staff in English"), max_length=300, blank=True)
    hint_ko = models.CharField(_("What would change the result"), max_length=300, blank=True)
    hint_en = models.CharField(_("What would change the result, in English"), max_length=300, blank=True)

    class Meta:
        ordering = ["criteria_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code_once_per_set")
        ]

    def __str__(self) -> str:
        return localized(self, "wording")

    @property
    def sentence(self) -> str:
        """What the data of this row check, in words."""
        return sentence(self.fact, self.operator, self.threshold, self.unit)

    def clean(self) -> None:
        """Fact, operator, threshold and unit belong together."""
        errors: dict[str, str] = {}
        if fact := FACTS.get(self.fact):
            self._check_threshold(fact, errors)
        if self.kind == self.Kind.BONUS and not self.bonus_points:
            errors["bonus_points"] = now("Say how many points it gives.")
        if self.kind != self.Kind.BONUS and self.bonus_points:
            errors["bonus_points"] = now("Only bonus rows give points; put 0 or change the kind.")
        if errors:
            raise ValidationError(errors)

    def _check_threshold(self, fact: Fact, errors: dict[str, str]) -> None:
        if self.operator not in fact.kind.operators:
            fitting = ", ".join(str(self.Operator(operator.value).label) for operator in fact.kind.operators)
            errors["operator"] = now("For this fact choose one of: %(operators)s.") % {"operators": fitting}
            return
        try:
            parsed = parse_threshold(CriterionOperator(self.operator), self.threshold)
        except (ValueError, ArithmeticError):
            errors["threshold"] = {
                FactKind.NUMBER: now("Enter a number without unit, such as 2000."),
                FactKind.CHOICE: now("Enter values with | between them, such as small|medium."),
                FactKind.YES_NO: now("Leave this empty: yes and no need no threshold."),
            }[fact.kind]
            return
        chosen = parsed if isinstance(parsed, frozenset) else {parsed}
        if fact.kind is FactKind.CHOICE and (unknown := sorted(map(str, chosen - set(fact.choices)))):
            errors["threshold"] = now("Unknown: %(unknown)s. Possible are %(choices)s.") % {
                "unknown": ", ".join(unknown),
                "choices": ", ".join(fact.choices),
            }
        if self.unit != fact.unit:
            errors["unit"] = (
                now("Enter the unit %(unit)s, so that the threshold says what it counts.")
                % {"unit": fact.unit}
                if fact.unit
                else now("Leave this empty: this fact has no unit.")
            )
