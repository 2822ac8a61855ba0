"""What firms and lead companies owe a round (부담금): billed, received, receipted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from journal import clock
from ledger import contributions
from ledger.models import ContributionDue, FundingLine
from portal.components.figures import won
from portal.setup import access, contribution_sheet, receipts, sections
from portal.setup.money_forms import BillForm, ReceiveForm
from programs.models import Round
from reports.downloads import workbook_response


@require_http_methods(["GET"])
def owed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every bill with what became of it, and the sums."""
    round_ = access.round_of(request, uid)
    dues = list(_of(round_).with_list_data().order_by("due_on", "pk"))
    context = {
        "rows": receipts.with_papers(dues),
        "sums": contributions.sums(dues),
        "may_bill": round_.funding_lines.filter(fund_source__in=ContributionDue.PAYING_SOURCES).exists(),
    }
    return _page(request, round_, "setup/money/contributions.html", context)


@require_http_methods(["GET"])
def export(request: HttpRequest, uid: UUID) -> HttpResponse:
    round_ = access.round_of(request, uid)
    dues = list(_of(round_).with_list_data().order_by("due_on", "pk"))
    return workbook_response(
        contribution_sheet.workbook(round_, dues), round_, contribution_sheet.file_name(round_)
    )


@require_http_methods(["GET", "POST"])
def bill(request: HttpRequest, uid: UUID) -> HttpResponse:
    round_ = access.round_of(request, uid)
    lines = FundingLine.objects.filter(round=round_, fund_source__in=ContributionDue.PAYING_SOURCES)
    new = ContributionDue(line=lines.first(), billed_on=clock.today())
    form = BillForm(request.POST or None, instance=new, round_=round_)

    def save() -> ContributionDue:
        return contributions.bill(form.instance, access.edit_of(request))

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The bill was recorded."))
    context = {"form": form, "title": _("Bill a contribution"), "button": _("Record the bill")}
    return _page(request, round_, "setup/money/form.html", context, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID, due: UUID) -> HttpResponse:
    """Correct a bill that nobody paid yet."""
    round_, record = _due(request, uid, due)
    form = BillForm(request.POST or None, instance=record, round_=round_)

    def save() -> ContributionDue:
        return contributions.correct(record, form.cleaned_data, access.edit_of(request))

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The bill was saved."))
    context = {
        "form": form,
        "title": _("Correct the bill"),
        "button": _("Save"),
        "revision": access.revision_shown(form, record),
    }
    return _page(request, round_, "setup/money/form.html", context, form)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, uid: UUID, due: UUID) -> HttpResponse:
    """Book what came, once; the receipt number is given with it."""
    round_, record = _due(request, uid, due)
    form = ReceiveForm(request.POST or None, today=clock.today())

    def save() -> ContributionDue:
        return receipts.receive(record, form.cleaned_data["received_on"], access.edit_of(request))

    if request.method == "POST" and (booked := access.saved(form, save)):
        text = _("The contribution was booked under receipt %(number)s.") % {"number": booked.receipt_number}
        return _done(request, round_, text)
    context = {"form": form, "facts": _facts(record), "revision": access.revision_shown(form, record)}
    return _page(request, round_, "setup/money/receive.html", context, form)


def _facts(due: ContributionDue) -> list[tuple[str, Any]]:
    return [
        (_("Payer"), due.payer),
        (_("Line"), due.line),
        (_("Amount"), won(due.amount_krw)),
        (_("Billed on"), due.billed_on),
        (_("Due on"), due.due_on),
    ]


def _of(round_: Round) -> Any:
    return ContributionDue.objects.filter(line__round=round_)


def _due(request: HttpRequest, uid: UUID, due: UUID) -> tuple[Round, ContributionDue]:
    round_ = access.round_of(request, uid)
    found = _of(round_).select_related("line__round", "line__region", "organisation")
    return round_, get_object_or_404(found, uid=due)


def _page(
    request: HttpRequest, round_: Round, template: str, context: dict[str, Any], form: Any = None
) -> HttpResponse:
    shown = {"round": round_, "tabs": sections.tabs(request, round_), "below": "contributions", **context}
    return render(request, template, shown, status=status_of(form) if form else 200)


def _done(request: HttpRequest, round_: Round, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("setup:contributions", round_.uid)
