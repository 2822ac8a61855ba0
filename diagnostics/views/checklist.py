"""The checklist on the visit: answered in any order, saved at any time."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from diagnostics import rules, services
from diagnostics.forms import ChecklistForm
from diagnostics.models import Diagnosis
from diagnostics.views.access import act_of, readable_diagnosis, require_editor, seen_version
from workflow.errors import ActError, NotAllowed, StaleVersion


@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A form for the consultant while the diagnosis is open; for everybody else the answers to read."""
    diagnosis = readable_diagnosis(request, uid)
    if request.method == "POST":
        return _save(request, diagnosis)
    if not rules.may_edit(diagnosis, person(request)):
        return render(request, "diagnostics/checklist.html", _context(diagnosis))
    context = {"form": ChecklistForm(diagnosis=diagnosis), "version": diagnosis.version}
    return render(request, "diagnostics/checklist_form.html", {**_context(diagnosis), **context})


def _save(request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
    require_editor(request, diagnosis)
    form = ChecklistForm(request.POST, diagnosis=diagnosis)
    refusal: ActError | None = None
    if form.is_valid():
        try:
            services.answer_items(diagnosis, form.answers(), act_of(request))
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            refusal = error
        else:
            messages.success(request, _("The checklist was saved."))
            return redirect("diagnostics:checklist", diagnosis.uid)
    stored = readable_diagnosis(request, diagnosis.uid)
    if refusal:
        show_error(form, refusal)
    if isinstance(refusal, StaleVersion):
        form.show_stored(rules.checklist_rows(stored))
    context = {**_context(stored), "form": form, "version": seen_version(request, stored, refusal)}
    return render(request, "diagnostics/checklist_form.html", context, status=status_of(form))


def _context(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "diagnosis": diagnosis,
        "case": diagnosis.case,
        "checklist": rules.checklist_of(diagnosis),
        "progress": rules.progress(diagnosis),
        "rows": rules.checklist_rows(diagnosis),
    }
