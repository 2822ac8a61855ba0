"""Files that people hand in: checked by content, stored outside the web root under random names."""

import hashlib
import json
import secrets
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File as DjangoFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.helping import behalf
from documents import content, quotas
from documents.choices import Scan
from documents.models import File
from journal import clock, events

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from programs.models import Round
    from workflow.models import Case

KB, MB = 1024, 1024**2
NAME_LENGTH = 150
# For the file chooser of a browser.
ACCEPT = ",".join(content.EXTENSIONS)
# Names that would run somewhere if the last ending were dropped: "photo.php.jpg".
RUNNING_SUFFIXES = frozenset(
    {
        *(".exe", ".com", ".scr", ".bat", ".cmd", ".ps1", ".sh", ".jar"),
        *(".js", ".vbs", ".php", ".html", ".htm", ".svg"),
    }
)
INSPECTION_SECONDS = 20

MESSAGES = {
    "name": _("The file name cannot be used. Rename the file and upload it again."),
    "size": _("A file of %(size)s MB cannot be uploaded. Divide or reduce it to at most %(limit)s MB."),
    "not_png": _("Only a PNG picture fits here. Save the picture as PNG and upload that."),
    "picture_size": _("The picture has %(size)s kB. Make it smaller, to at most %(limit)s kB."),
    "empty": _("The file is empty. Check that it opens on your computer and upload it again."),
    "type": _(
        "Only PDF, HWP, HWPX, XLSX, JPG and PNG files can be uploaded, and the ending of the name must match the "
        "content. Save the file in one of these formats and upload it again."
    ),
    "damaged": _("The file cannot be opened. Save it again under a new name and upload that."),
    "encrypted": _("The file is protected by a password. Remove the password and upload it again."),
    "active": _(
        "The file contains a script, a macro, an attached file or a link to another file. "
        "Print it to PDF or save it without them and upload that."
    ),
    "mixed": _(
        "The file contains a second file. Save it again as one plain document or picture and upload that."
    ),
    "pixels": _("The picture is too large. Reduce it to at most 50 million pixels and upload it again."),
    "bomb": _(
        "The file cannot be checked because it unfolds to far too much. Make it smaller and upload it again."
    ),
    **quotas.MESSAGES,
}


def limits() -> str:
    """What may be uploaded, in one sentence to stand beside the file chooser."""
    return gettext("PDF, HWP, HWPX, XLSX, JPG or PNG, each at most %(limit)s MB.") % {
        "limit": settings.UPLOAD_MAX_BYTES // MB
    }


# The same for the fields of forms, in the language of whoever reads them.
LIMITS = lazy(limits, str)()


class FileRefused(ValidationError):
    """The upload is not accepted: the message says what to do, ``reason`` is a key of ``MESSAGES``."""

    def __init__(self, reason: str, **figures: int) -> None:
        super().__init__(MESSAGES[reason], code=reason, params=figures)
        self.reason = reason
        self.file_name = ""

    @property
    def sentence(self) -> str:
        """What to do, with the name of the file where several were uploaded."""
        text = " ".join(self.messages)
        return f"{self.file_name}: {text}" if self.file_name else text


def store(
    upload: UploadedFile,
    *,
    case: "Case | None",
    audience: str,
    purpose: str,
    actor: "User",
    organisation: "Organisation | None" = None,
    round_: "Round | None" = None,
    on_behalf_of: str = "",
) -> File:
    """Check an upload and keep it; raises ``FileRefused`` and leaves nothing behind.

    Effects: bytes in the private storage, a row, an event. Without a case, ``organisation`` says whose it is, or
    ``round_`` on which call page it hangs.
    """
    name = clean_name(upload.name or "")
    with tempfile.TemporaryFile() as copy:
        size, digest = _copy_within_limit(upload, copy)
        content_type = _inspect(copy, PurePosixPath(name).suffix.lower())
        copy.seek(0)
        storage_name = private_storage().save(_random_name(), DjangoFile(copy))
    try:
        return _record(
            File(
                case=case,
                organisation=organisation or (case.organisation if case else None),
                round=round_,
                audience=audience,
                purpose=purpose,
                original_name=name,
                content_type=content_type,
                size=size,
                sha256=digest,
                storage_name=storage_name,
                scan_state=Scan.UNSCANNED,
                uploaded_by=actor,
                uploaded_at=clock.now(),
                on_behalf_of=on_behalf_of
                or behalf(actor, organisation or (case.organisation if case else None)),
            )
        )
    except BaseException:
        private_storage().delete(storage_name)
        raise


def store_all(uploads: Sequence[UploadedFile], **where: Any) -> list[File]:
    """``store`` each, all or none; the refusal names the file. Effects and arguments as there."""
    kept: list[File] = []
    try:
        with transaction.atomic():
            for upload in uploads:
                file = _named(upload, where)
                kept.append(file)
    except BaseException:
        for file in kept:
            private_storage().delete(file.storage_name)
        raise
    return kept


