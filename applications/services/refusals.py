"""Refusals, and objections to them: filed, withdrawn, dismissed, upheld (이의신청)."""

from datetime import timedelta

from django.db import transaction

from applications import rules
from applications.models import Application, Objection
from documents import services as papers
from documents.models import IssuedDocument
from journal import clock
from workflow import engine
from workflow.acts import Act


@transaction.atomic
def refuse(application: Application, act: Act) -> Application:
    """Refuse with a reason.

    Effects: state, the case ends; letter with the reason and the last day for an objection; mail to the firm.
    """
    move = engine.apply(application, "refuse", act)
    days = move.record.case.round.objection_days
    move.record.objection_until = None if days is None else clock.today() + timedelta(days=days)
    move.record.save(update_fields=["objection_until"])
    papers.issue_anew("refusal_notice", move.record, actor=act.actor)
    papers.revoke_in_force("reserve_notice", move.record, actor=act.actor, reason=act.comment)
    return move.record


@transaction.atomic
def reopen(application: Application, act: Act) -> Application:
    """Take a refusal back. Refused (``already_applied``) when the site has opened another case in the round."""
    move = engine.apply(application, "reopen", act, check=rules.require_no_other_case)
    take_refusal_back(move.record, act)
    return move.record


@transaction.atomic
def file_objection(application: Application, act: Act) -> Application:
    """Object to the refusal: ``purpose`` and ``grounds``.

    Effects: objection with the day by which it must be answered, its paper, mail to firm and officials. Refused with
    ``no_objection_offered``, ``objection_late``, ``objection_open`` or ``objection_answered``.
    """
    move = engine.apply(application, "file_objection", act, check=rules.require_may_object)
    letter = IssuedDocument.objects.in_force().get(kind="refusal_notice", record_uid=move.record.uid)
    objection = Objection.objects.create(
        application=move.record,
        against=letter,
        purpose=move.data["purpose"],
        grounds=move.data["grounds"],
        filed_by=act.actor,
        filed_at=clock.now(),
        answer_by=clock.today() + timedelta(days=move.record.case.round.objection_answer_days),
    )
    papers.issue("objection", objection, actor=act.actor)
    return move.record


@transaction.atomic
def withdraw_objection(application: Application, act: Act) -> Application:
    """Take the objection back; within its time another may be filed."""
    move = engine.apply(application, "withdraw_objection", act, check=rules.require_open_objection)
    objection = _open(move.record)
    objection.state = Objection.State.WITHDRAWN
    objection.save(update_fields=["state"])
    papers.revoke_in_force("objection", objection, actor=act.actor, reason=act.comment)
    return move.record


@transaction.atomic
def dismiss_objection(application: Application, act: Act) -> Application:
    """The refusal stands; the comment says why. Effects: decision, its letter, mail to the firm."""
    move = engine.apply(application, "dismiss_objection", act, check=rules.require_open_objection)
    _decide(move.record, Objection.State.DISMISSED, act)
    return move.record


@transaction.atomic
def uphold_objection(application: Application, act: Act) -> Application:
    """The firm was right: back into screening; the comment says why.

    Effects: state, stage; decision, its letter; the refusal's letter is revoked; mail to the firm. Refused
    (``already_applied``) when the site has opened another case in the round.
    """
    move = engine.apply(application, "uphold_objection", act, check=rules.require_may_uphold)
    _decide(move.record, Objection.State.UPHELD, act)
    take_refusal_back(move.record, act)
    return move.record


def take_refusal_back(application: Application, act: Act) -> None:
    """The letter of a refusal is void, and with it the time for an objection."""
    papers.revoke_in_force("refusal_notice", application, actor=act.actor, reason=act.comment)
    Application.objects.filter(pk=application.pk).update(objection_until=None)
    application.objection_until = None


def _open(application: Application) -> Objection:
    return Objection.objects.select_for_update().get(application=application, state=Objection.State.FILED)


def _decide(application: Application, state: str, act: Act) -> None:
    objection = _open(application)
    objection.state, objection.decision = state, act.comment.strip()
    objection.decided_by, objection.decided_at = act.actor, clock.now()
    objection.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    papers.issue("objection_decision", objection, actor=act.actor)
