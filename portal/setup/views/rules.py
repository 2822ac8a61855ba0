"""The rule sets of a round: their rows, changing one, changing the set's own entries, choosing another set."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import ActError, StaleVersion
from accounts.forms import status_of
from portal.setup import consequences, sets
from portal.setup.access import edit_of, round_of, saved, seen_of, seen_shown
from portal.setup.rule_forms import HEAD_FORMS, ROW_FORMS, ChooseSetForm, evidence_labels
from portal.setup.sections import tabs
from portal.setup.sets import RowView, Seen
from programs import versions
from programs.models import Round
from programs.versions import KINDS, SetKind


@require_http_methods(["GET"])
def criteria(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The conditions of the call, each as a sentence beside its data."""
    round_ = round_of(request, uid)
    return set_page(request, round_, "criteria_set", evidence=evidence_labels(round_))


@require_http_methods(["GET"])
def scoring(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How the committee scores; the weights are summed up against 100."""
    round_ = round_of(request, uid)
    rows = sets.rows_of(round_, KINDS["scoring_sheet"])
    total = sum((item.row.weight for item in rows), Decimal(0))
    return set_page(request, round_, "scoring_sheet", rows=rows, total=total, left=100 - total)


@require_http_methods(["GET"])
def documents(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The documents that the round asks for, by step."""
    return set_page(request, round_of(request, uid), "document_list")


def set_page(
    request: HttpRequest, round_: Round, field: str, *, rows: list[RowView] | None = None, **extra: Any
) -> HttpResponse:
    """The page of a set: its rows, its state, and what else the round could use."""
    kind = KINDS[field]
    choosable = sets.choosable(request.user, kind)
    named = getattr(round_, field)
    context = page_context(request, round_, kind) | {
        "rows": sets.rows_of(round_, kind) if rows is None else rows,
        "choose_form": ChooseSetForm(sets=choosable, initial={"chosen": named}),
        "has_others": choosable.exclude(pk=named.pk if named else None).exists(),
        "versions": sets.versions_of(choosable, named) if named else [],
        **extra,
    }
    return render(request, f"setup/rules/{field}.html", context)


def page_context(request: HttpRequest, round_: Round, kind: SetKind) -> dict[str, Any]:
    versioned = getattr(round_, kind.field)
    return {
        "round": round_,
        "tabs": tabs(request, round_),
        "field": kind.field,
        "section": sets.section_of(kind.field),
        "versioned": versioned,
        "list_url": sets.list_url(round_, kind.field),
        "seen": versions.token(versioned),
    }


@require_http_methods(["GET", "POST"])
def row_add(request: HttpRequest, uid: UUID, field: str) -> HttpResponse:
    return _row_page(request, round_of(request, uid), KINDS[field], key="")


@require_http_methods(["GET", "POST"])
def row_edit(request: HttpRequest, uid: UUID, field: str, key: str) -> HttpResponse:
    return _row_page(request, round_of(request, uid), KINDS[field], key=key)


@require_http_methods(["POST"])
def row_remove(request: HttpRequest, uid: UUID, field: str, key: str) -> HttpResponse:
    """Take a row out; the button asked for confirmation."""
    round_ = round_of(request, uid)
    try:
        versions.remove_row(round_, field, key, edit_of(request), seen=seen_of(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The row was removed."))
    return redirect(sets.list_url(round_, field))


@require_http_methods(["GET", "POST"])
def head_edit(request: HttpRequest, uid: UUID, field: str) -> HttpResponse:
    """Change what the set says of itself."""
    round_, kind = round_of(request, uid), KINDS[field]
    digest = sets.digest(getattr(round_, field))
    form = HEAD_FORMS[field](request.POST or None, round_=round_, kind=kind)

    def save() -> bool:
        values = sets.values_from(form)
        sets.save_head(round_, kind, values, edit_of(request), seen=_seen(request))
        return True

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(sets.list_url(round_, field))
    return _form_page(request, round_, kind, form, digest=digest)


@require_http_methods(["POST"])
def choose(request: HttpRequest, uid: UUID, field: str) -> HttpResponse:
    """Let the round use another of the existing sets."""
    round_, kind = round_of(request, uid), KINDS[field]
    form = ChooseSetForm(request.POST, sets=sets.choosable(request.user, kind))
    if not form.is_valid():
        messages.error(request, _("Choose one of the sets of the list."))
        return redirect(sets.list_url(round_, field))
    try:
        versions.name_set(round_, form.cleaned_data["chosen"], field, edit_of(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        text = _("The round uses “%(set)s” from now on.")
        messages.success(request, text % {"set": form.cleaned_data["chosen"]})
    return redirect(sets.list_url(round_, field))


def _row_page(request: HttpRequest, round_: Round, kind: SetKind, *, key: str) -> HttpResponse:
    versioned = getattr(round_, kind.field)
    row = versions.find_row(kind, versioned, key) if versioned and key else None
    if key and row is None and request.method == "GET":
        raise Http404
    digest = sets.digest(row)
    form = ROW_FORMS[kind.field](
        request.POST or None, round_=round_, kind=kind, row=row, initial=request.GET.dict()
    )
    if _is_part(request):
        return render(request, form.template, {"form": form, "is_part": True})

    def save() -> bool:
        values = sets.values_from(form)
        sets.save_row(round_, kind, values, edit_of(request), key=key, seen=_seen(request))
        return True

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(sets.list_url(round_, kind.field))
    return _form_page(request, round_, kind, form, digest=digest, key=key)


def _is_part(request: HttpRequest) -> bool:
    """Another choice in the form: only what depends on it is drawn again, with everything typed kept."""
    return request.method == "GET" and request.headers.get("HX-Request") == "true"


def _seen(request: HttpRequest) -> Seen:
    return Seen(seen_of(request), request.POST.get("digest", ""))


def _digest_shown(request: HttpRequest, form: Any, stored: str) -> str:
    """As ``seen_shown``, for the one row or head."""
    stale = getattr(form, "refused_with", None) == StaleVersion.status
    return stored if stale or not form.is_bound else request.POST.get("digest", "")


def _form_page(
    request: HttpRequest, round_: Round, kind: SetKind, form: Any, *, digest: str, key: str = ""
) -> HttpResponse:
    """The form; after a conflict it has seen what is stored now, so that saving again works."""
    context = page_context(request, round_, kind)
    context |= {
        "form": form,
        "key": key,
        "is_row": isinstance(form, ROW_FORMS[kind.field]),
        "seen": seen_shown(request, form, context["seen"]),
        "digest": _digest_shown(request, form, digest),
        "consequence": consequences.of_change(round_, kind.field),
    }
    return render(request, "setup/rules/form.html", context, status=status_of(form))
