"""Tables of the journal. No foreign key leaves it."""

import uuid
from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journal.querysets import AppendOnlyError, AppendOnlyQuerySet, OutboxQuerySet


class AppendOnly(models.Model):
    """A row that is written once. Changing or deleting it raises `AppendOnlyError`."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are append-only.")


class Chain(models.Model):
    """The end of one chain of events: how many there are, and the hash of the last one."""

    key = models.CharField(max_length=100, unique=True)
    length = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("event chain")
        verbose_name_plural = _("event chains")

    def __str__(self) -> str:
        return self.key


class Event(AppendOnly):
    """Who did what to which object, when, for whom, from where and why; hashed into its chain."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField(help_text="1, 2, 3 … without gaps within the chain")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, blank=True, help_text="empty: the system itself")
    actor_label = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=100, blank=True, help_text="such as applications.application")
    object_id = models.BigIntegerField(null=True, blank=True)
    object_uid = models.UUIDField(null=True, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    action = models.CharField(max_length=100)
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    address = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("chain", "position"), name="event_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="event_position_from_one"),
        )
        indexes = (models.Index(fields=("object_type", "object_id"), name="event_object"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.position}: {self.action}"

    @property
    def who(self) -> str:
        """The actor as a person reads it."""
        return self.actor_label or gettext("System")


class AccessRecord(AppendOnly):
    """접속기록: who saw or took whose personal data, when, from where, what and why."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, help_text="whose data")
    what = models.CharField(max_length=200, help_text="what was seen, changed or downloaded")
    reason = models.TextField(blank=True)
    address = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=1, help_text="number of data subjects")

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("at",), name="access_at"),
            models.Index(fields=("subject",), name="access_subject"),
        )

    def __str__(self) -> str:
        return f"{self.actor_label}: {self.what} ({self.subject})"


class OutboxMessage(models.Model):
    """Work to be done after a commit: written in the transaction that wants it, run by a Celery worker."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENT = "sent", _("In progress")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=200, help_text="name of the Celery task")
    payload = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    key = models.CharField(
        max_length=200,
        null=True,
        blank=True,
        unique=True,
        help_text="one message per key",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="tries that began")
    available_at = models.DateTimeField(help_text="not sent before")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, help_text="when the present try began")
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), finished_at__isnull=False)
                | Q(state__in=("pending", "sent"), finished_at__isnull=True),
                name="outbox_finished_when_over",
            ),
        )
        indexes = (
            models.Index(
                fields=("available_at",),
                condition=Q(state="pending"),
                name="outbox_due",
            ),
            models.Index(fields=("sent_at",), condition=Q(state="sent"), name="outbox_sent"),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.uid}"

    @property
    def is_running(self) -> bool:
        """A worker has begun a try that has not ended."""
        return self.state == self.State.SENT and self.started_at is not None


class IdempotencyKey(models.Model):
    """One unsafe request of one user, and the answer that a repetition gets."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    method = models.CharField(max_length=10)
    path = models.TextField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    claim = models.UUIDField(default=uuid.uuid4, help_text="the run that may store its answer")
    claimed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.BinaryField(default=b"", blank=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = (
            models.UniqueConstraint(fields=("user_id", "key"), name="idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(state="running", status__isnull=True) | Q(state="finished", status__isnull=False),
                name="idempotency_answer_when_finished",
            ),
        )
        indexes = (models.Index(fields=("created_at",), name="idempotency_created"),)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"


class Counter(models.Model):
    """The last number taken of a gapless series; the name carries what starts it anew, such as the year."""

    name = models.CharField(max_length=150, unique=True)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class ScheduledRun(models.Model):
    """When a sweep ran last, so that two relays do not run it twice."""

    name = models.CharField(max_length=200, unique=True)
    last_run = models.DateTimeField()

    class Meta:
        verbose_name = _("scheduled run")
        verbose_name_plural = _("scheduled runs")

    def __str__(self) -> str:
        return self.name
