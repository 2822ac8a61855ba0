"""The agreement between local government, operator and firm, and who confirmed it in which way (협약)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from journal import clock
from workflow.models import Case


class Agreement(models.Model):
    """One agreement as it was prepared: its paper, and the days on which it began or was given up."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="agreements")
    paper = models.OneToOneField(
        "documents.IssuedDocument", on_delete=models.PROTECT, related_name="agreement"
    )
    # SHA-256 of everything the paper says: what a party confirms is this text and no other.
    content_sha256 = models.CharField(max_length=64)
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_copy = models.ForeignKey(
        "documents.File", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    concluded_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(cancelled_at=None), name="agreement_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.paper.number}"

    @property
    def case(self) -> Case:
        return self.application.case


class AgreementParty(models.Model):
    """A party and its confirmation: with a second factor in the portal, or by a signed copy on paper."""

    class Side(models.TextChoices):
        CITY = "city", _("Local government")
        OPERATOR = "operator", _("Operator")
        FIRM = "firm", _("Company")

    class Method(models.TextChoices):
        CODE = "code", _("Two-step sign-in code")
        COPY = "copy", _("Signed copy")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=10, choices=Side.choices)
    name = models.CharField(max_length=100)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["agreement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="agreement_side_once"),
            models.CheckConstraint(
                name="agreement_party_signed_with_person_and_method",
                condition=Q(signed_at=None, signed_by=None, method="")
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(method=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} · {self.name}"
