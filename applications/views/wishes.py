"""Difficulties and wishes, other support, years in a row."""

from django.http import HttpRequest, HttpResponse

from applications.forms import WishesForm
from applications.models import Application
from applications.views.acting import firm_page
from applications.views.section_pages import SectionPage, respond

PAGE = SectionPage(WishesForm)


@firm_page
def wishes(request: HttpRequest, application: Application) -> HttpResponse:
    """What the firm expects, and what other support it has."""
    return respond(PAGE, request, application)
