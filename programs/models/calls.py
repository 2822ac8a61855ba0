"""The public call of a round (사업공고), its questions and answers."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from journal import clock
from programs.models.base import Edited
from programs.models.rounds import Round
from programs.querysets import QuestionQuerySet


class Call(Edited):
    """What the public reads. Published at ``publish_at``; readable from then on, also when paused or closed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="call")
    number_ko = models.CharField(
        _("Notice number"), max_length=60, blank=True, help_text=_("Such as 인천광역시 공고 제2026-123호.")
    )
    title_ko = models.CharField(_("Title"), max_length=200)
    title_en = models.CharField(_("Title in English"), max_length=200, blank=True)
    body_ko = models.TextField(_("Text"), blank=True, help_text=_("An empty line begins a new paragraph."))
    body_en = models.TextField(_("Text in English"), blank=True)
    publish_at = models.DateTimeField(
        _("Publish at"),
        null=True,
        blank=True,
        help_text=_("Korean time. Empty: not published; the round's own page shows dates and conditions."),
    )

    def __str__(self) -> str:
        return localized(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("portal:round", args=[self.round.uid])

    @property
    def is_published(self) -> bool:
        return self.publish_at is not None and self.publish_at <= clock.now()


class Question(models.Model):
    """A question about a call and its answer; the public reads answered ones that are marked public."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(_("Question"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answer = models.TextField(_("Answer"), blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_public = models.BooleanField(
        _("Show on the call page"), default=False, help_text=_("The name of who asked is never shown.")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["round", "-id"], name="question_round_newest")]
        constraints = [
            models.CheckConstraint(
                name="question_answered_with_person_and_time",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="question_public_only_with_answer", condition=Q(is_public=False) | ~Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{reverse('portal:round', args=[self.round.uid])}#questions"

    def clean(self) -> None:
        if self.is_public and not self.answer.strip():
            raise ValidationError({"answer": now("Write the answer before you publish it.")})
