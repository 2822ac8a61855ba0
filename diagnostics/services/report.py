"""The diagnosis report: sent to review, returned, released with its paper and the fee, recalled."""

from django.db import transaction

from accounts.models import User
from applications.rules import DIAGNOSIS_FEE
from diagnostics import rules
from diagnostics.models import Diagnosis
from documents import services as papers
from documents.models import IssuedDocument
from documents.querysets import IssuedDocumentQuerySet
from journal import clock
from ledger import services as ledger
from workflow import engine
from workflow.acts import Act

PAPER = "diagnosis_report"


@transaction.atomic
def submit_report(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Send the report to review: visit confirmed, checklist complete, at least one measure with its resources.

    Effects: direction, grade and summary are set; entries can no longer be changed; administrators are told.
    """
    return engine.apply(
        diagnosis,
        "submit_report",
        act,
        check=rules.check_submit_report,
        fields=lambda _record, data: data,
    ).record


@transaction.atomic
def return_report(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Give the report back to the consultant with what is to be changed. Effects: the team is told."""
    return engine.apply(diagnosis, "return_report", act, check=rules.check_return).record


@transaction.atomic
def release(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Release the report to the firm.

    Effects: the case enters step 3; the firm sees results and measures; the committed diagnosis fee is paid, once:
    a second release after a recall pays nothing; the report paper is issued, in place of a recalled one; firm,
    team and officials are told.
    """
    move = engine.apply(
        diagnosis,
        "release",
        act,
        check=rules.check_release,
        fields=lambda _record, _data: {"released_at": clock.now()},
    )
    case = move.record.case
    for line, due_krw in rules.fee_due(case).items():
        ledger.pay(line, due_krw, actor=act.actor, case=case, reference=DIAGNOSIS_FEE)
    issue_paper(move.record, act.actor)
    return move.record


@transaction.atomic
def recall_report(diagnosis: Diagnosis, act: Act) -> Diagnosis:
    """Take the report back into review as long as the firm has taken no measure up.

    Effects: the case returns to step 2; the firm no longer sees results and measures; the paper is revoked with
    the comment as reason; answers that the firm gave stay; the fee stays paid; firm and team are told.
    """
    move = engine.apply(diagnosis, "recall_report", act, check=rules.check_recall)
    revoke_paper(move.record, act.actor, act.comment)
    return move.record


def issue_paper(diagnosis: Diagnosis, actor: User) -> None:
    """Issue the report as it stands now, in place of the one that was revoked before, if any."""
    papers.issue(PAPER, diagnosis, actor=actor, replaces=_revoked_paper(diagnosis))


def revoke_paper(diagnosis: Diagnosis, actor: User, reason: str) -> None:
    """Revoke the report in force."""
    for paper in _papers(diagnosis).in_force():
        papers.revoke(paper, actor=actor, reason=reason)


def _papers(diagnosis: Diagnosis) -> IssuedDocumentQuerySet:
    return IssuedDocument.objects.filter(kind=PAPER, record_uid=diagnosis.uid)


def _revoked_paper(diagnosis: Diagnosis) -> IssuedDocument | None:
    """The last revoked report for which no other stands yet."""
    return _papers(diagnosis).filter(revoked_at__isnull=False, replaced_by=None).order_by("-pk").first()
