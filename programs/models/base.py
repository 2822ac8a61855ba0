"""What programmes, rounds and their rules share: where a figure comes from, versions, edits."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import localized
from programs.querysets import FrozenRowError, RowQuerySet, VersionedQuerySet


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

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code", "-version"]

    def __str__(self) -> str:
        return f"{localized(self, 'name')} v{self.version}"

    def save(self, *args, **kwargs) -> None:
        """Freezing itself is an update past this door (programs.services.freeze)."""
        self.require_thawed()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.require_thawed()
        return super().delete(*args, **kwargs)

    def require_thawed(self) -> None:
        """Raise FrozenRowError once a case has pinned the set."""
        if self.frozen_at:
            raise FrozenRowError(f"{self} is in use and frozen: make a new version.")


class RowOfVersion(models.Model):
    """A row of a versioned set; refuses to change once the set is frozen, alone or in bulk.

    PostgreSQL refuses it too, whoever asks (migration 0002).
    """

    owner_field: ClassVar[str]

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.owner.require_thawed()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.owner.require_thawed()
        return super().delete(*args, **kwargs)

    @property
    def owner(self) -> Versioned:
        """The set that the row belongs to."""
        return getattr(self, self.owner_field)


def one_version(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["code", "version"], name=name)
