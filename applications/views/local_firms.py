"""The list of local firms: read, take in, contact, invite, hand out; and the link that ends the mails."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.models import User
from accounts.requests import address
from applications import local_firm_export, local_firm_sheet
from applications.forms.local_firms import (
    ExportReasonForm,
    InviteForm,
    LocalContactForm,
    LocalFirmFilterForm,
    LocalFirmImportForm,
)
from applications.models import LocalFirm
from applications.rules.local_firms import regions_of
from applications.services import local_firms as services
from applications.staff_querysets import LocalFirmQuerySet
from documents.spreadsheets import XLSX_TYPE
from journal import clock
from journal.access import record_access
from programs.models import Region, Round
from workflow import keyset
from workflow.acts import Act
from workflow.errors import ActError, BadData, NotAllowed

# A preview may lie on the desk for a day.
IMPORT_SALT, PREVIEW_SECONDS = "applications.local-firms-import", 24 * 3600
SHOWN = 50


def _act(request: HttpRequest, data: dict[str, Any] | None = None, comment: str = "") -> Act:
    return Act(person(request), comment=comment, data=data or {}, address=address(request))


def _rounds(user: User, *, open_now: bool = False) -> QuerySet[Round]:
    rounds = Round.objects.visible_to(user).filter(regions__in=regions_of(user)).distinct()
    return rounds.filter(status=Round.Status.OPEN) if open_now else rounds


_OUTCOMES: dict[str, Q] = {
    "not_reached": Q(is_reached=False),
    "reached": Q(is_reached=True),
    "invited": Q(is_invited=True),
    "applied": Q(has_applied=True),
    "not_applied": Q(has_applied=False),
    "took_part": Q(took_part=True),
    "left_out": Q(excluded_at__isnull=False) | Q(unsubscribed_at__isnull=False),
}


def narrowed(user: User, sent: Any) -> tuple[LocalFirmFilterForm, LocalFirmQuerySet]:
    """The firms that somebody may see and that the address asks for; a filter not understood narrows nothing."""
    form = LocalFirmFilterForm(sent, regions=regions_of(user), rounds=_rounds(user))
    form.is_valid()
    wanted = form.cleaned_data
    rows = LocalFirm.objects.visible_to(user).with_outcome(wanted.get("round"))
    if region := wanted.get("region"):
        rows = rows.filter(region=region)
    if outcome := wanted.get("outcome"):
        rows = rows.filter(_OUTCOMES[outcome])
    if words := (wanted.get("q") or "").strip():
        digits = words.replace("-", "")
        rows = rows.filter(Q(name__icontains=words) | Q(business_number=digits))
    return form, rows


@require_http_methods(["GET"])
def local_firms(request: HttpRequest) -> HttpResponse:
    """Firms of one's region with what came of them, newest first."""
    user = person(request)
    form, rows = narrowed(user, request.GET)
    page = keyset.page_of(request, rows.with_list_data())
    if page.rows:
        record_access(
            actor=user,
            subject=", ".join(firm.name for firm in page)[:200],
            what="list of local firms",
            address=address(request),
            count=len(page.rows),
        )
    context = {"form": form, "page": page, "narrowed": any(request.GET.get(name) for name in form.fields)}
    return render(request, "applications/local_firms.html", context)


@require_http_methods(["GET", "POST"])
def local_firm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One firm of the list: its data, every contact, and what can be noted."""
    user = person(request)
    found = LocalFirm.objects.visible_to(user).with_outcome().select_related("region", "imported_by")
    firm = get_object_or_404(found, uid=uid)
    form = LocalContactForm()
    reason = ExportReasonForm(prefix="out")
    if request.method == "POST":
        form, reason, done = _note(request, firm)
        if done:
            messages.success(request, _("Saved."))
            return redirect("applications:local-firm", firm.uid)
    else:
        record_access(
            actor=user,
            subject=f"{firm} {firm.representative}".strip(),
            what="local firm",
            address=address(request),
        )
    context = {
        "firm": firm,
        "contacts": firm.contacts.select_related("by")[:SHOWN],
        "invitations": firm.invitations.select_related("round", "by")[:SHOWN],
        "form": form,
        "reason": reason,
        "facts": _facts(firm),
    }
    status = max(status_of(form), status_of(reason))
    return render(request, "applications/local_firm.html", context, status=status)


def _note(request: HttpRequest, firm: LocalFirm) -> tuple[LocalContactForm, ExportReasonForm, bool]:
    """Do what a button says; the forms come back with what was typed when it could not be done."""
    form, reason = LocalContactForm(), ExportReasonForm(prefix="out")
    kind = request.POST.get("act", "contact")
    try:
        if kind == "take_back":
            services.take_back(firm, _act(request))
            return form, reason, True
        if kind == "leave_out":
            reason = ExportReasonForm(request.POST, prefix="out")
            if reason.is_valid():
                services.leave_out(firm, _act(request, comment=reason.cleaned_data["comment"]))
                return form, reason, True
            return form, reason, False
        form = LocalContactForm(request.POST)
        if form.is_valid():
            services.record_contact(firm, _act(request, form.cleaned_data))
            return form, reason, True
    except NotAllowed:
        raise PermissionDenied from None
    except BadData as error:
        show_error(form, error)
    return form, reason, False


def _facts(firm: LocalFirm) -> list[tuple[str, Any]]:
    return [
        (_("Business number"), firm.business_number_text),
        (_("Representative"), firm.representative),
        (_("Address"), firm.address),
        (_("Phone"), firm.phone),
        (_("E-mail"), firm.email),
        (_("Industry code (KSIC)"), firm.ksic_code),
        (_("Employees"), firm.employees),
        (_("From the file"), f"{firm.source_file} · {firm.imported_at.astimezone(clock.SEOUL):%Y-%m-%d}"),
    ]


# -- taking a file in ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def local_firms_import(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it would change, confirm: nothing is written before."""
    regions = regions_of(person(request))
    if "rows" in request.POST:
        return _apply(request, regions)
    form = LocalFirmImportForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        regions=regions,
    )
    preview = _preview(form) if form.is_bound and form.is_valid() else {}
    context = {"form": form, "columns": [column.head for column in local_firm_sheet.COLUMNS], **preview}
    return render(request, "applications/local_firms_import.html", context, status=status_of(form))


