"""The firm's own people on a case, and what the experts promised the firm."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from journal import clock


class CaseContact(models.Model):
    """One of the firm's people, whom the diagnosis team asks about their matter. Taken off, the row stays."""

    class Role(models.TextChoices):
        HEAD = "head", _("Head of the company")
        FIELD = "field", _("Responsible on the shop floor")
        ENERGY = "energy", _("Energy and environment")
        ACCOUNTS = "accounts", _("Accounting")
        OTHER = "other", _("Other")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("Name"), max_length=60)
    position = models.CharField(_("Position"), max_length=60, blank=True)
    role = models.CharField(_("Responsible for"), max_length=8, choices=Role.choices)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.name


class Pledge(models.Model):
    """An expert's promise to keep the firm's secrets (비밀유지 서약): who, which text, when, from where."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="pledges")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pledges")
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user", "text_version"], name="pledge_once_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.case}"
