"""What a firm is asked to correct, each request for itself, and more time to do it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from journal import clock
from workflow.models.case import Case
from workflow.querysets import CorrectionQuerySet


class CorrectionRequest(models.Model):
    """A request to correct a record (보완요청): asked, answered, accepted; or withdrawn.

    A record can have several at once, each with what it is about, its text and its deadline. The record stays in its
    state ``correction`` as long as one of them is asked.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        ACCEPTED = "accepted", pgettext_lazy("correction", "Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    # The applicant may ask twice for more time (PAPERS §2).
    MOST_EXTENSIONS = 2

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    record_kind = models.CharField(max_length=12)
    record_uid = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    about = models.CharField(_("About"), max_length=100, blank=True)
    text = models.TextField()
    deadline = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["record_uid", "state"], name="correction_record_state"),
            models.Index(fields=["state", "deadline"], name="correction_state_deadline"),
        ]
        constraints = [
            models.CheckConstraint(
                name="correction_answer_has_person_and_time",
                condition=~Q(state="answered") | Q(answered_by__isnull=False, answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.about or self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def is_overdue(self) -> bool:
        return self.is_open and clock.now() >= clock.end_of_day(self.deadline)


class DeadlineExtension(models.Model):
    """The firm asks for so many days more to answer a request; an official grants or declines it."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("extension", "Asked for")
        GRANTED = "granted", pgettext_lazy("extension", "Granted")
        DECLINED = "declined", pgettext_lazy("extension", "Declined")
        LAPSED = "lapsed", pgettext_lazy("extension", "Lapsed")

    correction = models.ForeignKey(CorrectionRequest, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    days = models.PositiveSmallIntegerField(_("Days more"))
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    deadline_before = models.DateField()
    deadline_after = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["correction"], condition=Q(state="asked"), name="extension_one_asked_per_correction"
            ),
            models.CheckConstraint(name="extension_days_sensible", condition=Q(days__gte=1, days__lte=90)),
            models.CheckConstraint(
                name="extension_decision_has_person",
                condition=~Q(state__in=["granted", "declined"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction} +{self.days}"
