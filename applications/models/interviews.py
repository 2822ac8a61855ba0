"""Interviews with management and staff in step 1 (인터뷰): who was asked, when, by whom, and what they said."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.staff_querysets import InterviewQuerySet
from journal import clock
from programs.models import QuestionnaireItem


class Interview(models.Model):
    """One conversation by the questions of one version of a questionnaire."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    questionnaire = models.ForeignKey("programs.Questionnaire", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(_("Who is asked"), max_length=5, choices=QuestionnaireItem.Audience.choices)
    person_name = models.CharField(_("Person interviewed"), max_length=60)
    position = models.CharField(_("Position"), max_length=60, blank=True)
    held_on = models.DateField(_("Held on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["application", "held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_audience_display()} · {self.person_name}"

    @property
    def case(self) -> object:
        return self.application.case


class InterviewAnswer(models.Model):
    """What was answered to one question: words, a mark of the scale, or one of the choices by its number."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey("programs.QuestionnaireItem", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(99)]
    )

    class Meta:
        ordering = ["interview", "item__position"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "item"], name="interview_answer_once"),
            models.CheckConstraint(
                name="interview_answer_is_small", condition=Q(value=None) | Q(value__lte=99)
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.value)
