"""The official's list of applications, views of it, and what is taken out of it; a firm's own simple list."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.models import User
from accounts.requests import address
from accounts.roles import FIRM_ROLES, SCOPE_ROLES
from applications import columns, exporting, ticked
from applications.columns import Column
from applications.forms.bulk import ListExportForm
from applications.forms.listing import OPTIONS_SECONDS, ListFilterForm, SaveViewForm, query_of, scope_key
from applications.models import Application, SavedView
from applications.rules import listing as rules
from applications.services import bulk, listing
from applications.ticked import Selection
from documents import spreadsheets
from journal import clock
from journal.access import record_access
from workflow import keyset
from workflow.acts import Act
from workflow.errors import ActError, BadData

SIZE = 25


@require_http_methods(["GET"])
def list_page(request: HttpRequest) -> HttpResponse:
    """Officials, administrators and auditors: the whole list. Firms: their own. Others work from their tasks."""
    user = person(request)
    if user.has_role(*SCOPE_ROLES):
        return _official_list(request, user)
    if user.has_role(*FIRM_ROLES) or not user.is_programme_staff:
        return _own_list(request)
    raise PermissionDenied


def _own_list(request: HttpRequest) -> HttpResponse:
    """A firm's applications, newest first, drafts too."""
    rows = Application.objects.visible_to(request.user).with_list_data()
    context = {
        "page": keyset.page_of(request, rows),
        "may_start": request.user.has_perm("applications.start"),
    }
    return render(request, "applications/own_list.html", context)


def _official_list(request: HttpRequest, user: User) -> HttpResponse:
    views = list(SavedView.objects.filter(user=user))
    if not request.GET and (default := next((view for view in views if view.is_default), None)):
        return redirect(_address(default))
    form = ListFilterForm(request.GET, user=user)
    found = rules.narrowed(rules.handed_in(user), form.wanted, user)
    shown = columns.chosen(form.wanted.get("column", []))
    page = keyset.page_of(request, columns.loaded(found.rows, shown), order=found.order, size=SIZE)
    _record_reading(request, user, page.rows, shown)
    query = query_of(request.GET)
    # Whose own applications are "mine" is part of the answer.
    count, more = rules.remembered_count(found.rows, f"{user.pk}:{query}")
    context = {
        "form": form,
        "page": page,
        "rows": [(row, cells(row, shown)) for row in page],
        "columns": shown,
        "filters": _filters(form, user, query, shown),
        "count": count,
        "count_text": f"{count:,}+" if more else f"{count:,}",
        "query": query,
        "views": views,
        "view": next((view for view in views if str(view.uid) == request.GET.get("view")), None),
        "kinds": bulk.kinds_for(user),
        "may_export": user.has_perm("applications.export"),
    }
    return render(request, "applications/list.html", context, status=200)


def cells(row: Application, shown: list[Column]) -> list[tuple[str, Any, str]]:
    """What stands in the columns after the number: kind, text, and the tone or state that its colour goes by."""
    found = []
    for column in shown[1:]:
        value = column.value(row)
        if column.kind == "time" and value:
            value = f"{value.astimezone(clock.SEOUL):%Y-%m-%d %H:%M}"
        if isinstance(value, Decimal):
            value = f"{value.normalize():f}"
        tone = TONES[column.kind](row) if column.kind in TONES and value else ""
        found.append((column.kind, value, tone))
    return found


VERDICT_TONES = {"met": "success", "not_met": "danger", "person_decides": "warning"}


TONES: dict[str, Callable[[Any], str]] = {
    "state": lambda row: row.state,
    "stage": lambda row: row.case.stage,
    "verdict": lambda row: VERDICT_TONES.get(row.verdict, "neutral"),
    "correction": lambda row: "warning" if row.correction_due else "info",
}


def _filters(form: ListFilterForm, user: User, query: str, shown: list[Column]) -> str:
    """The filters of the page. Thirty fields take longer than everything else, so they are kept for a minute."""
    key = f"list-filters:{scope_key(user)}:{hashlib.sha256(query.encode()).hexdigest()}"
    if form.is_valid() and (kept := cache.get(key)):
        return mark_safe(kept)  # noqa: S308  # as it was rendered
    context = {"form": form, "query": query, "shown": len(shown), "chosen_columns": {c.code for c in shown}}
    rendered = render_to_string("applications/parts/list_filters.html", context)
    if form.is_valid():
        cache.set(key, rendered, OPTIONS_SECONDS)
    return rendered


