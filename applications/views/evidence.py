"""Documents that prove what was entered: uploaded, taken from the wallet, dated, taken back."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from applications import asked, papers, rules, services
from applications.forms import DateForm, EvidenceForm
from applications.models import Application, EvidenceFile, WalletItem
from applications.rules import Standing
from applications.views.acting import act, firm_page, own, section_context
from documents.files import FileRefused
from workflow.acts import Act
from workflow.errors import ActError


@firm_page
def evidence(request: HttpRequest, application: Application) -> HttpResponse:
    """Upload files or date them; each refused one says what to do, the others are kept."""
    documents = asked.of_case(application.case)
    dating = request.method == "POST" and request.POST.get("do") == "date"
    form = EvidenceForm(
        None if dating else request.POST or None,
        None if dating else request.FILES or None,
        slots=documents.slots,
        initial={
            "purpose": request.GET.get("purpose", documents.slots[0].purpose),
            "replaces": _uid(request.GET.get("replaces", "")),
        },
    )
    date_form = DateForm(request.POST) if dating else None
    answered: forms.Form = date_form or form
    if request.method == "POST" and answered.is_valid():
        _keep_date(request, application, date_form) if date_form else _keep_files(request, application, form)
        if not answered.errors:
            return _back(application, answered.cleaned_data["purpose"])
        application.refresh_from_db()
    context = section_context(application, "evidence") | {
        "form": form,
        "date_form": date_form,
        "replaced": _replaced(application, form),
        "slots": _slots(application, documents, date_form),
    }
    return render(request, "applications/evidence.html", context, status=status_of(answered))


@require_http_methods(["POST"])
def evidence_take(request: HttpRequest, uid: UUID, item: UUID, purpose: str) -> HttpResponse:
    """Hand in a paper of the wallet."""
    application = own(request, uid)
    found = get_object_or_404(WalletItem.objects.visible_to(request.user), uid=item)
    try:
        services.take_from_wallet(application, found, _seeing_none(act(request, {"purpose": purpose})))
    except ActError as error:
        messages.error(request, _sentence(error))
    else:
        messages.success(request, _("The document was taken from the wallet."))
    return _back(application, purpose)


@require_http_methods(["POST"])
def evidence_take_back(request: HttpRequest, uid: UUID, row: UUID) -> HttpResponse:
    """Hand a file in no longer."""
    application = own(request, uid)
    found = get_object_or_404(EvidenceFile, application=application, uid=row)
    try:
        services.take_back_evidence(application, found, _seeing_none(act(request)))
    except ActError as error:
        messages.error(request, _sentence(error))
    else:
        messages.success(request, _("“%(name)s” was taken back.") % {"name": found.file.original_name})
    return _back(application, found.purpose)


def _keep_files(request: HttpRequest, application: Application, form: EvidenceForm) -> None:
    """The chosen files as pages of one paper; a refused one leaves the others in place, ready for another try."""
    data = {name: value for name, value in form.cleaned_data.items() if name != "files"}
    doing = _seeing_none(act(request, data))
    for upload in form.cleaned_data["files"]:
        try:
            row = services.attach_evidence(application, upload, doing)
        except FileRefused as refusal:
            form.add_error("files", f"{upload.name}: {' '.join(refusal.messages)}")
        except ActError as error:
            show_error(form, error)
            return
        else:
            form.go_on_after(row.uid)
            doing = replace(doing, data={"purpose": row.purpose, "page_of": row.uid})
            messages.success(request, _("“%(name)s” was uploaded.") % {"name": row.file.original_name})


def _keep_date(request: HttpRequest, application: Application, form: DateForm) -> None:
    try:
        services.date_evidence(application, _seeing_none(act(request, form.cleaned_data)))
    except ActError as error:
        show_error(form, error)
    else:
        messages.success(request, _("The issue date was saved."))


def _seeing_none(act_: Act) -> Act:
    """Files are added beside each other and overwrite nothing, so a newer version of the entries hinders none."""
    return replace(act_, version=None)


def _slots(
    application: Application, documents: asked.Asked, date_form: DateForm | None
) -> list[dict[str, Any]]:
    """Each document with its files, what is lacking, and the papers of the wallet that fit."""
    wallet: dict[str, list[WalletItem]] = {}
    kept = WalletItem.objects.current().filter(organisation=application.case.organisation_id)
    for item in kept.prefetch_related("files"):
        wallet.setdefault(item.code, []).append(item)
    slots = []
    for state in rules.slot_states(application, documents):
        kind = papers.kind_for(state.slot)
        used = {paper.row.wallet_item_id for paper in state.papers}
        fitting = wallet.get(kind.code if kind else asked.OTHER, [])
        slots.append(
            {
                "document": state.slot,
                "kind": kind,
                "papers": state.papers,
                "lacks": state.lacks,
                "required": state.required,
                "standing": state.standing,
                "date_form": _date_form(state, date_form),
                "wallet": [item for item in fitting if item.pk not in used],
            }
        )
    return slots


def _date_form(state: rules.SlotState, sent: DateForm | None) -> DateForm | None:
    """Asks for the issue date where papers lack one that the round counts from."""
    if all(paper.standing != Standing.UNDATED for paper in state.papers):
        return None
    if sent is not None and sent.data.get("purpose") == state.slot.purpose:
        return sent
    purpose = state.slot.purpose
    return DateForm(initial={"purpose": purpose}, auto_id=f"id_{purpose}_%s")


def _replaced(application: Application, form: EvidenceForm) -> EvidenceFile | None:
    """The file that the upload is to take the place of."""
    uid = _uid(str(form["replaces"].value() or ""))
    return rules.handed_in(application).filter(uid=uid).first() if uid else None


def _back(application: Application, purpose: str) -> HttpResponse:
    return redirect(f"{reverse('applications:evidence', args=[application.uid])}#{purpose}")


def _sentence(error: ActError) -> str:
    errors = getattr(error, "errors", {})
    return " ".join(text for texts in errors.values() for text in texts) or error.message


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
