"""How bytes leave the portal: as a download, never as something the browser runs. Pages and API both use it."""

from io import BytesIO
from typing import BinaryIO

from django.core.files.base import File as DjangoFile
from django.http import FileResponse, Http404, HttpRequest

from accounts.access import person
from documents.choices import Audience
from documents.files import private_storage
from documents.models import File, IssuedDocument
from journal.access import record_access

# Whatever a browser makes of the bytes, it makes it in a box without scripts, forms or an origin.
BOX = "default-src 'none'; sandbox"


def file_response(file: File, request: HttpRequest) -> FileResponse:
    """The bytes of a file that the caller has found in ``visible_to``.

    Leaves an access record (접속기록), unless the file is everybody's: a call's attachment is about no person.
    """
    storage = private_storage()
    if not storage.exists(file.storage_name):
        raise Http404
    if file.audience != Audience.PUBLIC:
        _record(request, str(file.organisation), f"{file.purpose}: {file.original_name}")
    return _attachment(storage.open(file.storage_name), file.original_name, file.content_type)


def paper_response(document: IssuedDocument, request: HttpRequest) -> FileResponse:
    """The PDF of a ready paper, as it was stored; leaves an access record."""
    _record(request, document.snapshot["firm"]["name"], str(document))
    return _attachment(BytesIO(document.content.data), document.file_name, "application/pdf")


def _attachment(stream: BinaryIO | DjangoFile, name: str, content_type: str) -> FileResponse:
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = BOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _record(request: HttpRequest, subject: str, what: str) -> None:
    record_access(
        actor=person(request), subject=subject, what=what, address=request.META.get("REMOTE_ADDR", "")
    )
