"""How much a case and a firm may keep: counted under a lock, so that many uploads at once end exactly at the limit."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from documents.models import File
from workflow.models import Case

if TYPE_CHECKING:
    from documents.querysets import FileQuerySet

MB = 1024**2

MESSAGES = {
    "case_bytes": _(
        "This case holds %(used)s MB of at most %(limit)s MB of files. Upload a smaller file, "
        "or ask the operator for more room."
    ),
    "case_files": _(
        "This case holds %(used)s of at most %(limit)s files. Put several pages into one PDF, "
        "or ask the operator for more room."
    ),
    "firm_bytes": _(
        "Your company keeps %(used)s MB of at most %(limit)s MB of files. Upload a smaller file, "
        "or ask the operator for more room."
    ),
    "firm_files": _(
        "Your company keeps %(used)s of at most %(limit)s files. Put several pages into one PDF, "
        "or ask the operator for more room."
    ),
}


class QuotaExceeded(Exception):
    """There is no room; ``reason`` is a key of ``MESSAGES``, the figures are in files or whole MB."""

    def __init__(self, reason: str, used: int, limit: int) -> None:
        super().__init__(reason)
        self.reason, self.used, self.limit = reason, used, limit


def require_room(file: File) -> None:
    """Lock whom the file belongs to and refuse it when it no longer fits. Inside the transaction of its row.

    Order of locks: case, then firm. What a round hangs on its call page is counted nowhere.
    """
    if file.case_id:
        _lock(Case.objects.all(), file.case_id)
    if file.organisation_id:
        _lock(Organisation.objects.all(), file.organisation_id)
    kept: FileQuerySet = File.objects.all()
    if file.case_id:
        _require(
            kept.filter(case=file.case_id),
            file.size,
            "case",
            settings.UPLOAD_CASE_MAX_FILES,
            settings.UPLOAD_CASE_MAX_BYTES,
        )
    if file.organisation_id:
        _require(
            kept.filter(organisation=file.organisation_id),
            file.size,
            "firm",
            settings.UPLOAD_FIRM_MAX_FILES,
            settings.UPLOAD_FIRM_MAX_BYTES,
        )


def _lock(rows: models.QuerySet, pk: int) -> None:
    """A lock that lets rows refer to the locked one meanwhile."""
    rows.order_by().select_for_update(no_key=True).values_list("pk").get(pk=pk)


def _require(kept: "FileQuerySet", size: int, whose: str, max_files: int, max_bytes: int) -> None:
    used = kept.order_by().aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0))
    if used["files"] + 1 > max_files:
        raise QuotaExceeded(f"{whose}_files", used["files"], max_files)
    if used["bytes"] + size > max_bytes:
        raise QuotaExceeded(f"{whose}_bytes", -(-used["bytes"] // MB), max_bytes // MB)
