"""Paper that we issue, and files that people hand in."""

import copy
import secrets
import uuid
from collections.abc import Collection
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents import registry
from documents.choices import Audience, PaperState, Scan
from documents.querysets import FileQuerySet, IssuedDocumentQuerySet
from journal import clock


def new_verification_code() -> str:
    """192 random bits: nobody guesses a paper by trying."""
    return secrets.token_urlsafe(24)


class IssuedDocument(models.Model):
    """A paper that was issued: what it says, its number, and how far its PDF is.

    What was said is frozen from the first moment (``FROZEN``), the bytes once they are there
    (``FROZEN_WHEN_READY``). A mistake is mended by revoking the paper and issuing another under a new number.
    """

    State = PaperState

    FROZEN = (
        *("uid", "kind", "case_id", "record_type", "record_uid", "operator_code", "year", "serial", "number"),
        *("verification_code", "language", "template_version", "snapshot", "issued_at", "issued_by_id"),
        "replaces_id",
    )
    FROZEN_WHEN_READY = ("state", "sha256", "size", "ready_at")
    FROZEN_WHEN_REVOKED = ("revoked_at", "revoked_by_id", "revocation_reason")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Kind"), max_length=40)
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="papers", null=True)
    record_type = models.CharField(max_length=60)
    record_uid = models.UUIDField()
    operator_code = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("Number"), max_length=40)
    verification_code = models.CharField(max_length=40, unique=True, default=new_verification_code)
    language = models.CharField(max_length=5)
    template_version = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.QUEUED)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0, help_text=_("bytes"))
    issued_at = models.DateTimeField(_("Issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revocation_reason = models.TextField(blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )

    objects = IssuedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator_code", "kind", "year", "serial"], name="paper_number_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "record_uid"],
                condition=Q(revoked_at=None),
                name="paper_one_in_force_per_record",
            ),
            models.CheckConstraint(
                name="paper_ready_has_its_bytes",
                condition=Q(state="ready", ready_at__isnull=False, size__gt=0) & ~Q(sha256="")
                | ~Q(state="ready") & Q(ready_at=None, size=0, sha256=""),
            ),
            models.CheckConstraint(
                name="paper_revoked_with_reason",
                condition=Q(revoked_at=None, revoked_by=None, revocation_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revocation_reason=""),
            ),
            models.CheckConstraint(
                name="paper_state_known", condition=Q(state__in=["queued", "rendering", "ready", "failed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_changes_of_what_is_frozen()
        super().save(*args, **kwargs)
        self._remember()

    def get_absolute_url(self) -> str:
        return reverse("documents:paper", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(_("An issued paper is revoked, never deleted."), code="frozen")

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are ahead of Django 5.2
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        document = super().from_db(db, field_names, values)
        document._remember()
        return document

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self._remember()

    @property
    def title(self) -> str:
        """Name of the paper in the reader's language."""
        return registry.get(self.kind).title

    @property
    def file_name(self) -> str:
        """As a download is called: ``접수증_제2021-001호.pdf``."""
        return f"{registry.get(self.kind).title_ko}_{self.number}.pdf"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_on_its_way(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RENDERING)

    def _remember(self) -> None:
        """Keep what the row says, apart from the fields, so that a change can be told from it."""
        names = {*self.FROZEN, *self.FROZEN_WHEN_READY, *self.FROZEN_WHEN_REVOKED} & self.__dict__.keys()
        self._stored = {name: copy.deepcopy(self.__dict__[name]) for name in names}

    def _refuse_changes_of_what_is_frozen(self) -> None:
        stored = getattr(self, "_stored", {})
        frozen = list(self.FROZEN)
        if stored.get("state") == self.State.READY:
            frozen += self.FROZEN_WHEN_READY
        if stored.get("revoked_at"):
            frozen += self.FROZEN_WHEN_REVOKED
        changed = [name for name in frozen if name in stored and stored[name] != getattr(self, name)]
        if changed:
            raise ValidationError(
                _("An issued paper does not change (%(fields)s). Revoke it and issue another."),
                code="frozen",
                params={"fields": ", ".join(changed)},
            )


class IssuedContent(models.Model):
    """The PDF of a paper, written once. Apart from the paper, so that lists never load it."""

    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.document_id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValidationError(_("The bytes of a paper are written once."), code="frozen")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(_("An issued paper is revoked, never deleted."), code="frozen")


class File(models.Model):
    """Something handed in. The bytes lie outside the web root under a random name (``files.store``)."""

    Audience = Audience
    Scan = Scan

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(
        "workflow.Case", on_delete=models.PROTECT, related_name="files", null=True, blank=True
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="files", null=True, blank=True
    )
    round = models.ForeignKey(
        "programs.Round", on_delete=models.PROTECT, related_name="files", null=True, blank=True
    )
    audience = models.CharField(_("For whom"), max_length=10, choices=Audience.choices)
    purpose = models.CharField(_("Purpose"), max_length=60)
    original_name = models.CharField(_("File name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("Size"), help_text=_("bytes"))
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=80, unique=True)
    scan_state = models.CharField(max_length=10, choices=Scan.choices)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=clock.now)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    # Taken off a call page: nobody is offered it any more, the bytes stay.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="file_belongs_somewhere",
                condition=Q(case__isnull=False) | Q(organisation__isnull=False) | Q(round__isnull=False),
            ),
            models.CheckConstraint(
                name="file_public_only_of_a_round",
                condition=~Q(audience="public") | Q(round__isnull=False, case=None, organisation=None),
            ),
            models.CheckConstraint(name="file_has_bytes", condition=Q(size__gt=0) & ~Q(sha256="")),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        page = "attachment" if self.audience == Audience.PUBLIC else "file"
        return reverse(f"documents:{page}", args=[self.uid])


class FileShare(models.Model):
    """A file of the firm that serves a case too: whoever sees the case may read it while the share lasts."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="shares")
    case = models.ForeignKey("workflow.Case", on_delete=models.PROTECT, related_name="shared_files")
    shared_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "case"], condition=Q(ended_at=None), name="file_shared_once_per_case"
            ),
            models.CheckConstraint(
                name="file_share_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("shared_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} · {self.case}"


class PaperWording(models.Model):
    """One version of how a programme words a paper. Only ever added: a change is the next version."""

    program = models.ForeignKey("programs.Program", on_delete=models.PROTECT, related_name="paper_wordings")
    kind = models.CharField(_("Paper"), max_length=40)
    version = models.PositiveIntegerField(_("Version"))
    blocks = models.JSONField(_("Wording"))
    sender_ko = models.CharField(_("Sender"), max_length=60, blank=True)
    # A PNG of some kilobytes: issued papers carry it with them, so that they never change.
    seal = models.BinaryField(_("Seal"), null=True, blank=True, editable=False)
    # Nobody: it came with a preset file, loaded by a command.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(_("Reason"), max_length=300)

    class Meta:
        ordering = ["program", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["program", "kind", "version"], name="paper_wording_version_once"),
        ]

    def __str__(self) -> str:
        return f"{registry.get(self.kind).title_ko} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValidationError(_("A wording does not change: save another version."), code="frozen")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(_("A wording does not change: save another version."), code="frozen")
