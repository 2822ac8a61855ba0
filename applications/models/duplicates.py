"""Possible duplicates and serial applicants: what was found, and what a person said about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.application import Application
from applications.staff_querysets import DuplicateFlagQuerySet
from journal import clock


class MatchKey(models.Model):
    """One thing by which an applicant may be met again, normalised and as a digest that an index finds.

    Written at each submission. Digests keep the rows short and of one length; they hide nothing that does not stand
    in the application anyway.
    """

    class Kind(models.TextChoices):
        BUSINESS_NUMBER = "business_number", _("Business number")
        CORPORATE_NUMBER = "corporate_number", _("Corporate number")
        ADDRESS = "address", _("Factory address")
        PHONE = "phone", _("Phone")
        REPRESENTATIVE = "representative", _("Representative")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="match_keys")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    digest = models.CharField(max_length=32)

    class Meta:
        ordering = ["application", "kind"]
        indexes = [models.Index(fields=["kind", "digest"], name="match_key_kind_digest")]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "digest"], name="match_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_kind_display()}"


class DuplicateFlag(models.Model):
    """A hint that an applicant may be somebody known already (중복 의심). Only a person resolves it."""

    class Reason(models.TextChoices):
        BUSINESS_NUMBER = "business_number", _("Same business number in this call")
        CORPORATE_NUMBER = "corporate_number", _("Same corporate number in this call")
        ADDRESS = "address", _("Same factory address in this call")
        PHONE = "phone", _("Same phone number in this call")
        REPRESENTATIVE = "representative", _("Same representative in this call")
        YEAR_BEFORE = "year_before", _("Took part in the year before")
        OTHER_PROGRAMME = "other_programme", _("Takes part in another programme at the same time")
        OTHER_SUPPORT = "other_support", _("Declares support of the same kind from elsewhere")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("flag", "Open")
        SAME = "same", _("Same applicant")
        DIFFERENT = "different", _("Different applicants")
        IRRELEVANT = "irrelevant", _("Does not matter here")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="duplicate_flags")
    other = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="flags_elsewhere", null=True, blank=True
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    digest = models.CharField(max_length=32, editable=False)
    matched = models.CharField(_("What matches"), max_length=200)
    found_at = models.DateTimeField(default=clock.now)
    # The entries were corrected and no longer match; the flag still waits for a person's word.
    gone_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(_("Reason"), blank=True)

    objects = DuplicateFlagQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="duplicate_flag_state_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "other", "reason", "digest"], name="duplicate_flag_once"
            ),
            models.UniqueConstraint(
                fields=["application", "reason", "digest"],
                condition=Q(other=None),
                name="duplicate_flag_once_alone",
            ),
            models.CheckConstraint(
                name="duplicate_flag_not_of_itself", condition=Q(other=None) | ~Q(other=F("application"))
            ),
            models.CheckConstraint(
                name="duplicate_flag_resolved_by_person_with_reason",
                condition=Q(state="open", decided_by=None, decided_at=None, decision_reason="")
                | (
                    ~Q(state="open")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decision_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_reason_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def case(self) -> object:
        """Permissions ask about the case of the application that was flagged."""
        return self.application.case
