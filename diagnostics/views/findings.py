"""What the team saw: added and changed on one small form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from diagnostics import rules, services
from diagnostics.forms import FindingForm
from diagnostics.models import Diagnosis, Finding
from diagnostics.views.access import act_of, readable_diagnosis, require_editor, seen_version, visible_finding
from workflow.errors import ActError, NotAllowed


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    diagnosis = readable_diagnosis(request, uid)
    require_editor(request, diagnosis)

    def save(entries: dict[str, Any]) -> Finding:
        return services.add_finding(diagnosis, entries, act_of(request, versioned=False))

    return _form_page(request, diagnosis, FindingForm(request.POST or None), save)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    finding = visible_finding(request, uid)
    require_editor(request, finding.diagnosis)

    def save(entries: dict[str, Any]) -> Finding:
        return services.edit_finding(finding, entries, act_of(request))

    form = FindingForm(request.POST or None, initial=rules.finding_entries(finding))
    return _form_page(request, finding.diagnosis, form, save, finding=finding)


def _form_page(
    request: HttpRequest,
    diagnosis: Diagnosis,
    form: FindingForm,
    save: Callable[[dict[str, Any]], Finding],
    finding: Finding | None = None,
) -> HttpResponse:
    refusal: ActError | None = None
    if form.is_valid():
        try:
            save(form.cleaned_data)
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            refusal = error
            show_error(form, error)
        else:
            messages.success(request, _("The finding was saved."))
            return redirect(f"{diagnosis.get_absolute_url()}#findings")
    context = {
        "form": form,
        "diagnosis": diagnosis,
        "case": diagnosis.case,
        "finding": finding,
        "version": seen_version(request, finding, refusal) if finding else None,
    }
    return render(request, "diagnostics/finding_form.html", context, status=status_of(form))
