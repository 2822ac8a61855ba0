"""A round: its overview with the set-up check, its dates, copying it, opening and closing it, the preview."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from portal.calls import Call
from portal.setup import access, check, copying, lifecycle, overview, preview, sections
from portal.setup.preview_forms import ApplicantForm
from portal.setup.round_forms import ActForm, CopyForm, NewRoundForm, RoundForm
from programs import services
from programs.models import Round


@require_http_methods(["GET"])
def round_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is missing, what can be done, and each section with its state."""
    round_ = access.round_of(request, uid)
    found = check.findings(round_)
    context = {
        "sections": overview.rows(round_, found),
        "blocking": [finding for finding in found if finding.is_blocking],
        "warnings": [finding for finding in found if not finding.is_blocking],
        "acts": lifecycle.possible(round_),
        "touched": lifecycle.touched(round_),
        "facts": overview.facts(round_),
        "strands": round_.strands.all(),
    }
    return show(request, round_, "setup/rounds/overview.html", context)


@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A round of a programme from nothing; most are copied instead."""
    program = access.program_of(request, uid)
    form = NewRoundForm(request.POST or None, instance=Round(program=program), user=person(request))
    made = access.saved(form, lambda: copying.begin(form.instance, program, access.edit_of(request)))
    if made:
        messages.success(request, _("The round was made. The check below says what it lacks."))
        return redirect("setup:round", made.uid)
    context = {"form": form, "program": program}
    return render(request, "setup/rounds/new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Names, dates and figures."""
    round_ = access.round_of(request, uid)
    form = RoundForm(request.POST or None, instance=access.round_of(request, uid))
    if access.saved(form, lambda: services.change(round_, form.values(), access.edit_of(request))):
        messages.success(request, _("The round was saved."))
        return redirect("setup:round", round_.uid)
    context = {
        "form": form,
        "revision": access.revision_shown(form, round_),
        "touched": lifecycle.touched(round_),
    }
    return show(request, round_, "setup/rounds/edit.html", context, form)


@require_http_methods(["GET", "POST"])
def round_copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the round over into another year, or another city."""
    round_ = access.round_of(request, uid)
    form = CopyForm(request.POST or None, initial=copying.proposal(round_))
    made = access.saved(form, lambda: copying.copy(round_, form.values(), access.edit_of(request)))
    if made:
        messages.success(request, _("The round was copied. It is in preparation: nobody else sees it."))
        return redirect("setup:round", made.uid)
    return show(request, round_, "setup/rounds/copy.html", {"form": form}, form)


@require_http_methods(["GET", "POST"])
def round_act(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Open, pause, close …: what follows from it, then why."""
    round_ = access.round_of(request, uid)
    if name not in lifecycle.ACTS:
        raise Http404
    act = lifecycle.ACTS[name]
    if request.method == "GET" and act not in lifecycle.possible(round_):
        return redirect("setup:round", round_.uid)
    form = ActForm(request.POST if request.method == "POST" else None, act=act)
    if access.saved(form, lambda: lifecycle.perform(round_, name, access.edit_of(request))):
        messages.success(request, _("Done: %(act)s.") % {"act": act.label})
        return redirect("setup:round", round_.uid)
    context = {
        "form": form,
        "act": act,
        "touched": lifecycle.touched(round_),
        "revision": access.revision_shown(form, round_),
        "blocking": [f for f in check.findings(round_) if f.is_blocking] if name == "open" else [],
    }
    return show(request, round_, "setup/rounds/act.html", context, form)


@require_http_methods(["GET", "POST"])
def round_preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The call as the public will read it, and what an applicant with these facts would be told."""
    round_ = access.round_of(request, uid)
    form = ApplicantForm(request.POST if request.method == "POST" else None, round_=round_)
    context: dict[str, Any] = {"form": form, "call": Call(round_), "staff": False, "may_decide": False}
    if form.is_valid():
        context |= preview.evaluate(round_, form.cleaned_data, person(request))
    return show(request, round_, "setup/rounds/preview.html", context, form)


def show(
    request: HttpRequest,
    round_: Round,
    template: str,
    context: dict[str, Any],
    form: BaseForm | None = None,
) -> HttpResponse:
    """A page of the round's setup, with its tabs."""
    around = {"round": round_, "tabs": sections.tabs(request, round_)}
    return render(request, template, around | context, status=status_of(form) if form else 200)
