"""Closed sets of the rows: how far a paper is, for whom a file is, whether it was scanned."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RENDERING = "rendering", _("Being prepared")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Audience(models.TextChoices):
    """Who may read a file; programme staff of the scope read every one (``FileQuerySet.visible_to``)."""

    FIRM = "firm", _("The company and everybody working on its case")
    TEAM = "team", _("Diagnosis team and programme staff")
    STAFF = "staff", _("Programme staff")
    COMMITTEE = "committee", _("Selection committee and programme staff")
    PUBLIC = "public", _("Everybody, once the call is published")


# What is handed in for a case may be meant for; a case has no public files.
OF_CASES = [choice for choice in Audience.choices if choice[0] != Audience.PUBLIC]


class Scan(models.TextChoices):
    PENDING = "pending", _("Waiting for the virus scan")
    CLEAN = "clean", _("Scanned, clean")
    REFUSED = "refused", _("Refused by the virus scan")
    UNSCANNED = "unscanned", _("Not scanned for viruses")
