"""Minutes of meetings, and the plan that a committee confirms after the selection."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from applications.committee_querysets import rounds_of
from applications.forms.committee import MinutesForm, PlanForm, ReasonForm
from applications.models import CommitteeMinutes, PlanConfirmation
from applications.rules import committee as rules
from applications.services import committee as services
from applications.services.committee.minutes import scope_of
from applications.views.committee.common import act, done, overseen, saved
from applications.views.committee.setting_up import tabs
from documents import downloads
from documents.files import FileRefused
from programs.models import Round


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The meetings of a committee, and the form for another."""
    committee = overseen(request, uid)
    return _minutes_page(request, committee, CommitteeMinutes(committee=committee, version=0))


@require_http_methods(["GET", "POST"])
def minutes_edit(request: HttpRequest, uid: UUID, minutes: UUID) -> HttpResponse:
    committee = overseen(request, uid)
    return _minutes_page(request, committee, get_object_or_404(committee.minutes, uid=minutes))


def _minutes_page(request: HttpRequest, committee: Any, record: CommitteeMinutes) -> HttpResponse:
    may_write = request.user.has_perm("committee.manage", committee)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = MinutesForm(request.POST or None, request.FILES or None, instance=record)
    existing = record if record.pk else None

    def save() -> None:
        doing = act(request, form.values()) if existing else act(request, form.values(), seen=0)
        services.write_minutes(committee, doing, minutes=existing, upload=form.cleaned_data["file"])

    if request.method == "POST" and _stored(form, save):
        messages.success(request, _("The minutes were saved."))
        return redirect("committee:minutes", committee.uid)
    context = {
        "committee": committee,
        "tabs": tabs(request, committee),
        "meetings": list(committee.minutes.select_related("file", "written_by")),
        "form": form,
        "editing": existing,
        "may_write": may_write,
    }
    return render(request, "committee/minutes.html", context, status=status_of(form))


def _stored(form: forms.BaseForm, save: Any) -> bool:
    """Saved with its file; a refused file stands at its field."""
    try:
        return saved(form, save)
    except FileRefused as refusal:
        form.add_error("file", refusal.messages)
        return False


@require_http_methods(["GET"])
def minutes_file(request: HttpRequest, uid: UUID, minutes: UUID) -> HttpResponseBase:
    """The signed paper of a meeting."""
    committee = overseen(request, uid)
    record = get_object_or_404(committee.minutes.exclude(file=None).select_related("file"), uid=minutes)
    assert record.file is not None
    return downloads.file_response(record.file, request)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The confirmation of a round's plan: recorded, shown, taken back."""
    round_ = _round(request, uid)
    may_record = request.user.has_perm("committee.manage", scope_of(round_, None)) or any(
        request.user.has_perm("committee.manage", scope_of(round_, region)) for region in round_.regions.all()
    )
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    form = PlanForm(request.POST or None, request.FILES or None, round_=round_)

    def save() -> None:
        values = dict(form.cleaned_data)
        region, upload = values.pop("region"), values.pop("file")
        services.confirm_plan(round_, region, upload, act(request, values))

    if request.method == "POST" and _stored(form, save):
        messages.success(request, _("The confirmation was recorded. Agreements may be concluded now."))
        return redirect("committee:plan", round_.uid)
    context = {
        "round": round_,
        "form": form,
        "reason_form": ReasonForm(),
        "confirmations": list(round_.plan_confirmations.select_related("file", "recorded_by", "region")),
        "is_confirmed": rules.plan_confirmation(round_, None) is not None,
        "may_record": may_record,
    }
    return render(request, "committee/plan.html", context, status=status_of(form))


@require_http_methods(["POST"])
def plan_revoke(request: HttpRequest, uid: UUID, plan: UUID) -> HttpResponse:
    round_ = _round(request, uid)
    confirmation = get_object_or_404(round_.plan_confirmations, uid=plan)
    comment = request.POST.get("comment", "")
    done(
        request,
        lambda: services.revoke_plan_confirmation(confirmation, act(request, comment=comment)),
        _("The confirmation was taken back."),
    )
    return redirect("committee:plan", round_.uid)


@require_http_methods(["GET"])
def plan_file(request: HttpRequest, uid: UUID, plan: UUID) -> HttpResponseBase:
    round_ = _round(request, uid)
    found: PlanConfirmation = get_object_or_404(round_.plan_confirmations.select_related("file"), uid=plan)
    return downloads.file_response(found.file, request)


def _round(request: HttpRequest, uid: UUID) -> Round:
    """A round whose plan is confirmed by a committee, for those who read its scores."""
    user = person(request)
    return get_object_or_404(rounds_of(user).filter(plan_confirmed_by_committee=True), uid=uid)
