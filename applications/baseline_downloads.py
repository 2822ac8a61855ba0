"""The workbook to fill in as a download, for the page and the API."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from applications import baseline_sheet, rules
from applications.models import Application
from documents.workbooks import CONTENT_TYPE
from programs.models import Carrier


def template_response(application: Application) -> HttpResponse:
    """The template of a site's bills; no cache keeps it."""
    carriers = list(Carrier.objects.exclude(kind=Carrier.Kind.MATERIAL))
    data = baseline_sheet.workbook(application, rules.site_uses(application), carriers)
    name = content_disposition_header(as_attachment=True, filename=baseline_sheet.file_name(application))
    return HttpResponse(
        data,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": name or "attachment", "Cache-Control": "no-store"},
    )
