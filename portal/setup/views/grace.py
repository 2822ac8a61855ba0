"""The closing of a round: drafts frozen then, and grace periods after an outage."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.errors import ActError
from accounts.requests import address
from applications import rules, services
from applications.models import DraftCopy, GracePeriod
from portal.setup import access
from portal.setup.call_forms import MomentInput
from portal.setup.views.rounds import show
from programs.models import Round
from workflow.acts import Act


class GraceForm(forms.Form):
    """When the period runs, what it allows, and why."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begins at"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("Korean time. Empty: at once."),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Ends at"), widget=MomentInput, help_text=gettext_lazy("Korean time.")
    )
    may_complete = forms.BooleanField(
        label=gettext_lazy("Drafts that were incomplete at closing may be completed"),
        required=False,
        help_text=gettext_lazy("Complete drafts stay as they were kept in any case."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the mail to the firms and in the history."),
    )


@require_http_methods(["GET", "POST"])
def grace(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How many drafts were frozen, the periods there were, and a form for a new one."""
    round_ = access.round_of(request, uid)
    form = GraceForm(request.POST if request.method == "POST" else None)

    def save() -> GracePeriod:
        given = form.cleaned_data
        return services.open_grace(
            round_,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            may_complete=given["may_complete"],
            act=_act(request, given["reason"]),
        )

    if request.method == "POST" and access.saved(form, save):
        messages.success(request, _("The grace period was opened. The firms get a mail when it begins."))
        return redirect("setup:grace", round_.uid)
    context = {
        "form": form,
        "is_closed": rules.is_closed(round_),
        "closing": rules.closing_text(round_),
        "periods": round_.grace_periods.select_related("opened_by", "ended_by").annotate(
            handed_in=Count("applications")
        ),
        "counts": _counts(round_),
    }
    return show(request, round_, "setup/rounds/grace.html", context, form)


@require_http_methods(["POST"])
def grace_end(request: HttpRequest, uid: UUID, grace: UUID) -> HttpResponse:
    """End a period before its time."""
    round_ = access.round_of(request, uid)
    found = get_object_or_404(GracePeriod, round=round_, uid=grace)
    try:
        services.end_grace(found, _act(request, request.POST.get("reason", "").strip()))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The grace period was ended."))
    return redirect("setup:grace", round_.uid)


def _counts(round_: Round) -> dict[str, int]:
    """The copies of the round's closing, by completeness and confirmation."""
    copies = DraftCopy.objects.filter(application__case__round=round_, closes_at=round_.closes_at)
    found: dict[str, Any] = copies.aggregate(
        drafts=Count("pk"),
        complete=Count("pk", filter=Q(is_complete=True)),
        confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
    )
    return found


def _act(request: HttpRequest, reason: str) -> Act:
    return Act(actor=person(request), comment=reason, address=address(request))
