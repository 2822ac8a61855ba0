"""The agreement of a case: its text, who has confirmed it, and the two ways of confirming."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import second_factor
from accounts.access import person
from accounts.forms import show_error, status_of
from applications import rules, services
from applications.forms.agreement import SignedCopyForm, SignForm
from applications.models import Application
from applications.views.acting import act, visible
from documents.files import FileRefused
from workflow.errors import ActError
from workflow.states import ApplicationState


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read the agreement; confirm it by code, or hand in the signed copy (the button's name says which)."""
    application = visible(request, uid)
    parties = _open_to(request, application)
    by_copy = "file" in request.FILES or request.POST.get("act") == "copy"
    sign = SignForm(request.POST if request.method == "POST" and not by_copy else None, parties=parties)
    copy = SignedCopyForm(*((request.POST, request.FILES) if by_copy else ()))
    if request.method == "POST":
        done = _hand_in(request, application, copy) if by_copy else _sign(request, application, sign)
        if done:
            messages.success(request, _("The agreement was confirmed."))
            return redirect("applications:agreement", application.uid)
        application = visible(request, uid)
    in_force = rules.agreement_in_force(application)
    context = {
        "application": application,
        "case": application.case,
        "agreement": in_force,
        "parties": list(in_force.parties.all()) if in_force else [],
        "sign": sign,
        "copy": copy,
        "may_sign": bool(parties),
        "has_device": second_factor.is_set_up(person(request)),
    }
    status = 422 if sign.errors or copy.errors else status_of(sign)
    return render(request, "applications/agreement.html", context, status=status)


def _open_to(request: HttpRequest, application: Application) -> list[Any]:
    """The parties for which the reader may confirm and that have not yet."""
    in_force = rules.agreement_in_force(application)
    if in_force is None or application.state != ApplicationState.SELECTED:
        return []
    sides = rules.sides_of(person(request), application.case)
    return [party for party in in_force.parties.all() if party.side in sides and party.signed_at is None]


def _sign(request: HttpRequest, application: Application, form: SignForm) -> bool:
    if not form.is_valid():
        return False
    return _tried(form, lambda: services.sign_agreement(application, act(request, form.cleaned_data)))


def _hand_in(request: HttpRequest, application: Application, form: SignedCopyForm) -> bool:
    if not form.is_valid():
        return False
    upload = form.cleaned_data["file"]
    return _tried(form, lambda: services.attach_signed_copy(application, upload, act(request)))


def _tried(form: Any, service: Any) -> bool:
    try:
        service()
    except FileRefused as refusal:
        form.add_error("file", list(refusal.messages))
    except ActError as error:
        show_error(form, error)
    return not form.errors
