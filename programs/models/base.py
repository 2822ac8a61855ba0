"""What programmes, rounds and their rules share: where a figure comes from, versions, edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import localized


class Confidence(models.TextChoices):
    """How sure a figure is (see programs/data): anything but verified is shown with its remark."""

    VERIFIED = "verified", _("Verified")
    RECALLED = "recalled", _("From memory, to be checked")
    GAP = "gap", _("Not found, a setting")
    DEMO = "demo", _("Invented for the demo")


class Sourced(models.Model):
    """A figure or wording that keeps where it comes from."""

    source = models.CharField(_("Source"), max_length=400, blank=True)
    confidence = models.CharField(
        _("Confidence"), max_length=10, choices=Confidence.choices, default=Confidence.VERIFIED
    )
    remark = models.CharField(_("Remark"), max_length=400, blank=True)

    class Meta:
        abstract = True


class Edited(models.Model):
    """Something that administrators edit. ``revision`` counts the saves, so that nobody overwrites unseen."""

    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Versioned(Edited):
    """A set of rules or figures. Once a case has pinned it, nothing in it changes: a change is a new version."""

    code = models.SlugField(_("Code"), max_length=60)
    version = models.PositiveIntegerField(_("Version"), default=1)
    name_ko = models.CharField(_("Name"), max_length=120)
    name_en = models.CharField(_("Name in English"), max_length=120, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["code", "-version"]

    def __str__(self) -> str:
        return f"{localized(self, 'name')} v{self.version}"

    def save(self, *args, **kwargs) -> None:
        """Freezing itself is an update past this door (programs.services.freeze)."""
        if self.frozen_at:
            raise FrozenRowError(f"{self} is in use and frozen: make a new version.")
        super().save(*args, **kwargs)


class FrozenRowError(Exception):
    """Somebody tried to change a set that a case has pinned, or a row of it."""


class RowOfVersion(models.Model):
    """A row of a versioned set; refuses to change once the set is frozen."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if self.owner.frozen_at:
            raise FrozenRowError(f"{self.owner} is in use and frozen: make a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.owner.frozen_at:
            raise FrozenRowError(f"{self.owner} is in use and frozen: make a new version.")
        return super().delete(*args, **kwargs)

    @property
    def owner(self) -> Versioned:
        raise NotImplementedError


def one_version(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["code", "version"], name=name)
