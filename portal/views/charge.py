"""The officer in charge of a case, and handing a colleague's cases over in bulk."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.models import User
from accounts.requests import address
from workflow import participants
from workflow.acts import Act
from workflow.errors import ActError
from workflow.models import Case
from workflow.participants import Colleague


class ChargeForm(forms.Form):
    """Who is in charge; nobody is possible too."""

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Officer in charge"),
        to_field_name="uid",
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Needed when the case changes hands."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = participants.officials_for(case)


@require_http_methods(["GET", "POST"])
def charge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put an official in charge of a case, hand it over, or release it."""
    found = Case.objects.visible_to(request.user).with_list_data().prefetch_related("participants__user")
    case = get_object_or_404(found, uid=uid)
    if not request.user.has_perm(participants.PERMISSION, case):
        raise PermissionDenied
    current = participants.officer_in_charge(case)
    form = ChargeForm(request.POST or None, case=case, initial={"user": current.uid if current else None})
    if form.is_valid():
        try:
            _change(case, current, form.cleaned_data["user"], _act(request, form.cleaned_data["comment"]))
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The officer in charge was saved."))
            return redirect(case)
    return render(
        request,
        "portal/charge.html",
        {"case": case, "form": form, "current": current},
        status=status_of(form),
    )


def _change(case: Case, current: User | None, chosen: User | None, doing: Act) -> None:
    if chosen is None:
        if current is not None:
            participants.release(case, doing)
    elif current is None:
        participants.put_in_charge(case, chosen, doing)
    elif chosen != current:
        participants.transfer([case], chosen, doing)


class TransferForm(forms.Form):
    """To whom, and why; the cases are ticked in the table."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("To"), to_field_name="uid", empty_label=gettext_lazy("Choose")
    )
    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Stands in the history of each case."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: list[Colleague], giver: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one.user.pk for one in people if giver is None or one.user.pk != giver.pk]
        self.fields["to"].queryset = User.objects.filter(pk__in=others).order_by("name", "pk")


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest) -> HttpResponse:
    """Choose a colleague, tick the cases, name the one who takes them over; ``?from=`` is the colleague."""
    people = participants.colleagues(person(request))
    named = request.POST.get("from", "") or request.GET.get("from", "")
    giver = next((one.user for one in people if str(one.user.uid) == named), None)
    cases = _cases(request, giver)
    ticked = request.POST.getlist("cases") if request.method == "POST" else [str(case.uid) for case in cases]
    form = TransferForm(request.POST if request.method == "POST" else None, people=people, giver=giver)
    if form.is_valid() and giver is not None:
        chosen = [case for case in cases if str(case.uid) in ticked]
        try:
            moved = participants.transfer(
                chosen, form.cleaned_data["to"], _act(request, form.cleaned_data["comment"])
            )
        except ActError as error:
            show_error(form, error)
        else:
            text = _("%(count)s cases were handed over to %(name)s.")
            messages.success(request, text % {"count": len(moved), "name": form.cleaned_data["to"].name})
            return redirect("portal:transfer")
    context = {"people": people, "giver": giver, "cases": cases, "ticked": set(ticked), "form": form}
    return render(request, "portal/transfer.html", context, status=status_of(form))


def _cases(request: HttpRequest, giver: User | None) -> list[Case]:
    """The colleague's open cases that the visitor may see."""
    if giver is None:
        return []
    seen = Case.objects.visible_to(request.user).values("pk")
    found = participants.in_charge_of(giver).filter(pk__in=seen).with_list_data()
    return list(found[: participants.MOST_AT_ONCE])


def _act(request: HttpRequest, comment: str) -> Act:
    return Act(actor=person(request), comment=comment, address=address(request))
