"""Selection, with its letters and the money of the diagnosis: select, reserve, withdraw, and the ways back."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application
from applications.rules.site_checks import require_selectable
from applications.services.agreement import give_up
from documents import services as papers
from ledger import services as ledger
from workflow import engine
from workflow.acts import Act
from workflow.errors import Refused
from workflow.models import Case


@transaction.atomic
def select(application: Application, act: Act) -> Application:
    """Select the firm and promise the fee of its diagnosis.

    Effects: state, stage agreement; letter; the round's ``diagnosis_fee_krw`` is committed on the diagnosis line of the
    case's region, else of the round; mail to firm and administrators. Refused with ``line_exhausted`` when the line
    has less left, ``no_line`` when there is none, ``quota_reached`` when the region's places are taken,
    ``site_check_missing`` where the round has an on-site check before the selection and none is recorded.
    """
    move = engine.apply(application, "select", act, check=require_selectable)
    _commit_fee(move.record.case, act)
    papers.issue_anew("selection_notice", move.record, actor=act.actor)
    return move.record


@transaction.atomic
def put_on_reserve(application: Application, act: Act) -> Application:
    """Keep a screened application for the case that somebody else gives up (예비). Effects: state; letter; mail."""
    move = engine.apply(application, "put_on_reserve", act)
    papers.issue_anew("reserve_notice", move.record, actor=act.actor)
    return move.record


@transaction.atomic
def cancel_selection(application: Application, act: Act) -> Application:
    """Take a selection back.

    Effects: state, stage selection; the promised fee is released; letter and a prepared agreement are revoked; mail.
    """
    move = engine.apply(application, "cancel_selection", act)
    _release_fee(move.record.case, act)
    give_up(move.record, act)
    for kind in ("selection_notice", "reserve_notice"):
        papers.revoke_in_force(kind, move.record, actor=act.actor, reason=act.comment)
    return move.record


@transaction.atomic
def withdraw(application: Application, act: Act) -> Application:
    """The firm gives up. Effects: state, the case ends; a promised fee is released, an agreement given up; mail."""
    move = engine.apply(application, "withdraw", act)
    _release_fee(move.record.case, act)
    give_up(move.record, act)
    return move.record


@transaction.atomic
def reinstate(application: Application, act: Act) -> Application:
    """Take a withdrawn application up again, on the firm's wish; the comment says why.

    Effects: state, back to screening; mail to the firm. Refused for what was never handed in (``never_submitted``),
    after the round's end (``round_over``), and when the site has opened another case (``already_applied``).
    """
    return engine.apply(application, "reinstate", act, check=rules.require_reinstatable).record


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
