"""The visit before the selection, where the programme has one."""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.models import Application, SiteCheck
from applications.rules import site_checks as rules
from documents import files
from documents.choices import Audience
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def record_site_check(application: Application, act: Act) -> Application:
    """Record a visit: ``visited_on``, ``findings``, whether the firm is ``recommended``.

    Effects: a row beside earlier ones; the state stays. Refused (``no_site_check``) where the round has no such
    visits, and with a day in the future (``visit_ahead``).
    """
    move = engine.apply(application, "record_site_check", act, check=rules.require_recordable)
    SiteCheck.objects.create(application=move.record, by=act.actor, **move.data)
    return move.record


@transaction.atomic
def record_with_photos(application: Application, act: Act, photos: Sequence[UploadedFile]) -> SiteCheck:
    """The same with photos, which the officials read and the firm does not.

    Raises what ``record_site_check`` raises, and ``FileRefused`` for a photo that cannot be kept; then nothing was
    recorded.
    """
    record = record_site_check(application, act)
    check = record.site_checks.order_by("-pk")[0]
    for photo in photos:
        files.store(
            photo, case=record.case, audience=Audience.STAFF, purpose=check.photo_purpose, actor=act.actor
        )
    return check
