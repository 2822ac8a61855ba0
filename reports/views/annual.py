"""What a round came to: estimated, reported and verified side by side, and its export."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.requests import address
from accounts.roles import Role
from programs.models import Round
from reports import figures
from reports.annual import annual_rows, total_row
from reports.downloads import workbook_response
from reports.export import Scope, export
from reports.forms import ExportForm
from workflow.acts import Act
from workflow.errors import ActError, NotAllowed
from workflow.models import Case


@require_http_methods(["GET"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds in which the person sees cases, newest first."""
    seen = Case.objects.visible_to(request.user).counted().order_by().values("round")
    found = Round.objects.filter(pk__in=seen).select_related("program")
    return render(request, "reports/rounds.html", {"rounds": found})


@require_http_methods(["GET"])
def results(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Totals of the cases that the person sees, and each of them."""
    round_ = _round(request, uid)
    cases = Case.objects.visible_to(request.user).counted().filter(round=round_)
    rows = annual_rows(cases)
    total = total_row(rows)
    context = {
        "round": round_,
        "rows": rows,
        "total": total,
        "bases": [(basis.label, total.effect(basis.value)) for basis in figures.BASES],
        "chart": [
            (
                str(basis.label),
                total.effect(basis.value).saved_krw,
                f"{total.effect(basis.value).saved_krw:,}",
            )
            for basis in figures.BASES
        ],
        "may_export": person(request).has_perm("reports.export", Scope(round_.program.code)),
    }
    return render(request, "reports/results.html", context)


@require_http_methods(["GET", "POST"])
def export_results(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask why, then hand out the workbook."""
    round_ = _round(request, uid)
    if not person(request).has_perm("reports.export", Scope(round_.program.code)):
        raise PermissionDenied
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = Act(person(request), comment=form.cleaned_data["comment"], address=address(request))
        try:
            return workbook_response(export(round_, act), round_)
        except NotAllowed:
            raise PermissionDenied from None
        except ActError as error:
            show_error(form, error)
    context: dict[str, Any] = {"form": form, "round": round_}
    return render(request, "reports/export.html", context, status=status_of(form))


def _round(request: HttpRequest, uid: UUID) -> Round:
    """A round in which the person sees cases, or that an administrator prepares."""
    seen = Case.objects.visible_to(request.user).order_by().values("round")
    own = (
        Round.objects.visible_to(request.user)
        if person(request).has_role(Role.ADMIN)
        else Round.objects.none()
    )
    found = Round.objects.filter(Q(pk__in=seen) | Q(pk__in=own.values("pk")))
    return get_object_or_404(found.select_related("program"), uid=uid)
