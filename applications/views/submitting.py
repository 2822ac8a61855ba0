"""Check and submit: what is still missing, what the conditions say, then one button."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import show_error, status_of
from applications import consents, explanations, rules, sections, services
from applications.entry_words import entry_text
from applications.forms import AnswerForm, SubmitForm
from applications.models import Application, Consent
from applications.views.acting import act, firm_page, section_context
from workflow.errors import ActError
from workflow.states import ApplicationState


@firm_page
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Submit a draft, or answer a correction request."""
    answers = application.state == ApplicationState.CORRECTION
    typed = [] if answers else rules.typed_for_firm(application)
    sent = request.POST if request.method == "POST" else None
    form: forms.Form = AnswerForm(sent) if answers else SubmitForm(sent, confirms=bool(typed))
    if request.method == "POST" and form.is_valid():
        service = services.answer_correction if answers else services.submit
        try:
            doing = act(request, _confirmed(form), comment=form.cleaned_data.get("comment", ""))
            service(application, doing)
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
        "typed_for_firm": [(item, _value(application, item)) for item in typed],
        "may_submit": request.user.has_perm("applications.submit", application),
        "given": _given(application),
        "round": round_,
        "closing_hour": 24 if round_.closing_hour is None else round_.closing_hour,
        "accepts": answers or round_.accepts_applications(),
        "staff": False,
        "may_decide": False,
        **explanations.eligibility(application),
    }
    return render(request, "applications/check.html", context, status=status_of(form))


def _confirmed(form: forms.Form) -> dict[str, Any]:
    return {"confirmed": True} if form.cleaned_data.get("confirmed") else {}


def _value(application: Application, item: rules.Typed) -> str:
    """The entry as it stands now, in the words of the form; a table has none."""
    return str(entry_text(application, item.entry)) if item.entry else ""


def _given(application: Application) -> list[Consent]:
    """The answers that stand, each with its version and time."""
    stored = application.consents.select_related("user").order_by("pk")
    latest = {consent.text_code: consent for consent in stored}
    return [latest[text.code] for text in consents.TEXTS if text.code in latest]
