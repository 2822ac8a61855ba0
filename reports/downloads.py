"""How a workbook leaves the portal."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from documents.workbooks import CONTENT_TYPE
from programs.models import Round
from reports.export import file_name


def workbook_response(data: bytes, round_: Round, name: str = "") -> HttpResponse:
    """A download that no cache keeps, called ``name`` or as the annual result is."""
    disposition = content_disposition_header(as_attachment=True, filename=name or file_name(round_))
    return HttpResponse(
        data,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"},
    )
