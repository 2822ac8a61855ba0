"""Check and submit: what is still missing, what the conditions say, then one button."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import show_error, status_of
from applications import explanations, rules, sections, services
from applications.forms import AnswerForm, SubmitForm
from applications.models import Application
from applications.views.acting import act, firm_page, section_context
from workflow.errors import ActError
from workflow.states import ApplicationState


@firm_page
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Submit a draft, or answer a correction request."""
    answers = application.state == ApplicationState.CORRECTION
    form: forms.Form = (AnswerForm if answers else SubmitForm)(
        request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        service = services.answer_correction if answers else services.submit
        try:
            service(application, act(request, comment=form.cleaned_data.get("comment", "")))
        except rules.Incomplete as error:
            form.add_error(None, error.message)
        except ActError as error:
            show_error(form, error)
        else:
            if answers:
                messages.success(request, _("The answer was handed in."))
                return redirect(application)
            return redirect("applications:receipt", application.uid)
        application.refresh_from_db()
    round_ = application.case.round
    context = section_context(application, "check") | {
        "form": form,
        "answers": answers,
        "corrections": rules.corrections(application).open() if answers else [],
        "missing": [(item, sections.address_of(item, application)) for item in rules.missing(application)],
        "round": round_,
        "closing_hour": 24 if round_.closing_hour is None else round_.closing_hour,
        "accepts": answers or round_.accepts_applications(),
        "staff": False,
        "may_decide": False,
        **explanations.eligibility(application),
    }
    return render(request, "applications/check.html", context, status=status_of(form))
