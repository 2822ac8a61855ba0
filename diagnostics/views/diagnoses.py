"""The list of diagnoses and the page of one."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from calculations.quantities import round_percent
from diagnostics import rules
from diagnostics.forms import DiagnosisFilter
from diagnostics.models import Diagnosis, Measure
from diagnostics.views.access import visible_diagnosis
from documents.models import IssuedDocument
from workflow.states import DiagnosisState

PAGE_SIZE = 25


@require_http_methods(["GET"])
def diagnoses(request: HttpRequest) -> HttpResponse:
    """Diagnoses that the person may see, their own first; ``?state=`` filters."""
    user = person(request)
    state_filter = DiagnosisFilter(request.GET or None)
    found = Diagnosis.objects.visible_to(user).with_list_data().mine_first(user)
    if state := state_filter.chosen_state():
        found = found.filter(state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(diagnosis, rules.may_read_results(diagnosis, user)) for diagnosis in page]
    context = {"page": page, "rows": rows, "filter": state_filter, "is_filtered": bool(state)}
    return render(request, "diagnostics/list.html", context)


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Visit, and for whom it is readable: checklist, findings, measures, report."""
    diagnosis = visible_diagnosis(request, uid)
    user = person(request)
    context = {
        "diagnosis": diagnosis,
        "case": diagnosis.case,
        "facts": _facts(diagnosis),
        "is_readable": rules.may_read_results(diagnosis, user),
        "may_edit": rules.may_edit(diagnosis, user),
        "is_firm": not user.is_programme_staff,
    }
    if context["is_readable"]:
        context |= _results(request, diagnosis)
    return render(request, "diagnostics/detail.html", context)


def _facts(diagnosis: Diagnosis) -> list[tuple[str, Any]]:
    case = diagnosis.case
    facts: list[tuple[str, Any]] = [
        (_("Company"), case.organisation),
        (_("Site"), case.site),
        (_("Consultant"), ", ".join(participant.user.name for participant in diagnosis.team)),
    ]
    if diagnosis.state == DiagnosisState.RELEASED:
        facts += [
            (_("Main direction"), diagnosis.get_direction_display()),
            (_("Grade for support"), diagnosis.grade),
        ]
    return facts


def _results(request: HttpRequest, diagnosis: Diagnosis) -> dict[str, Any]:
    measures = list(Measure.objects.visible_to(request.user).with_list_data().filter(diagnosis=diagnosis))
    scores = rules.scores(diagnosis)
    progress = rules.progress(diagnosis)
    return {
        "ranked": rules.ranked(measures),
        "totals": rules.totals(measures),
        "payback_line": diagnosis.case.payback_line,
        "scores": scores,
        "score_rows": [
            (area.name, area.percent, _percent(area)) for area in scores.areas if area.percent is not None
        ],
        "progress": progress,
        "findings": diagnosis.findings.select_related("found_by"),
        "missing": rules.missing_for_report(diagnosis) if rules.is_editable(diagnosis) else [],
        "papers": IssuedDocument.objects.visible_to(request.user)
        .with_list_data()
        .filter(kind="diagnosis_report", record_uid=diagnosis.uid),
    }


def _percent(area: rules.AreaScore) -> str:
    return f"{round_percent(area.percent)} %" if area.percent is not None else ""
