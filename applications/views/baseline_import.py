"""Bills by workbook: a template to fill in, a look at what it would change, and the save."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from applications import baseline_import, services
from applications.baseline_downloads import template_response
from applications.forms import BillFileForm
from applications.models import Application
from applications.views.acting import act, firm_page, own, section_context
from workflow.errors import ActError, BadData


@require_http_methods(["GET"])
def energy_template(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The workbook to fill in, with the months of the year and what is stored already."""
    return template_response(own(request, uid))


@firm_page
def energy_import(request: HttpRequest, application: Application) -> HttpResponse:
    """Choose a workbook, see what it would change, confirm: nothing is written before."""
    if "rows" in request.POST:
        return _take(request, application)
    form = BillFileForm(request.POST, request.FILES) if request.method == "POST" else BillFileForm()
    preview = _examined(request, application, form) if form.is_bound and form.is_valid() else None
    return _import_page(request, application, form, preview)


def _import_page(
    request: HttpRequest, application: Application, form: BillFileForm, preview: Any
) -> HttpResponse:
    context = section_context(application, "energy") | {"form": form, "preview": preview}
    return render(request, "applications/energy_import.html", context, status=status_of(form))


def _examined(request: HttpRequest, application: Application, form: BillFileForm) -> Any:
    try:
        preview = baseline_import.examine(application, form.cleaned_data["file"], act(request))
    except ValidationError as error:
        form.add_error("file", error)
        return None
    if preview.errors:
        form.add_error("file", _("Some rows cannot be taken: see below what to change in the file."))
    return preview


def _take(request: HttpRequest, application: Application) -> HttpResponse:
    """Save the previewed rows: all of them, or the good ones where the person chose so."""
    back = redirect("applications:energy-import", application.uid)
    try:
        rows = baseline_import.rows_of(request.POST["rows"])
    except signing.BadSignature:
        messages.error(request, _("The preview is too old. Choose the file again."))
        return back
    try:
        plan = services.save_uses(application, rows, act(request))
    except BadData as error:
        text = _("Something changed since the preview. Choose the file again.")
        messages.error(request, f"{text} {' '.join(t for texts in error.errors.values() for t in texts)}")
        return back
    except ActError as error:
        messages.error(request, error.message)
        return back
    if not plan:
        messages.info(request, _("The file says what is stored already: nothing was changed."))
    else:
        count = len(plan.added) + len(plan.changed)
        text = ngettext("%(count)s bill was saved.", "%(count)s bills were saved.", count)
        messages.success(request, text % {"count": count})
    return redirect("applications:energy", application.uid)
