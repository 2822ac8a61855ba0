"""What was seen on the site before the selection (초기 현장확인)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from journal import clock


class SiteCheck(models.Model):
    """One visit before the selection: written by the act ``record_site_check``; a later visit is a new row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="site_checks")
    visited_on = models.DateField(_("Visited on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    findings = models.TextField(_("Findings"))
    recommended = models.BooleanField(_("Recommended for selection"))
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-visited_on", "-pk"]
        constraints = [models.CheckConstraint(name="site_check_has_findings", condition=~Q(findings=""))]

    def __str__(self) -> str:
        return f"{self.application} · {self.visited_on}"

    @property
    def photo_purpose(self) -> str:
        """What its photos are kept as: one purpose per visit, so that each shows its own."""
        return f"site_check_{self.pk}"
