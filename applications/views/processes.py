"""Processes of the site and its permits and reports of pollution."""

from django.http import HttpRequest, HttpResponse, QueryDict

from applications import services
from applications.forms import PermitFormSet, ProcessesForm, empty_rows
from applications.models import Application, Permit
from applications.services.tables import PERMIT_ENTRIES
from applications.views.acting import firm_page
from applications.views.saving import TablePart
from applications.views.section_pages import SectionPage, respond


def _tables(application: Application, data: QueryDict | None) -> list[TablePart]:
    def stored() -> list[Permit]:
        return list(Permit.objects.filter(site=application.case.site_id).order_by("pk"))

    rows = [{name: getattr(row, name) for name in ("uid", *PERMIT_ENTRIES)} for row in stored()]
    formset = PermitFormSet(data, prefix="permits", initial=rows + empty_rows())
    return [TablePart("permits", formset, services.set_permits, stored)]


PAGE = SectionPage(ProcessesForm, _tables)


@firm_page
def processes(request: HttpRequest, application: Application) -> HttpResponse:
    """Heavily polluting processes, the order of the work, root industry, energy audit, permits."""
    return respond(PAGE, request, application)
