"""The checklist of a round: its items by area, as a workbook, and a workbook read back after a preview."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.errors import ActError
from accounts.forms import status_of
from portal.setup import checklist_sheet, consequences, sets
from portal.setup.access import edit_of, round_of, seen_of
from portal.setup.views.rules import page_context, set_page
from programs import versions
from programs.models import Round
from programs.versions import KINDS
from reports.downloads import workbook_response

FIELD = "checklist"
KIND = KINDS[FIELD]
# A preview may lie on the desk for a day.
SALT, PREVIEW_SECONDS = "setup.checklist-import", 24 * 3600


class ImportForm(forms.Form):
    """The workbook with the items that shall stand in the checklist."""

    file = forms.FileField(
        label=gettext_lazy("XLSX file"),
        help_text=gettext_lazy("As it was exported here: the first line with the heads stays as it is."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@require_http_methods(["GET"])
def checklist(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The items of the checklist by area, and the words of its scale."""
    round_ = round_of(request, uid)
    anchors = list(enumerate(round_.checklist.anchors_ko))
    return set_page(request, round_, FIELD, anchors=anchors)


@require_http_methods(["GET"])
def export(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The items as a workbook that can be read back."""
    round_ = round_of(request, uid)
    stored = round_.checklist
    return workbook_response(checklist_sheet.workbook(stored), round_, checklist_sheet.file_name(stored))


@require_http_methods(["GET", "POST"])
def read_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose a workbook, see what it would change, confirm: nothing is written before."""
    round_ = round_of(request, uid)
    if "rows" in request.POST:
        return _apply(request, round_)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    preview: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        preview = _preview(round_, form)
    context = {
        **page_context(request, round_, KIND),
        "form": form,
        "consequence": consequences.of_change(round_, FIELD),
        **preview,
    }
    return render(request, "setup/rules/checklist_import.html", context, status=status_of(form))


def _preview(round_: Round, form: ImportForm) -> dict[str, Any]:
    rows, wrong = checklist_sheet.read(form.cleaned_data["file"])
    if wrong:
        form.add_error("file", _("The file was not taken: see below what to change in it."))
        return {"wrong": wrong}
    difference = checklist_sheet.difference(round_.checklist, rows)
    return {"difference": difference, "signed": signing.dumps(rows, salt=SALT, compress=True)}


def _apply(request: HttpRequest, round_: Round) -> HttpResponse:
    """Put the previewed items in place of the stored ones."""
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if not checklist_sheet.difference(round_.checklist, rows):
        messages.info(request, _("The file says what the checklist says already: nothing was changed."))
        return redirect(sets.list_url(round_, FIELD))
    try:
        versions.replace_rows(round_, FIELD, rows, edit_of(request), seen=seen_of(request))
    except ActError as error:
        messages.error(request, error.message)
        return redirect("setup:checklist-import", round_.uid)
    messages.success(request, _("The checklist has %(count)s items now.") % {"count": len(rows)})
    return redirect(sets.list_url(round_, FIELD))