def _record_reading(request: HttpRequest, user: User, rows: list[Any], shown: list[Column]) -> None:
    """Columns that name persons leave a record of who read them (접속기록)."""
    personal = [column.code for column in shown if column.personal]
    if personal and rows:
        record_access(
            actor=user,
            subject=", ".join(str(row.case.number) for row in rows),
            what=f"list of applications: {', '.join(personal)}",
            address=address(request),
            count=len(rows),
        )


def _address(view: SavedView) -> str:
    return f"{reverse('applications:list')}?{view.query}{'&' if view.query else ''}view={view.uid}"


# -- saved views ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """Keep the list as it stands under a name; one's views, which open first, and which go."""
    user = person(request)
    _require_list(user)
    sent = request.POST if request.method == "POST" else None
    form = SaveViewForm(sent, initial={"query": query_of(request.GET)})
    if sent is not None and form.is_valid():
        try:
            view = listing.save_view(user, **form.cleaned_data)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
            return redirect(_address(view))
    context = {
        "form": form,
        "views": [(view, _address(view)) for view in SavedView.objects.filter(user=user)],
        "keeps": bool(form["query"].value()) or request.GET.get("save") or sent is not None,
    }
    return render(request, "applications/saved_views.html", context, status=status_of(form))


@require_http_methods(["POST"])
def saved_view_act(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open the list with one's view from now on, no longer, or remove the view."""
    user = person(request)
    view = get_object_or_404(SavedView, user=user, uid=uid)
    act = request.POST.get("act")
    if act == "remove":
        listing.remove_view(view, user=user)
        messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    elif act in ("default", "plain"):
        listing.set_default_view(view, user=user, is_default=act == "default")
        messages.success(request, _("This is kept."))
    return redirect("applications:views")


def _require_list(user: User) -> None:
    if not user.has_role(*SCOPE_ROLES):
        raise PermissionDenied


# -- taking the list out -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def export_list(request: HttpRequest) -> HttpResponseBase:
    """Ask why, then hand out exactly what is filtered or ticked, with the columns of the list."""
    user = person(request)
    _require_list(user)
    sent = request.POST if request.method == "POST" else request.GET
    chosen = ticked.of(sent, user)
    if chosen is None:
        messages.error(request, _("One of the filters cannot be read. Correct it, then export."))
        return redirect(f"{reverse('applications:list')}?{sent.get('filter', '')}")
    form = ListExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = Act(user, comment=form.cleaned_data["comment"], address=address(request))
        try:
            return download(chosen, act, form.cleaned_data["file_format"])
        except BadData as error:
            show_error(form, error)
    count, more = rules.bounded_count(chosen.rows)
    context = {
        "form": form,
        "selection": chosen,
        "all": bool(sent.get("all")),
        "count_text": f"{count:,}+" if more else f"{count:,}",
        "columns": chosen.columns,
        "is_personal": any(column.personal for column in chosen.columns),
    }
    return render(request, "applications/list_export.html", context, status=status_of(form))


def download(chosen: Selection, act: Act, file_format: str) -> HttpResponseBase:
    """The file of a selection, once its taking is recorded."""
    listing.record_export(chosen.rows, chosen.columns, act, query=chosen.query, file_format=file_format)
    name = f"{_('Applications')}_{clock.today():%Y-%m-%d}.{file_format}"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Cache-Control": "no-store",
    }
    if file_format == "csv":
        lines = exporting.as_csv(chosen.sorted, chosen.columns)
        return StreamingHttpResponse(lines, content_type=spreadsheets.CSV_TYPE, headers=headers)
    book = exporting.as_xlsx(chosen.sorted, chosen.columns, _notes(chosen, act))
    return FileResponse(book, content_type=spreadsheets.XLSX_TYPE, headers=headers)


def _notes(chosen: Selection, act: Act) -> list[str]:
    taken = clock.now().astimezone(clock.SEOUL)
    ticked_text = ngettext(
        "%(count)s ticked application", "%(count)s ticked applications", len(chosen.ticked)
    )
    what = (
        ticked_text % {"count": len(chosen.ticked)}
        if chosen.ticked
        else chosen.query or _("All applications")
    )
    return [
        _("Taken by: %(person)s") % {"person": act.actor},
        _("Taken at: %(time)s (Korean time)") % {"time": f"{taken:%Y-%m-%d %H:%M}"},
        _("Reason: %(reason)s") % {"reason": act.comment},
        _("Filter: %(filter)s") % {"filter": what},
    ]
