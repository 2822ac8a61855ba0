"""The decision that a firm completed the programme, and its revocation."""

from django.db import transaction

from documents import services as papers
from journal import clock
from reports import rules
from reports.models import Certificate, Outcome
from workflow import engine
from workflow.acts import Act
from workflow.models import Case

PAPERS = ("certificate", "outcome_report")


@transaction.atomic
def issue_certificate(case: Case, act: Act) -> Certificate:
    """Complete the case. The lock on the case and one valid certificate per case (constraint) make it once only.

    Effects: stage, certificate and outcome report as papers, certificate.
    """
    move = engine.apply(case, "issue_certificate", act, check=rules.require_certifiable)
    outcome = Outcome.objects.get(case=move.record)
    outcome.case = move.record
    paper, _report = (papers.issue_anew(kind, outcome, actor=act.actor) for kind in PAPERS)
    return Certificate.objects.create(
        case=move.record, paper=paper, issued_at=clock.now(), issued_by=act.actor
    )


@transaction.atomic
def revoke_certificate(case: Case, act: Act) -> Case:
    """Declare the certificate void; the case is in step 4 again. Effects: stage, certificate, both papers revoked."""
    move = engine.apply(case, "revoke_certificate", act)
    Certificate.objects.in_force().filter(case=move.record).update(revoked_at=clock.now())
    outcome = Outcome.objects.get(case=move.record)
    for kind in PAPERS:
        papers.revoke_in_force(kind, outcome, actor=act.actor, reason=act.comment)
    return move.record
