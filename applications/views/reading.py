"""One application as firm and officials read it, and the receipt."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.requests import address
from accounts.roles import SCOPE_ROLES
from applications import asked, baseline_page, explanations, rules
from applications.entry_words import entries_in_words
from applications.models import Application, Permit, Production, YearFigures
from applications.views.acting import contact, visible
from documents.models import IssuedDocument
from journal.access import record_access
from programs.models import Round
from workflow import engine
from workflow.errors import ActError
from workflow.states import ApplicationState


@require_http_methods(["GET"])
def detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything about one application. Officials find the verdicts with the evidence beside them.

    Leaves an access record when staff read it: it names a contact person (접속기록).
    """
    application = visible(request, uid)
    is_firm = request.user.has_perm("applications.edit", application)
    if not is_firm:
        record_access(
            actor=person(request),
            subject=f"{application.case.organisation} {application.contact_name}".strip(),
            what=f"application {application}",
            address=address(request),
        )
    evidence = list(rules.evidence(application).select_related("uploaded_by").order_by("handed_in_as", "pk"))
    labels = asked.of_case(application.case).labels
    context = {
        "application": application,
        "case": application.case,
        "is_firm": is_firm,
        "is_staff": not is_firm,
        # Consultants and evaluators come from their cases: the list is not theirs.
        "has_list": is_firm or person(request).has_role(*SCOPE_ROLES),
        "may_decide": application.state == ApplicationState.SUBMITTED
        and request.user.has_perm("applications.decide", application),
        "facts": entries_in_words(application),
        "productions": Production.objects.filter(
            site=application.case.site_id, year=application.baseline_year
        ).order_by("pk"),
        "permits": Permit.objects.filter(site=application.case.site_id),
        **baseline_page.for_readers(application),
        "figures": YearFigures.objects.filter(organisation=application.case.organisation_id)[:3],
        "evidence": [(labels[file.handed_in_as], file) for file in evidence],
        "corrections": rules.corrections(application),
        "copy": rules.copy_of(application) if is_firm else None,
        "papers": IssuedDocument.objects.filter(record_uid=application.uid).with_list_data(),
        **explanations.eligibility(application, evidence, as_typed=is_firm),
    }
    return render(request, "applications/detail.html", context)


@require_http_methods(["GET"])
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """After submitting: number, time, paper, and what happens next."""
    application = visible(request, uid)
    if application.case.submitted_at is None:
        return redirect(application)
    papers = IssuedDocument.objects.filter(
        kind__in=("receipt", "application_copy"), record_uid=application.uid
    ).in_force()
    by_kind = {paper.kind: paper for paper in papers.with_list_data()}
    round_ = application.case.round
    context = {
        "application": application,
        "case": application.case,
        "closing": rules.closing_text(round_),
        "paper": by_kind.get("receipt"),
        "copy": by_kind.get("application_copy"),
        "dates": [(label, day) for label, day in _dates_ahead(round_) if day],
        "contact": contact(round_),
        "may_edit_again": _may_edit_again(request, application),
    }
    return render(request, "applications/receipt.html", context)


def _dates_ahead(round_: Round) -> list[tuple[str, date | None]]:
    """What comes next and when, as the round says."""
    return [
        (_("Screening until"), round_.screened_by),
        (_("Selection announced"), round_.selected_on),
        (_("Visits from"), round_.visits_from),
        (_("Visits until"), round_.visits_until),
    ]


def _may_edit_again(request: HttpRequest, application: Application) -> bool:
    """Offered only while it would be done."""
    if not any(row.name == "edit_again" for row in engine.available(application, person(request))):
        return False
    try:
        rules.require_untouched(application, {})
    except ActError:
        return False
    return True
