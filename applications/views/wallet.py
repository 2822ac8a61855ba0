"""The wallet of a firm: its papers by kind, one paper with its history, adding, replacing, putting away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from accounts.models import Organisation
from applications import papers, services
from applications.forms import WalletForm
from applications.models import WalletItem
from applications.views.acting import act
from documents.files import FileRefused
from workflow.errors import ActError


@require_http_methods(["GET"])
def wallet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every kind of paper with those that the firm has, and those that only it knows."""
    organisation = _own_firm(request, uid)
    items = list(
        WalletItem.objects.visible_to(request.user).filter(organisation=organisation).with_list_data()
    )
    context = {
        "organisation": organisation,
        "kinds": [
            {"kind": kind, "items": [item for item in items if item.is_current and item.code == kind.code]}
            for kind in papers.KINDS
        ],
        "has_any": any(item.is_current for item in items),
        "history": [item for item in items if not item.is_current],
        "may_edit": request.user.has_perm("applications.edit", organisation),
    }
    return render(request, "applications/wallet.html", context)


@require_http_methods(["GET"])
def wallet_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One paper: its pages, its dates, and what stood in its place before."""
    item = _own_item(request, uid)
    context = {
        "item": item,
        "kind": papers.kind_of(item.code),
        "organisation": item.organisation,
        "facts": _facts(item),
        "earlier": _earlier(item),
        "may_edit": item.is_current and request.user.has_perm("applications.edit", item.organisation),
    }
    return render(request, "applications/wallet_item.html", context)


@require_http_methods(["GET", "POST"])
def wallet_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = _own_firm(request, uid)
    form = WalletForm(
        request.POST or None, request.FILES or None, initial={"code": request.GET.get("code", "")}
    )
    if request.method == "POST" and form.is_valid():
        item = _kept(
            request, form, lambda uploads, doing: services.add_to_wallet(organisation, uploads, doing)
        )
        if item is not None:
            messages.success(request, _("The document was added to the wallet."))
            return redirect("applications:wallet", organisation.uid)
    context = {"form": form, "organisation": organisation, "item": None}
    return render(request, "applications/wallet_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def wallet_replace(request: HttpRequest, uid: UUID) -> HttpResponse:
    item = _own_item(request, uid)
    form = WalletForm(
        request.POST or None,
        request.FILES or None,
        fixed_code=item.code,
        initial={"title": item.title, "issuer": item.issuer},
    )
    if request.method == "POST" and form.is_valid():
        newer = _kept(request, form, lambda uploads, doing: services.replace_in_wallet(item, uploads, doing))
        if newer is not None:
            messages.success(request, _("The document was replaced. The earlier one stays as history."))
            return redirect(newer)
    context = {"form": form, "organisation": item.organisation, "item": item}
    return render(request, "applications/wallet_form.html", context, status=status_of(form))


@require_http_methods(["POST"])
def wallet_put_away(request: HttpRequest, uid: UUID) -> HttpResponse:
    item = _own_item(request, uid)
    try:
        services.put_away(item, act(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The document was put away. It stays as history."))
    return redirect("applications:wallet", item.organisation.uid)


def _kept(request: HttpRequest, form: WalletForm, save: Any) -> WalletItem | None:
    """What ``save`` made of the form; None when it was refused, with the reason beside its field."""
    data = {name: value for name, value in form.cleaned_data.items() if name != "files"}
    uploads: Sequence[Any] = form.cleaned_data["files"]
    try:
        item: WalletItem = save(uploads, act(request, data))
    except FileRefused as refusal:
        form.add_error("files", refusal.sentence)
    except ActError as error:
        show_error(form, error)
    else:
        return item
    return None


def _earlier(item: WalletItem) -> list[WalletItem]:
    """What stood in its place before, the latest first."""
    of_kind = WalletItem.objects.filter(organisation=item.organisation, code=item.code)
    replaced = {older.replaced_by_id: older for older in of_kind.with_list_data()}
    earlier: list[WalletItem] = []
    while older := replaced.pop((earlier or [item])[-1].pk, None):
        earlier.append(older)
    return earlier


def _facts(item: WalletItem) -> list[tuple[Any, Any]]:
    names = ("issued_on", "valid_until", "number", "issuer", "added_at")
    labels = {"added_at": _("Added at")}
    field = item._meta.get_field
    rows = [(labels.get(name) or field(name).verbose_name, getattr(item, name)) for name in names]
    return [*rows, (_("Added by"), item.added_by)]


def _own_firm(request: HttpRequest, uid: UUID) -> Organisation:
    return get_object_or_404(Organisation.objects.belonging_to(request.user), uid=uid)


def _own_item(request: HttpRequest, uid: UUID) -> WalletItem:
    return get_object_or_404(WalletItem.objects.visible_to(request.user).with_list_data(), uid=uid)
