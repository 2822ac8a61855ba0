"""The one page on which an act of the table is performed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import show_error, status_of
from accounts.requests import address, version
from portal import acts, records
from portal.act_forms import ActForm
from workflow.acts import Act
from workflow.errors import ActError, NotAllowed, StaleVersion, WrongState
from workflow.transitions import Transition, find


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, kind: str, uid: UUID, name: str) -> HttpResponse:
    """Ask for the data and the comment of an act, confirm where there is no way back, and do it."""
    record = records.get_or_404(kind, uid, request.user)
    row = find(kind, name)
    if row is None:
        raise Http404
    if not request.user.has_perm(row.permission, record):
        raise PermissionDenied
    if request.method == "GET" and row.key in acts.PAGES:
        return redirect(acts.address(row, record))
    if request.method == "GET" and record.state not in row.sources:
        return _not_now(request, record, _("The state has changed since this link was made."))
    # A link may name what it is about, such as ?criterion=toe.
    form = ActForm(request.POST or None, row=row, record=record, initial=request.GET.dict())
    context = {"form": form, "next": _next(request), "seen": _seen(request, record), **_context(row, record)}
    if request.method == "GET" or not form.is_valid():
        return render(request, "portal/act.html", context, status=status_of(form))
    if acts.is_final(row) and "confirmed" not in request.POST:
        return render(request, "portal/act_confirm.html", {**context, "entries": form.entries()})
    return _perform(request, row, record, context)


def _perform(request: HttpRequest, row: Transition, record: Any, context: dict[str, Any]) -> HttpResponse:
    form: ActForm = context["form"]
    doing = Act(
        actor=request.user,
        comment=form.cleaned_data["comment"],
        data=form.act_data(),
        version=version(request),
        address=address(request),
    )
    try:
        acts.perform(row, record, doing)
    except NotAllowed:
        raise PermissionDenied from None
    except WrongState as error:
        return _not_now(request, record, error.message)
    except ActError as error:
        show_error(form, error)
        if isinstance(error, StaleVersion):
            fresh = records.get_or_404(row.on, record.uid, request.user)
            context |= {"stale": error, "seen": error.stored, **_context(row, fresh)}
        return render(request, "portal/act.html", context, status=error.status)
    messages.success(request, _("Done: %(act)s") % {"act": acts.done_label(row)})
    return redirect(context["next"] or record.case.get_absolute_url())


def _context(row: Transition, record: Any) -> dict[str, Any]:
    return {
        "row": row,
        "record": record,
        "case": record.case,
        "label": acts.doer_label(row),
        "target": acts.target_label(row),
        "audience": acts.audience_labels(row),
        "is_final": acts.is_final(row),
    }


def _seen(request: HttpRequest, record: Any) -> int | None:
    """The version its reader has seen: a form that comes back keeps it, so that nothing is overwritten unseen."""
    return version(request) if request.method == "POST" else record.version


def _not_now(request: HttpRequest, record: Any, detail: str) -> HttpResponse:
    context = {"detail": detail, "back_url": record.case.get_absolute_url()}
    return render(request, "errors/409.html", context, status=409)


def _next(request: HttpRequest) -> str:
    """The page of this portal to return to, if a link named one."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
