"""The list of outcomes, the page of one, and its verification."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import status_of
from accounts.models import User
from accounts.requests import version
from diagnostics.models import MeasureStream, StreamFigure
from diagnostics.rules import latest_figure
from documents.models import IssuedDocument
from reports import figures, rules, services
from reports.forms import OutcomeFilter, VerifyForm
from reports.models import Outcome
from subsidies.views.access import act_of, not_now, require
from workflow import corrections, keyset
from workflow.errors import ActError, NotAllowed, StaleVersion, WrongState
from workflow.states import CaseStage, MeasureState, OutcomeState


def visible_outcome(request: HttpRequest, uid: UUID) -> Outcome:
    return get_object_or_404(Outcome.objects.visible_to(request.user).with_results(), uid=uid)


@require_http_methods(["GET"])
def outcomes(request: HttpRequest) -> HttpResponse:
    """Outcomes that the person may see, newest first; ``?state=`` filters."""
    state_filter = OutcomeFilter(request.GET or None)
    found = Outcome.objects.visible_to(request.user).with_results()
    if state := state_filter.chosen_state():
        found = found.filter(state=state)
    page = keyset.page_of(request, found)
    rows = []
    for outcome in page:
        measures = figures.of_outcome(outcome)
        rows.append((outcome, measures, figures.outcome_totals(measures)))
    context = {"page": page, "rows": rows, "filter": state_filter, "is_filtered": bool(state)}
    return render(request, "reports/list.html", context)


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Measures with their effects on the three bases, the firm's words, papers."""
    outcome = visible_outcome(request, uid)
    user = person(request)
    rows = figures.of_outcome(outcome)
    totals = figures.outcome_totals(rows)
    context = {
        "outcome": outcome,
        "case": outcome.case,
        "rows": rows,
        "totals": totals,
        "chart": chart(totals),
        "payback_years": figures.payback_of(rows),
        "investment_krw": figures.investment_krw(rows),
        "may_report": user.has_perm("reports.report", outcome) and outcome.state in rules.OPEN_OUTCOME,
        "unreported": [row.measure for row in rows if row.measure.state in rules.UNREPORTED],
        "may_certify": _may_certify(user, outcome),
        "corrections": corrections.of_record(outcome),
        "papers": IssuedDocument.objects.visible_to(user).with_list_data().filter(record_uid=outcome.uid),
    }
    return render(request, "reports/detail.html", context)


def _may_certify(user: User, outcome: Outcome) -> bool:
    return (
        outcome.state == OutcomeState.ACCEPTED
        and outcome.case.stage == CaseStage.OUTCOME
        and user.has_perm("reports.issue_certificate", outcome)
    )


def chart(totals: Any) -> list[tuple[str, int, str]]:
    """The yearly saving on the three bases, for a bar chart; nothing until something is known."""
    labels = {basis.value: basis.label for basis in figures.BASES}
    return [
        (str(labels[basis]), effect.saved_krw, f"{effect.saved_krw:,}")
        for basis, effect in totals.items()
        if effect is not None
    ]


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm the reported figures, or put verified ones beside them."""
    outcome = visible_outcome(request, uid)
    require(request, "reports.verify", outcome)
    if outcome.state != OutcomeState.REPORTED:
        return not_now(request, outcome, _("There is no report to verify."))
    form = VerifyForm(request.POST or None, streams=_reported_streams(outcome))
    seen = version(request) if request.method == "POST" else outcome.version
    if request.method == "POST" and form.is_valid():
        try:
            services.verify(outcome, act_of(request, {"streams": form.rows()}))
        except NotAllowed:
            raise PermissionDenied from None
        except WrongState as error:
            return not_now(request, outcome, error.message)
        except ActError as error:
            form.show(error)
            seen = error.stored if isinstance(error, StaleVersion) else seen
        else:
            messages.success(request, _("The outcome was verified."))
            return redirect(outcome)
    context = {"form": form, "outcome": outcome, "case": outcome.case, "version": seen}
    return render(request, "reports/verify.html", context, status=status_of(form))


def _reported_streams(outcome: Outcome) -> list[MeasureStream]:
    """The resources with a reported figure of what was implemented, by measure."""
    achieved = (MeasureState.IMPLEMENTED, MeasureState.PARTLY)
    return [
        stream
        for row in figures.of_outcome(outcome)
        if row.measure.state in achieved
        for stream in row.measure.streams.all()
        if latest_figure(stream, StreamFigure.Basis.REPORTED)
    ]
