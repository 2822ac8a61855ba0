"""Files that prove what was entered."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import show_error, status_of
from applications import asked, rules, services
from applications.forms import (
    EvidenceForm,
)
from applications.models import Application
from applications.views.acting import act, firm_page, section_context
from documents.files import FileRefused
from documents.models import File
from workflow.errors import ActError


@firm_page
def evidence(request: HttpRequest, application: Application) -> HttpResponse:
    """Upload files; each refused one says what to do, the others are kept."""
    documents = asked.of_case(application.case)
    form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        slots=documents.slots,
        initial={"purpose": request.GET.get("purpose", documents.slots[0].purpose)},
    )
    if request.method == "POST" and form.is_valid():
        _keep_files(request, application, form)
        if not form.errors:
            return redirect("applications:evidence", application.uid)
        application.refresh_from_db()
    context = section_context(application, "evidence") | {
        "form": form,
        "slots": _evidence_slots(application, documents),
    }
    return render(request, "applications/evidence.html", context, status=status_of(form))


def _keep_files(request: HttpRequest, application: Application, form: EvidenceForm) -> None:
    doing = act(request, {"purpose": form.cleaned_data["purpose"]})
    for upload in form.cleaned_data["files"]:
        try:
            file = services.attach_evidence(application, upload, doing)
        except FileRefused as refusal:
            form.add_error("files", f"{upload.name}: {' '.join(refusal.messages)}")
        except ActError as error:
            show_error(form, error)
            return
        else:
            doing = replace(doing, version=None)
            messages.success(request, _("“%(name)s” was uploaded.") % {"name": file.original_name})


def _evidence_slots(application: Application, documents: asked.Asked) -> list[dict[str, Any]]:
    """Each document with its files and whether it is still lacking."""
    lacking = {item.field for item in rules.missing(application) if item.section == "evidence"}
    required = rules.required_evidence(application, documents)
    files: dict[str, list[File]] = {}
    known = {slot.purpose for slot in documents.slots}
    for file in rules.evidence(application).select_related("uploaded_by").order_by("pk"):
        files.setdefault(file.purpose if file.purpose in known else asked.OTHER, []).append(file)
    return [
        {
            "document": slot,
            "files": files.get(slot.purpose, []),
            "lacking": slot.purpose in lacking,
            "required": slot.purpose in required,
        }
        for slot in documents.slots
    ]
