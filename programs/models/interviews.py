"""What management and staff are asked in step 1 (기업 초기진단 인터뷰 설문)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from programs.models.base import RowOfVersion, Sourced, Versioned, one_version

# A scale reads from 1 to 5.
SCALE = range(1, 6)


class Questionnaire(Versioned, Sourced):
    """The questions of the interviews, in one version."""

    class Meta(Versioned.Meta):
        constraints = [one_version("questionnaire_version_once")]


class QuestionnaireItem(RowOfVersion):
    """One question: whom it is put to, and how it is answered."""

    class Audience(models.TextChoices):
        CEO = "ceo", _("Management")
        STAFF = "staff", _("Staff")

    class Kind(models.TextChoices):
        TEXT = "text", _("In words")
        SCALE = "scale", _("Scale of 1 to 5")
        CHOICE = "choice", _("One of several")

    owner_field = "questionnaire"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("Position"))
    audience = models.CharField(_("Who is asked"), max_length=5, choices=Audience.choices)
    area_ko = models.CharField(_("Area"), max_length=60)
    area_en = models.CharField(_("Area in English"), max_length=60, blank=True)
    text_ko = models.CharField(_("Question"), max_length=300)
    text_en = models.CharField(_("Question in English"), max_length=300, blank=True)
    kind = models.CharField(_("Answered"), max_length=6, choices=Kind.choices, default=Kind.TEXT)
    choices_ko = models.JSONField(_("Choices"), default=list, blank=True)
    choices_en = models.JSONField(_("Choices in English"), default=list, blank=True)

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"], name="questionnaire_item_position_once"
            ),
            models.CheckConstraint(
                name="questionnaire_item_known_audience", condition=Q(audience__in=["ceo", "staff"])
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "text")

    def clean(self) -> None:
        """A question with choices has at least two."""
        if self.kind == self.Kind.CHOICE and len(self.choices_ko) < 2:
            raise ValidationError({"choices_ko": now("Give at least two choices.")})

    @property
    def area(self) -> str:
        return localized(self, "area")

    @property
    def choices(self) -> list[str]:
        """The choices in the reader's language."""
        return list(localized(self, "choices"))
