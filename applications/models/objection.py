"""An objection to a refusal, with its clock (이의신청)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.application import Application
from journal import clock
from workflow.models import Case


class Objection(models.Model):
    """What the firm asks for and why, by when it must be answered, and the answer."""

    class State(models.TextChoices):
        FILED = "filed", _("Filed")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")
        WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="objections")
    # The letter of the refusal: each decision may be objected to once.
    against = models.ForeignKey("documents.IssuedDocument", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILED)
    purpose = models.TextField(_("What you ask for"))
    grounds = models.TextField(_("Why"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=clock.now)
    answer_by = models.DateField(_("Answer by"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "answer_by"], name="objection_state_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="filed"), name="objection_one_open"
            ),
            models.CheckConstraint(
                name="objection_decided_with_person_and_reason",
                condition=Q(state__in=["filed", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"

    @property
    def case(self) -> Case:
        return self.application.case

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.FILED and clock.now() >= clock.end_of_day(self.answer_by)
