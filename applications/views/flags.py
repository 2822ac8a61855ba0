"""The flags of a round that nobody has resolved yet, or all of them."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.requests import address
from applications.models import Application, DuplicateFlag
from journal.access import record_access
from programs.models import Round
from workflow import keyset


class FlagFilterForm(forms.Form):
    """Which flags are shown."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Call"), required=False, empty_label=_("All"), to_field_name="uid"
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    reason = forms.ChoiceField(label=_("Why it was found"), required=False)

    def __init__(self, *args: Any, rounds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["round"].queryset = rounds
        self.fields["state"].choices = [*DuplicateFlag.State.choices, ("all", _("All"))]
        self.fields["reason"].choices = [("", _("All")), *DuplicateFlag.Reason.choices]


@require_http_methods(["GET"])
def flags(request: HttpRequest) -> HttpResponse:
    """Open flags of the cases in one's scope, newest first; each leads to the page where it is resolved."""
    applications = Application.objects.visible_to(request.user)
    rounds = Round.objects.filter(pk__in=applications.order_by().values("case__round"))
    form = FlagFilterForm(request.GET, rounds=rounds)
    form.is_valid()
    rows = DuplicateFlag.objects.visible_to(request.user)
    state = form.cleaned_data.get("state") or DuplicateFlag.State.OPEN
    if state != "all":
        rows = rows.filter(state=state)
    if chosen := form.cleaned_data.get("round"):
        rows = rows.filter(application__case__round=chosen)
    if reason := form.cleaned_data.get("reason"):
        rows = rows.filter(reason=reason)
    page = keyset.page_of(request, rows.with_list_data())
    sides = {flag.application_id for flag in page} | {flag.other_id for flag in page}
    context = {
        "form": form,
        "page": page,
        "readable": set(applications.filter(pk__in=sides).values_list("pk", flat=True)),
        "narrowed": bool(request.GET.get("state") or request.GET.get("round") or request.GET.get("reason")),
    }
    if page.rows:
        record_access(
            actor=person(request),
            subject=", ".join(str(flag.application.case.organisation) for flag in page)[:200],
            what="possible duplicates",
            address=address(request),
            count=len(page.rows),
        )
    return render(request, "applications/flags.html", context)
