"""Selection and agreement, with the money of the diagnosis: select, reserve, agree, withdraw, and the ways back."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application
from documents import services as papers
from documents.models import IssuedDocument
from documents.querysets import IssuedDocumentQuerySet
from ledger import services as ledger
from workflow import engine
from workflow.acts import Act
from workflow.errors import Refused
from workflow.models import Case


@transaction.atomic
def select(application: Application, act: Act) -> Application:
    """Select the firm and promise the fee of its diagnosis.

    Effects: state, stage agreement; the round's ``diagnosis_fee_krw`` is committed on the diagnosis line of the
    case's region, else of the round; mail to firm and administrators. Refused with ``line_exhausted`` when the line
    has less left, ``no_line`` when there is none, ``quota_reached`` when the region's places are taken.
    """
    move = engine.apply(application, "select", act, check=rules.require_within_quota)
    _commit_fee(move.record.case, act)
    return move.record


@transaction.atomic
def put_on_reserve(application: Application, act: Act) -> Application:
    """Keep a screened application for the case that somebody else gives up (예비)."""
    return engine.apply(application, "put_on_reserve", act).record


@transaction.atomic
def cancel_selection(application: Application, act: Act) -> Application:
    """Take a selection back. Effects: state, stage selection; the promised fee is released; mail."""
    move = engine.apply(application, "cancel_selection", act)
    _release_fee(move.record.case, act)
    return move.record


@transaction.atomic
def agree(application: Application, act: Act) -> Application:
    """Conclude the agreement. Effects: state; agreement paper; mail to firm and administrators."""
    move = engine.apply(application, "agree", act)
    papers.issue("agreement", move.record, actor=act.actor, replaces=_revoked_agreement(move.record))
    return move.record


@transaction.atomic
def cancel_agreement(application: Application, act: Act) -> Application:
    """Take an agreement back before a consultant is assigned.

    Effects: state; the paper is revoked with the comment as reason; mail to the firm. Refused later
    (``diagnosis_started``): then the case drops out instead.
    """
    move = engine.apply(application, "cancel_agreement", act, check=rules.require_before_diagnosis)
    for paper in _agreements(move.record).in_force():
        papers.revoke(paper, actor=act.actor, reason=act.comment)
    return move.record


@transaction.atomic
def withdraw(application: Application, act: Act) -> Application:
    """The firm gives up. Effects: state, the case ends; a promised fee is released; mail."""
    move = engine.apply(application, "withdraw", act)
    _release_fee(move.record.case, act)
    return move.record


def _commit_fee(case: Case, act: Act) -> None:
    if not case.round.diagnosis_fee_krw:
        return
    line = rules.diagnosis_line(case)
    if line is None:
        raise Refused("no_line", _("The round has no funding line for diagnoses."))
    try:
        ledger.commit(
            line, case.round.diagnosis_fee_krw, actor=act.actor, case=case, reference=rules.DIAGNOSIS_FEE
        )
    except ledger.LineExhausted as exhausted:
        raise Refused("line_exhausted", str(exhausted)) from exhausted


def _release_fee(case: Case, act: Act) -> None:
    """Release what is still promised to the case; nothing was promised before selection."""
    for line, amount_krw in rules.promised_fee(case).items():
        try:
            ledger.release(
                line,
                amount_krw,
                actor=act.actor,
                case=case,
                reference=rules.DIAGNOSIS_FEE,
                reason=act.comment[:300],
            )
        except ledger.LineExhausted as exhausted:
            raise Refused("already_paid", _("The diagnosis fee was paid already.")) from exhausted


def _agreements(application: Application) -> IssuedDocumentQuerySet:
    return IssuedDocument.objects.filter(kind="agreement", record_uid=application.uid)


def _revoked_agreement(application: Application) -> IssuedDocument | None:
    """The agreement that was cancelled before, which a new one replaces."""
    return _agreements(application).exclude(revoked_at=None).filter(replaced_by=None).first()
