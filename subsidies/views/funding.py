"""The money of a round: its lines with their balances, and every entry behind them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from ledger.lines import amendments
from ledger.models import Entry, FundingLine
from programs.models import Round
from workflow.models import Case

PAGE_SIZE = 50
BALANCES = ("planned_krw", "committed_krw", "paid_krw", "returned_krw")


@require_http_methods(["GET"])
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds with money that the person may see, newest first."""
    lines = FundingLine.objects.visible_to(request.user)
    sums = {name: Sum(f"funding_lines__{name}") for name in BALANCES}
    found = Round.objects.filter(funding_lines__in=lines).select_related("program").annotate(**sums)
    return render(request, "subsidies/funding_rounds.html", {"rounds": found})


@require_http_methods(["GET"])
def funding(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What each line plans, promised and paid; amendments with their reasons; the entries, newest first."""
    visible = FundingLine.objects.visible_to(request.user)
    round_ = get_object_or_404(
        Round.objects.filter(funding_lines__in=visible).select_related("program").distinct(), uid=uid
    )
    lines = list(visible.filter(round=round_).select_related("region").order_by("code"))
    entries = Entry.objects.filter(line__in=lines).select_related("line").order_by("-pk")
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    ids = {entry.case_id for entry in page if entry.case_id}
    cases = Case.objects.visible_to(request.user).select_related("organisation").in_bulk(ids)
    context = {
        "round": round_,
        "lines": lines,
        "totals": {name: sum(getattr(line, name) for line in lines) for name in (*BALANCES, "left_krw")},
        "amendments": amendments(lines),
        "page": page,
        "rows": [(entry, cases.get(entry.case_id)) for entry in page],
    }
    return render(request, "subsidies/funding.html", context)
