"""Each text with its own pair of answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.forms import show_error, status_of
from applications import rules, services
from applications.forms import ConsentForm
from applications.models import Application
from applications.views.acting import act, firm_page, saved, section_context
from workflow.errors import ActError


@firm_page
def consents(request: HttpRequest, application: Application) -> HttpResponse:
    """Each text with its own pair of answers."""
    form = ConsentForm(
        request.POST if request.method == "POST" else None, initial=rules.given_consents(application)
    )
    may_consent = request.user.has_perm("applications.consent", application)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_consents(application, act(request, form.answers()))
        except ActError as error:
            show_error(form, error)
            application.refresh_from_db()
        else:
            return saved(request, application, "consents")
    given = application.consents.select_related("user").order_by("pk")
    context = section_context(application, "consents") | {
        "form": form,
        "may_consent": may_consent,
        "given": list({consent.text_code: consent for consent in given}.values()),
    }
    return render(request, "applications/consents.html", context, status=status_of(form))
