"""Files that a firm hands in with its application: for which document, from where, how long they hold."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.paper_querysets import EvidenceFileQuerySet
from journal import clock


class EvidenceFile(models.Model):
    """One file for one document of the application (제출서류). Taken back, it stays as history."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence_files")
    # One of ``asked.of_case``.
    purpose = models.CharField(_("What it is"), max_length=60)
    file = models.ForeignKey("documents.File", on_delete=models.PROTECT, related_name="evidence_uses")
    wallet_item = models.ForeignKey(
        "applications.WalletItem",
        on_delete=models.PROTECT,
        related_name="evidence_uses",
        null=True,
        blank=True,
    )
    issued_on = models.DateField(_("Issue date"), null=True, blank=True)
    # As printed on the paper; what the round asks for beside it is computed from ``issued_on``.
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["application", "purpose", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "purpose", "file"],
                condition=Q(taken_back_at=None),
                name="evidence_file_once_per_document",
            ),
            models.CheckConstraint(
                name="evidence_file_taken_back_by_somebody",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_file_valid_after_issue",
                condition=Q(valid_until=None) | Q(issued_on=None) | Q(valid_until__gte=F("issued_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.file)
