"""One application as firm and officials read it, and the receipt."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.requests import address
from applications import asked, explanations, rules
from applications.models import Application, YearFigures
from applications.services.opening import ENTRIES
from applications.views.acting import visible
from documents.models import IssuedDocument
from journal.access import record_access
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
        "may_decide": application.state == ApplicationState.SUBMITTED
        and request.user.has_perm("applications.decide", application),
        "facts": _facts(application),
        "uses": rules.energy_uses(application),
        "figures": YearFigures.objects.filter(organisation=application.case.organisation_id)[:3],
        "evidence": [(labels[file.handed_in_as], file) for file in evidence],
        "corrections": rules.corrections(application),
        "copy": rules.copy_of(application) if is_firm else None,
        "papers": IssuedDocument.objects.filter(record_uid=application.uid).with_list_data(),
        **explanations.eligibility(application, evidence, as_typed=is_firm),
    }
    return render(request, "applications/detail.html", context)


def _facts(application: Application) -> list[tuple[str, Any]]:
    """The entries in the order of the form, worded."""
    industry = rules.industry(application)
    worded = {
        "size": application.get_size_display(),
        "ksic_revision": application.get_ksic_revision_display(),
        "ksic_code": industry or application.ksic_code,
        "polluting_processes": ", ".join(
            str(label)
            for code, label in Application.PollutingProcess.choices
            if code in application.polluting_processes
        ),
    }
    return [(rules.label(name), _worded(application, name, worded)) for name in ENTRIES]


def _worded(application: Application, name: str, worded: dict[str, Any]) -> Any:
    value = worded.get(name, getattr(application, name))
    return explanations.yes_no(value) if isinstance(value, bool) else value


@require_http_methods(["GET"])
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """After submitting: number, time, paper, and what happens next."""
    application = visible(request, uid)
    if application.case.submitted_at is None:
        return redirect(application)
    paper = (
        IssuedDocument.objects.filter(kind="receipt", record_uid=application.uid)
        .in_force()
        .with_list_data()
        .first()
    )
    return render(
        request,
        "applications/receipt.html",
        {"application": application, "case": application.case, "paper": paper},
    )
