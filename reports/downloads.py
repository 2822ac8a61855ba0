"""How a workbook leaves the portal."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from programs.models import Round
from reports.export import CONTENT_TYPE, file_name


def workbook_response(data: bytes, round_: Round) -> HttpResponse:
    """A download that no cache keeps."""
    disposition = content_disposition_header(as_attachment=True, filename=file_name(round_))
    return HttpResponse(
        data,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"},
    )
