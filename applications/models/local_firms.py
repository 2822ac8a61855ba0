"""The list of a region's firms (지자체 중소기업 리스트): whom the city could reach, whom it reached, how."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.staff_querysets import LocalFirmQuerySet
from calculations import business_number
from journal import clock


class LocalFirm(models.Model):
    """A firm as a list of the region names it; it need not have an account, nor a known business number."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    region = models.ForeignKey("programs.Region", on_delete=models.PROTECT, related_name="local_firms")
    # Business number, else name and address, normalised: by it an import knows a firm again.
    identity = models.CharField(max_length=64, editable=False)
    business_number = models.CharField(
        _("Business number"),
        max_length=10,
        blank=True,
        db_index=True,
        validators=[RegexValidator(r"^\d{10}$", _("Enter the ten digits of the business number."))],
    )
    name = models.CharField(_("Company name"), max_length=100)
    representative = models.CharField(_("Representative"), max_length=60, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    ksic_code = models.CharField(_("Industry code (KSIC)"), max_length=5, blank=True)
    employees = models.PositiveIntegerField(_("Employees"), null=True, blank=True)
    source_file = models.CharField(_("From the file"), max_length=150)
    imported_at = models.DateTimeField(default=clock.now)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    excluded_at = models.DateTimeField(null=True, blank=True)
    exclusion_reason = models.CharField(_("Why it is left out"), max_length=300, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = LocalFirmQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "identity"], name="local_firm_once_per_region"),
            models.CheckConstraint(
                name="local_firm_exclusion_has_reason",
                condition=Q(excluded_at=None, exclusion_reason="")
                | (Q(excluded_at__isnull=False) & ~Q(exclusion_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def business_number_text(self) -> str:
        """As people write it: 000-00-00000; empty where it is not known."""
        return business_number.formatted(self.business_number) if self.business_number else ""

    @property
    def region_code(self) -> str:
        return self.region.code

    @property
    def may_be_mailed(self) -> bool:
        """It has an address and has neither been left out nor refused mail."""
        return bool(self.email) and self.excluded_at is None and self.unsubscribed_at is None


class LocalFirmContact(models.Model):
    """One time that somebody spoke or wrote to the firm."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")
        LETTER = "letter", _("Letter")
        EVENT = "event", _("Briefing or event")

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached")
        INTERESTED = "interested", _("Reached, wants to apply")
        DECLINED = "declined", _("Reached, does not want to")
        NOT_REACHED = "not_reached", _("Not reached")
        WRONG_DATA = "wrong_data", _("Phone or address is wrong")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey(LocalFirm, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField(_("Day"))
    channel = models.CharField(_("How"), max_length=8, choices=Channel.choices)
    result = models.CharField(_("Result"), max_length=12, choices=Result.choices)
    person = models.CharField(_("Spoke with"), max_length=60, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["firm", "-id"], name="local_contact_newest")]

    def __str__(self) -> str:
        return f"{self.firm} · {self.on}"


class LocalFirmInvitation(models.Model):
    """The one mail of a round to a firm of the list."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey(LocalFirm, on_delete=models.PROTECT, related_name="invitations")
    round = models.ForeignKey("programs.Round", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(_("E-mail"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "round"], name="local_invitation_once_per_round"),
            # Two rows of a list may share an address: one mail is enough.
            models.UniqueConstraint(fields=["round", "email"], name="local_invitation_once_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.firm} · {self.round}"
