"""The deadline shield: what every draft said at closing, and the time that an outage gives back."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.querysets import GracePeriodQuerySet
from journal import clock


class GracePeriod(models.Model):
    """Time after the closing in which firms may confirm their copies, opened with a reason (연장 접수).

    ``may_complete``: drafts that were incomplete at closing may be completed in it too.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="grace_periods")
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    may_complete = models.BooleanField(
        _("Drafts that were incomplete at closing may be completed"), default=False
    )
    reason = models.TextField(_("Reason"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = GracePeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="grace_period_ends_after_it_begins", condition=Q(ends_at__gte=F("starts_at"))
            ),
            models.CheckConstraint(name="grace_period_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.starts_at:%Y-%m-%d}"

    @property
    def is_running(self) -> bool:
        return self.starts_at <= clock.now() < self.ends_at


class DraftCopy(models.Model):
    """A draft as it stood at the closing of its round, with its completeness. It is no submission.

    ``taken_at`` is the server's time at which the copy was written: right after ``closes_at``, later when the server
    was down. Nobody can change a draft in between; ``changed_later`` names figures that the firm's other applications
    share with it and that were changed there in the meantime.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="draft_copies"
    )
    closes_at = models.DateTimeField()
    taken_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField()
    entries = models.JSONField(encoder=DjangoJSONEncoder)
    baseline = models.JSONField(encoder=DjangoJSONEncoder)
    permits = models.JSONField(encoder=DjangoJSONEncoder)
    files = models.JSONField(encoder=DjangoJSONEncoder)
    consents = models.JSONField(encoder=DjangoJSONEncoder)
    missing = models.JSONField(encoder=DjangoJSONEncoder)
    changed_later = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    is_complete = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    grace = models.ForeignKey(
        GracePeriod, on_delete=models.PROTECT, related_name="confirmed", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "closes_at"], name="draft_copy_once_per_closing"),
            models.CheckConstraint(
                name="draft_copy_taken_after_closing", condition=Q(taken_at__gte=F("closes_at"))
            ),
            models.CheckConstraint(
                name="draft_copy_confirmed_by_somebody_in_grace",
                condition=Q(confirmed_at=None, confirmed_by=None, grace=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, grace__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.closes_at:%Y-%m-%d %H:%M}"