def _preview(form: LocalFirmImportForm) -> dict[str, Any]:
    file, region = form.cleaned_data["file"], form.cleaned_data["region"]
    try:
        sheet = local_firm_sheet.read(file)
    except ValidationError as refused:
        form.add_error("file", refused)
        return {}
    if sheet.errors:
        form.add_error("file", _("The file was not taken: see below what to change in it."))
        return {"wrong": sheet.errors[:200], "unread": sheet.unread}
    difference = services.difference(region, sheet.rows)
    body = {"region": region.code, "file": file.name, "rows": sheet.rows}
    return {
        "difference": difference,
        "unread": sheet.unread,
        "shown": [*difference.new, *difference.changed][:SHOWN],
        "region": region,
        "signed": signing.dumps(body, salt=IMPORT_SALT, compress=True),
    }


def _apply(request: HttpRequest, regions: QuerySet[Region]) -> HttpResponse:
    try:
        body = signing.loads(request.POST["rows"], salt=IMPORT_SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    region = get_object_or_404(regions, code=body["region"])
    done = services.import_firms(region, body["rows"], body["file"], _act(request))
    if done:
        counts = {"new": len(done.new), "changed": len(done.changed)}
        messages.success(request, _("%(new)s new firms, %(changed)s changed.") % counts)
    else:
        messages.info(request, _("The file says what the list says already: nothing was changed."))
    return redirect("applications:local-firms")


# -- inviting ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def local_firms_invite(request: HttpRequest) -> HttpResponse:
    """Choose a call, see who gets the mail and who does not and why, send."""
    user = person(request)
    sent = request.POST if request.method == "POST" else (request.GET or None)
    form = InviteForm(sent, regions=regions_of(user), rounds=_rounds(user, open_now=True))
    plan = None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["round"], form.cleaned_data["region"]
        try:
            if "confirmed" in request.POST:
                invited = services.invite(*chosen, _act(request))
                text = _("%(count)s firms are invited; the mails are on their way.") % {"count": len(invited)}
                messages.success(request, text)
                return redirect("applications:local-firms")
            plan = services.plan_invitations(*chosen, _act(request))
        except ActError as error:
            show_error(form, error)
    context = {"form": form, "plan": plan, "shown": plan.invited[:SHOWN] if plan else ()}
    return render(request, "applications/local_firms_invite.html", context, status=status_of(form))


# -- handing out ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def local_firms_export(request: HttpRequest) -> HttpResponse:
    """The narrowed list as a workbook; the reason stays with the record of the download."""
    user = person(request)
    _form, rows = narrowed(user, request.POST if request.method == "POST" else request.GET)
    reason = ExportReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and reason.is_valid():
        data, count = local_firm_export.workbook(rows)
        record_access(
            actor=user,
            subject=_("List of local firms"),
            what="download of local firms",
            address=address(request),
            reason=reason.cleaned_data["comment"],
            count=count,
        )
        name = f"지역기업_{clock.today():%Y%m%d}.xlsx"
        disposition = content_disposition_header(as_attachment=True, filename=name)
        headers = {"Content-Disposition": disposition or "attachment", "Cache-Control": "no-store"}
        return HttpResponse(data, content_type=XLSX_TYPE, headers=headers)
    kept = {name: value for name, value in request.GET.items() if name in LocalFirmFilterForm.base_fields}
    context = {"reason": reason, "count": rows.count(), "kept": kept.items()}
    return render(request, "applications/local_firms_export.html", context, status=status_of(reason))


# -- the firm's own word -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def local_firms_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails. Looking at the link does nothing: mail programs open links by themselves."""
    firm = services.firm_of_token(token)
    if firm is None:
        raise Http404
    if request.method == "POST":
        services.unsubscribe(firm, address=address(request))
        firm.refresh_from_db()
    return render(request, "applications/local_firms_unsubscribe.html", {"firm": firm})
