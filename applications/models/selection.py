"""What was decided about each case before anybody outside hears of it, the minutes, and the confirmed plan."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.committee_querysets import DecisionQuerySet
from applications.models.committee import Committee
from journal import clock


class SelectionDecision(models.Model):
    """Select, reserve or refuse: staged, then released one by one through the services of the table.

    Until ``released_at`` only officials see it and it may be changed with a reason. ``error_code`` and
    ``error_text`` say why the last release did not go through. A released decision that another one replaces keeps
    its words and gets ``replaced_at``.
    """

    class Decision(models.TextChoices):
        SELECT = "select", pgettext_lazy("decision", "Select")
        RESERVE = "reserve", pgettext_lazy("decision", "Reserve list")
        REFUSE = "refuse", pgettext_lazy("decision", "Refuse")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="selection_decisions")
    decision = models.CharField(
        pgettext_lazy("committee", "Decision"), max_length=8, choices=Decision.choices
    )
    rank = models.PositiveSmallIntegerField(_("Rank"))
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    reason = models.TextField(_("Reason"), blank=True)
    conditions = models.TextField(_("Conditions"), blank=True)
    decided_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    error_code = models.CharField(max_length=40, blank=True)
    error_text = models.CharField(max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        indexes = [models.Index(fields=["committee", "rank"], name="decision_by_rank")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_at=None), name="decision_one_per_case"
            ),
            models.CheckConstraint(
                name="decision_refusal_has_reason", condition=~Q(decision="refuse") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="decision_released_by_somebody",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False, error_code=""),
            ),
            models.CheckConstraint(name="decision_rank_from_one", condition=Q(rank__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_decision_display()}"


class CommitteeMinutes(models.Model):
    """What was said and decided at a meeting (회의록), with who was there and the signed paper as a file."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="minutes")
    held_on = models.DateField(pgettext_lazy("committee", "Held on"))
    place = models.CharField(_("Place"), max_length=100, blank=True)
    attendees = models.TextField(_("Who was there"))
    text = models.TextField(_("Minutes"))
    file = models.ForeignKey(
        "documents.File", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(name="minutes_say_something", condition=~Q(attendees="") & ~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.committee} {self.held_on:%Y-%m-%d}"


class PlanConfirmation(models.Model):
    """That a committee confirmed the plan which city and lead company submitted after the selection.

    Where a round asks for it (``plan_confirmed_by_committee``, Ansan 2012), no agreement is concluded before.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="plan_confirmations")
    region = models.ForeignKey(
        "programs.Region", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_on = models.DateField(_("Confirmed on"))
    votes_for = models.PositiveSmallIntegerField(_("Votes for"))
    votes_against = models.PositiveSmallIntegerField(_("Votes against"), default=0)
    votes_abstained = models.PositiveSmallIntegerField(_("Abstentions"), default=0)
    minutes = models.TextField(_("Minutes"))
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "region"],
                condition=Q(revoked_at=None),
                name="plan_confirmed_once_per_region",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(revoked_at=None, region=None),
                name="plan_confirmed_once_for_all_regions",
            ),
            models.CheckConstraint(
                name="plan_confirmed_by_majority", condition=Q(votes_for__gt=models.F("votes_against"))
            ),
            models.CheckConstraint(
                name="plan_confirmation_revoked_with_reason",
                condition=Q(revoked_at=None, revocation_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revocation_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.confirmed_on:%Y-%m-%d}"
