"""The money of a round: its lines, what is planned by whom, amendments with their reasons."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import ActError
from accounts.forms import status_of
from ledger import contributions, lines
from ledger.models import ContributionDue, Entry, FundingLine
from portal.setup import access, sections
from portal.setup.money_forms import AmendForm, LineForm, NewLineForm, SharesForm
from programs.models import Round

BALANCES = ("planned_krw", "committed_krw", "paid_krw", "returned_krw", "left_krw", "contributed_krw")


@require_http_methods(["GET"])
def money(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Lines with their balances, shares agreed and planned, amendments, and what is owed."""
    round_ = access.round_of(request, uid)
    shown = list(round_.funding_lines.select_related("region").order_by("code"))
    dues = ContributionDue.objects.filter(line__round=round_)
    context = {
        "lines": shown,
        "totals": {name: sum(getattr(line, name) for line in shown) for name in BALANCES},
        "shares": lines.compared(round_.source_shares.all(), shown),
        "amendments": lines.amendments(shown),
        "owed": contributions.sums(dues),
    }
    return _page(request, round_, "setup/money/money.html", context)


@require_http_methods(["GET", "POST"])
def line_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    round_ = access.round_of(request, uid)
    form = NewLineForm(request.POST or None, instance=FundingLine(round=round_))

    def save() -> FundingLine:
        return lines.add(form.instance, form.cleaned_data["planned_krw"], access.edit_of(request))

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The line was added."))
    context = {"form": form, "title": _("Add a funding line"), "button": _("Add the line")}
    return _page(request, round_, "setup/money/form.html", context, form)


@require_http_methods(["GET", "POST"])
def line_edit(request: HttpRequest, uid: UUID, line: UUID) -> HttpResponse:
    round_, record = _line(request, uid, line)
    form = LineForm(request.POST or None, instance=record)

    def save() -> FundingLine:
        return lines.describe(record, form.cleaned_data, access.edit_of(request))

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The line was saved."))
    context = {
        "form": form,
        "title": _("Edit the funding line"),
        "button": _("Save"),
        "revision": access.revision_shown(form, record),
        "removable": record,
    }
    return _page(request, round_, "setup/money/form.html", context, form)


@require_http_methods(["GET", "POST"])
def line_amend(request: HttpRequest, uid: UUID, line: UUID) -> HttpResponse:
    """Another planned amount (추가경정), with a reason; never below what is committed."""
    round_, record = _line(request, uid, line)
    form = AmendForm(request.POST or None, line=record)

    def save() -> Entry:
        return lines.amend(record, form.planned(), access.edit_of(request))

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The planned amount was amended."))
    context = {"form": form, "line": record, "revision": access.revision_shown(form, record)}
    return _page(request, round_, "setup/money/amend.html", context, form)


@require_http_methods(["POST"])
def line_remove(request: HttpRequest, uid: UUID, line: UUID) -> HttpResponse:
    round_, record = _line(request, uid, line)
    try:
        lines.remove(record, access.edit_of(request))
    except ActError as error:
        messages.error(request, error.message)
        return redirect("setup:money", round_.uid)
    return _done(request, round_, _("The line was removed."))


@require_http_methods(["GET", "POST"])
def shares(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What part each source is to give, beside what the lines plan."""
    round_ = access.round_of(request, uid)
    agreed = list(round_.source_shares.all())
    form = SharesForm(request.POST or None, shares=agreed)

    def save() -> bool:
        edit, seen = access.edit_of(request), access.seen_of(request)
        lines.set_shares(round_, form.percents(), edit, seen=seen)
        return True

    if request.method == "POST" and access.saved(form, save):
        return _done(request, round_, _("The shares were saved."))
    context = {
        "form": form,
        "shares": lines.compared(agreed, round_.funding_lines.all()),
        "seen": access.seen_shown(request, form, lines.token(agreed)),
    }
    return _page(request, round_, "setup/money/shares.html", context, form)


def _line(request: HttpRequest, uid: UUID, line: UUID) -> tuple[Round, FundingLine]:
    round_ = access.round_of(request, uid)
    found = FundingLine.objects.filter(round=round_).select_related("round", "region")
    return round_, get_object_or_404(found, uid=line)


def _page(
    request: HttpRequest, round_: Round, template: str, context: dict[str, Any], form: Any = None
) -> HttpResponse:
    shown = {"round": round_, "tabs": sections.tabs(request, round_), **context}
    return render(request, template, shown, status=status_of(form) if form else 200)


def _done(request: HttpRequest, round_: Round, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("setup:money", round_.uid)
