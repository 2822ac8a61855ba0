"""One act on many applications: what it takes, what would happen to each, and what happened."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.requests import address
from applications import ticked
from applications.forms.bulk import BulkForm
from applications.models import BulkAct, BulkRow
from applications.rules import listing as rules
from applications.services import bulk as services
from workflow.acts import Act
from workflow.errors import ActError, NotAllowed
from workflow.states import ApplicationState

ROWS_SHOWN = 50


@require_http_methods(["GET", "POST"])
def bulk_new(request: HttpRequest) -> HttpResponse:
    """What the act takes; sent, it is tried on each application, and nothing is done yet."""
    user = person(request)
    sent = request.POST if request.method == "POST" else request.GET
    kinds = {kind.name: kind for kind in services.kinds_for(user)}
    if not kinds:
        raise PermissionDenied
    kind = kinds.get(sent.get("act", ""))
    chosen = ticked.of(sent, user)
    if kind is None or chosen is None:
        problem = _("Choose what to do.") if kind is None else _("One of the filters cannot be read.")
        return render(request, "applications/bulk_problem.html", {"problem": problem}, status=422)
    form = BulkForm(request.POST if request.method == "POST" else None, kind=kind, user=user)
    if request.method == "POST" and form.is_valid():
        act = Act(user, comment=form.cleaned_data["comment"], data=form.act_data(), address=address(request))
        keys = chosen.sorted.values_list("pk", flat=True)[: services.ROWS_AT_MOST + 1]
        try:
            prepared = services.prepare(list(keys), kind.name, act, scope=chosen.query)
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(form, error)
        else:
            _go_on(prepared)
            return redirect(prepared)
    count, more = rules.bounded_count(chosen.rows)
    context = {
        "form": form,
        "kind": kind,
        "selection": chosen,
        "all": bool(sent.get("all")),
        "count": count,
        "count_text": f"{count:,}+" if more else f"{count:,}",
        "too_many": more,
        "most": f"{services.ROWS_AT_MOST:,}",
    }
    return render(request, "applications/bulk.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def bulk_act(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The preview, its confirmation, and the result, each with one row for every application."""
    user = person(request)
    act = get_object_or_404(BulkAct, user=user, uid=uid)
    if request.method == "POST":
        try:
            _go_on(services.confirm(act, user=user))
        except ActError as error:
            return render(request, "applications/bulk_problem.html", {"problem": error.message}, status=409)
        return redirect(act)
    return render(request, _template(request), _context(request, act))


def _go_on(act: BulkAct) -> None:
    """The first rows at once, so that few are done when the page appears; the worker does the others."""
    services.advance_later(services.advance(act))


def _template(request: HttpRequest) -> str:
    is_fragment = request.headers.get("HX-Request") == "true"
    return "applications/parts/bulk_progress.html" if is_fragment else "applications/bulk_act.html"


def _context(request: HttpRequest, act: BulkAct) -> dict[str, Any]:
    counts = {state: act.rows.filter(state=state).count() for state in BulkRow.State.values}
    kind = services.KINDS[act.act]
    waiting = counts["waiting"] if act.state == "checking" else counts["possible"]
    under_way = act.state in ("checking", "running")
    total = sum(counts.values())
    rows = act.rows.select_related("application__case__organisation")
    if wanted := request.GET.get("only"):
        rows = rows.filter(state=wanted)
    states = dict(ApplicationState.choices)
    page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    return {
        "act": act,
        "kind": kind,
        "counts": counts,
        "total": total,
        "finished": total - waiting if under_way else total,
        "under_way": under_way,
        "rows": [(row, states.get(row.target, "")) for row in page],
        "page": page,
        "only": wanted or "",
        "requests": [row["text"] for row in act.data.get("requests", [])],
    }
