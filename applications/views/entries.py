"""Company, site, industry, answers, contact."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from applications import rules, services
from applications.forms import (
    EntriesForm,
    industries,
)
from applications.models import Application
from applications.views.acting import act, firm_page, saved, section_context
from workflow.acts import Act
from workflow.errors import ActError, BadData


@firm_page
def entries(request: HttpRequest, application: Application) -> HttpResponse:
    """Company, site, industry, answers, contact: valid entries are saved, the others stay on the page."""
    form = EntriesForm(request.POST if request.method == "POST" else None, instance=application)
    if request.method == "POST":
        form.is_valid()
        try:
            application = _save_entries(application, form, act(request))
        except ActError as error:
            show_error(form, error)
            application.refresh_from_db()
        if not form.errors:
            return saved(request, application, "entries")
    context = section_context(application, "entries") | {
        "form": form,
        "place": _place(application),
        "industry": rules.industry(application),
    }
    return render(request, "applications/entries.html", context, status=status_of(form))


def _place(application: Application) -> list[tuple[str, Any]]:
    """What the application takes from the firm's and the site's own pages."""
    firm, site = application.case.organisation, rules.factory(application.case)
    return [
        (_("Company"), f"{firm} ({firm.business_number_text})"),
        (_("Representative"), firm.representative),
        (_("Site"), site),
        (_("Factory address"), f"{site.address} ({site.area})"),
    ]


def _save_entries(application: Application, form: EntriesForm, doing: Act) -> Application:
    """Save what fits the fields; what the service refuses is left out and shown with its reason."""
    try:
        return services.edit(application, replace(doing, data=form.cleaned_data))
    except BadData as error:
        fitting = {name: value for name, value in form.cleaned_data.items() if name not in error.errors}
        saved = services.edit(application, replace(doing, data=fitting))
        show_error(form, error)
        return saved


@require_http_methods(["GET"])
def industry_options(request: HttpRequest) -> HttpResponse:
    """Industries that fit what is being typed, for the list under the field."""
    typed = request.GET.get("ksic_code", "").strip()
    found = industries(typed, request.GET.get("ksic_revision", ""))[:20] if len(typed) > 1 else []
    return render(request, "applications/parts/industries.html", {"industries": found})
