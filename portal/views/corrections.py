"""Asking a firm to correct a record: several requests in one act, each with what it is about."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.requests import address, version
from applications import asked, sections
from journal import clock
from portal import acts, records
from workflow import corrections
from workflow.acts import Act
from workflow.errors import ActError, BadData
from workflow.transitions import find

FIRST_ROWS, MORE_ROWS = 3, 3


class RequestForm(forms.Form):
    """One request; rows that are left empty ask for nothing."""

    about = forms.CharField(
        label=gettext_lazy("About"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Section, entry or document."),
        widget=forms.TextInput(attrs={"list": "correction-subjects"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What is to be corrected"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What is wrong, and what to do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Answer by"),
        required=False,
        help_text=gettext_lazy("Empty: the day for all."),
        widget=forms.DateInput(),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("text") and (found.get("about") or found.get("deadline")):
            self.add_error("text", _("Say what is to be corrected, or empty this row."))
        return found


class CoverForm(forms.Form):
    """What holds for all requests."""

    deadline = forms.DateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("The day ends at 24:00 Korean time."),
        widget=forms.DateInput(),
    )
    comment = forms.CharField(
        label=gettext_lazy("Words to the company"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Stand above the requests in the mail. Empty: a usual sentence."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


RequestFormSet = forms.formset_factory(RequestForm, extra=0, max_num=corrections.MOST_AT_ONCE)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Ask for corrections of a record; those that are open stand above."""
    record = records.get_or_404(kind, uid, person(request))
    row = find(kind, "request_correction")
    if row is None:
        raise Http404
    if not request.user.has_perm(row.permission, record):
        raise PermissionDenied
    if request.method == "GET" and record.state not in row.sources:
        text = _("The state has changed since this link was made.")
        context = {"detail": text, "back_url": record.case.get_absolute_url()}
        return render(request, "errors/409.html", context, status=409)
    if request.method == "POST":
        return _save(request, record)
    by = clock.today() + timedelta(days=record.case.round.correction_days)
    cover = CoverForm(initial={"deadline": by})
    return _page(request, record, cover, RequestFormSet(prefix="requests", initial=[{}] * FIRST_ROWS))


def _save(request: HttpRequest, record: Any) -> HttpResponse:
    data = request.POST.copy()
    if "more" in request.POST:
        total = data.get("requests-TOTAL_FORMS", "")
        rows = int(total) if total.isascii() and total.isdigit() else FIRST_ROWS
        data["requests-TOTAL_FORMS"] = str(min(rows + MORE_ROWS, corrections.MOST_AT_ONCE))
        cover = CoverForm(initial={name: data.get(name, "") for name in CoverForm.base_fields})
        return _page(request, record, cover, _unchecked(data))
    cover, rows_form = CoverForm(data), RequestFormSet(data, prefix="requests")
    if not rows_form.management_form.is_valid():
        return redirect("portal:corrections", record.workflow_kind, record.uid)
    if not (cover.is_valid() and rows_form.is_valid()):
        return _page(request, record, cover, rows_form, status=422)
    wanted = [row for form in rows_form for row in [form.cleaned_data] if row.get("text")]
    if not wanted:
        cover.add_error(None, _("Enter at least one request."))
        return _page(request, record, cover, rows_form, status=422)
    doing = Act(
        actor=person(request),
        comment=cover.cleaned_data["comment"] or _("Please correct the following."),
        data={"deadline": cover.cleaned_data["deadline"], "requests": wanted},
        version=version(request),
        address=address(request),
    )
    row = find(record.workflow_kind, "request_correction")
    assert row is not None
    try:
        acts.perform(row, record, doing)
    except ActError as error:
        show_error(cover, BadData({None: [error.message]}) if isinstance(error, BadData) else error)  # type: ignore[dict-item]
        return _page(request, record, cover, rows_form, status=status_of(cover))
    messages.success(request, _("%(count)s correction requests were sent.") % {"count": len(wanted)})
    return redirect(record.case)


def _unchecked(data: Any) -> BaseFormSet:
    """The rows as they were typed, with more below them; nothing is said about what is still missing."""
    total = int(data["requests-TOTAL_FORMS"])
    names = tuple(RequestForm.base_fields)
    typed = [{name: data.get(f"requests-{n}-{name}", "") for name in names} for n in range(total)]
    return RequestFormSet(prefix="requests", initial=typed)


def _page(
    request: HttpRequest, record: Any, cover: CoverForm, rows: BaseFormSet, status: int = 200
) -> HttpResponse:
    context = {
        "record": record,
        "case": record.case,
        "cover": cover,
        "rows": rows,
        "subjects": _subjects(record),
        "corrections": corrections.of_record(record).open().with_list_data(),
        "seen": version(request) if request.method == "POST" else record.version,
    }
    return render(request, "portal/corrections.html", context, status=status)


def _subjects(record: Any) -> list[str]:
    """What requests are usually about: the sections of the form and the documents asked for."""
    if record.workflow_kind != "application":
        return []
    slots = [str(slot.label) for slot in asked.of_case(record.case).slots]
    return [str(label) for name, label in sections.SECTIONS if name != "check"] + slots
