"""Who applies: the firm and its site as registered, its size and industry, whom to call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from applications import rules
from applications.forms import FirmForm
from applications.models import Application
from applications.size_hints import size_hint
from applications.views.acting import firm_page
from applications.views.section_pages import SectionPage, respond


def _more(application: Application) -> dict[str, Any]:
    return {
        "place": _place(application),
        "industry": rules.industry(application),
        "size_hint": size_hint(application),
    }


PAGE = SectionPage(FirmForm, more=_more)


@firm_page
def firm(request: HttpRequest, application: Application) -> HttpResponse:
    """Firm size, industry and contact person."""
    return respond(PAGE, request, application)


def _place(application: Application) -> list[tuple[str, Any]]:
    """What the application takes from the firm's and the site's own pages."""
    organisation, site = application.case.organisation, rules.factory(application.case)
    return [
        (_("Company"), f"{organisation} ({organisation.business_number_text})"),
        (_("Representative"), organisation.representative),
        (_("Site"), site),
        (_("Factory address"), f"{site.address} ({site.area})"),
    ]
