"""Files that prove what was entered."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from applications import asked
from applications.models import Application
from applications.services.opening import open_for, touch
from documents import files
from documents.models import File
from workflow.acts import Act
from workflow.errors import BadData


@transaction.atomic
def attach_evidence(application: Application, upload: UploadedFile, act: Act) -> File:
    """Keep an uploaded file as evidence; ``act.data["purpose"]`` is one of ``asked.of_case``.

    Raises FileRefused with what to do when the file cannot be accepted; then nothing is kept.
    """
    fresh = open_for(application, act)
    purpose = act.data.get("purpose")
    if purpose not in {slot.purpose for slot in asked.of_case(fresh.case).slots}:
        raise BadData({"purpose": [_("Choose one of the listed values.")]})
    file = files.store(
        upload,
        case=fresh.case,
        audience=File.Audience.FIRM,
        purpose=purpose,
        actor=act.actor,
        on_behalf_of=act.on_behalf_of,
    )
    touch(fresh)
    return file