def _named(upload: UploadedFile, where: dict[str, Any]) -> File:
    try:
        return store(upload, **where)
    except FileRefused as refusal:
        refusal.file_name = upload.name or ""
        raise


def read_picture(upload: UploadedFile, limit: int) -> bytes:
    """The bytes of a PNG that passes the same checks as every upload and is not larger than ``limit`` bytes."""
    name = clean_name(upload.name or "")
    with tempfile.TemporaryFile() as copy:
        size, _digest = _copy_within_limit(upload, copy)
        if _inspect(copy, PurePosixPath(name).suffix.lower()) != "image/png":
            raise FileRefused("not_png")
        if size > limit:
            raise FileRefused("picture_size", size=-(-size // KB), limit=limit // KB)
        copy.seek(0)
        return copy.read()


@transaction.atomic
def _record(file: File) -> File:
    try:
        quotas.require_room(file)
    except quotas.QuotaExceeded as full:
        raise FileRefused(full.reason, used=full.used, limit=full.limit) from None
    file.save(force_insert=True)
    events.record(
        action="documents.upload",
        actor=file.uploaded_by,
        obj=file,
        case_id=file.case_id,
        after={"name": file.original_name, "purpose": file.purpose, "sha256": file.sha256, "size": file.size},
        on_behalf_of=file.on_behalf_of,
    )
    return file


@transaction.atomic
def take_off(file: File, *, actor: "User", address: str = "") -> None:
    """Take an attachment off its call page. Effects: the mark, an event; the bytes stay. Twice does nothing."""
    moment = clock.now()
    if File.objects.attachments().filter(pk=file.pk).update(removed_at=moment):
        events.record(
            action="take_off_attachment",
            actor=actor,
            obj=file,
            before={"name": file.original_name},
            address=address,
        )


def private_storage() -> Storage:
    return storages["private"]


def clean_name(name: str) -> str:
    """The file name for people: composed Hangul (NFC), no folders, nothing invisible, not too long."""
    if "\0" in name:
        raise FileRefused("name")
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(mark for mark in name if unicodedata.category(mark)[0] != "C").strip(" .")
    path = PurePosixPath(name)
    if not path.stem or RUNNING_SUFFIXES & {suffix.lower() for suffix in path.suffixes[:-1]}:
        raise FileRefused("name")
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix


def _random_name() -> str:
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


def _copy_within_limit(upload: UploadedFile, copy: BinaryIO) -> tuple[int, str]:
    """Count the bytes that really come, whatever size was declared; returns size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    for piece in upload.chunks():
        size += len(piece)
        if size > settings.UPLOAD_MAX_BYTES:
            raise FileRefused(
                "size", size=-(-max(size, upload.size or 0) // MB), limit=settings.UPLOAD_MAX_BYTES // MB
            )
        digest.update(piece)
        copy.write(piece)
    if not size:
        raise FileRefused("empty")
    copy.flush()
    return size, digest.hexdigest()


def _inspect(copy: BinaryIO, extension: str) -> str:
    """Have a child process look into the file (``documents.content``); returns the content type."""
    if extension not in content.EXTENSIONS:
        raise FileRefused("type")
    try:
        child = subprocess.run(  # noqa: S603  the only argument is one of our own endings
            [sys.executable, "-m", content.__name__, extension],
            stdin=copy,
            capture_output=True,
            timeout=INSPECTION_SECONDS,
            check=True,
            cwd=Path(content.__file__).parents[2],
        )
    except subprocess.TimeoutExpired:
        raise FileRefused("bomb") from None
    except subprocess.CalledProcessError as end:  # a negative code: killed at one of its limits
        raise FileRefused("bomb" if end.returncode < 0 else "damaged") from None
    verdict = json.loads(child.stdout)
    if "reason" in verdict:
        raise FileRefused(verdict["reason"])
    return verdict["content_type"]


def remove_orphans(older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete bytes whose row never came (a crash or rollback after the write); returns how many."""
    storage, removed = private_storage(), 0
    try:
        folders = storage.listdir("")[0]
    except FileNotFoundError:  # nothing was uploaded yet
        return 0
    for folder in folders:
        names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        known = set(File.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))
        for name in names - known:
            if storage.get_modified_time(name) < clock.now() - older_than:
                storage.delete(name)
                removed += 1
    return removed


def damages() -> list[str]:
    """Files whose bytes are missing or are not those that were uploaded, in words for the operator."""
    found = []
    for file in File.objects.order_by("pk").iterator():
        if not private_storage().exists(file.storage_name):
            found.append(f"file {file.uid}: no bytes at {file.storage_name}")
            continue
        with private_storage().open(file.storage_name) as stored:
            if hashlib.file_digest(stored, "sha256").hexdigest() != file.sha256:
                found.append(f"file {file.uid}: the bytes are not those that were uploaded")
    return found
