"""Correction requests about an application (보완): asked, answered, accepted, withdrawn, given more time.

Several can be open; the state ``correction`` lasts until the last of them is answered or withdrawn. Reminders and the
mark of what is overdue come from workflow.sweeps.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application
from applications.services import duplicates, evaluations
from documents import services as papers
from journal import clock
from workflow import corrections, engine
from workflow.acts import Act
from workflow.errors import BadData


@transaction.atomic
def request_correction(application: Application, act: Act) -> Application:
    """Ask the firm to correct its entries by a day (``deadline``); the comment says what.

    ``requests`` asks for several things, each with what it is ``about``, its ``text`` and perhaps its own ``deadline``;
    the comment then stands above them. More can be asked while others are open. Effects: state, back to screening;
    the requests; a letter that lists them; mail to the firm.
    """
    move = engine.apply(application, "request_correction", act, check=corrections.require_future_deadline)
    asked = corrections.ask(move, act)
    papers.issue("correction_request", asked[0], actor=act.actor)
    return move.record


@transaction.atomic
def answer_correction(application: Application, act: Act) -> Application:
    """Hand the corrected entries back; they must be complete again.

    Effects: state; every open request is answered, with its own text in ``answers`` or with the comment; a new
    evaluation beside the earlier ones; mail to the officials.
    """

    def check(record: Application, data: dict[str, Any]) -> None:
        for row in data["answers"]:
            corrections.require_open(record, row)
        rules.require_complete(record, data)

    move = engine.apply(application, "answer_correction", act, check=check, fields=_corrected)
    answers = {row["correction"]: row["answer"] for row in move.data["answers"]}
    corrections.answer(move.record, act, answers=answers)
    evaluations.freeze(move.record)
    duplicates.find(move.record)
    return move.record


@transaction.atomic
def answer_request(application: Application, act: Act) -> Application:
    """Answer one ``correction`` of several with the comment; the others stay open.

    The last one hands the whole application back as ``answer_correction`` does.
    """
    _case, fresh = engine.lock(application)
    if corrections.is_last_open(fresh, act.data.get("correction")):
        return answer_correction(application, replace(act, data={}))
    move = engine.apply(application, "answer_request", act, check=corrections.require_open, fields=_corrected)
    corrections.answer(move.record, act, only=move.data["correction"])
    return move.record


@transaction.atomic
def accept_answer(application: Application, act: Act) -> Application:
    """Accept the answer to one ``correction``; what is not accepted singly is accepted by going on."""
    move = engine.apply(application, "accept_answer", act, check=corrections.require_answered)
    corrections.accept_answers(move.record, only=move.data["correction"])
    return move.record


@transaction.atomic
def withdraw_correction(application: Application, act: Act) -> Application:
    """Take every open request back; what the firm has changed meanwhile stands and is evaluated.

    Effects: state; the requests are withdrawn; a new evaluation; mail to the firm.
    """
    move = engine.apply(application, "withdraw_correction", act)
    corrections.withdraw(move.record)
    evaluations.freeze(move.record)
    duplicates.find(move.record)
    return move.record


@transaction.atomic
def withdraw_request(application: Application, act: Act) -> Application:
    """Take one ``correction`` of several back; the others stay open. The last one ends the correction."""
    _case, fresh = engine.lock(application)
    if corrections.is_last_open(fresh, act.data.get("correction")):
        return withdraw_correction(application, replace(act, data={}))
    move = engine.apply(application, "withdraw_request", act, check=corrections.require_open)
    corrections.withdraw(move.record, only=move.data["correction"])
    return move.record


@transaction.atomic
def ask_extension(application: Application, act: Act) -> Application:
    """Ask for ``days`` more to answer a ``correction``; the comment says why. Effects: the wish; mail to officials.

    Possible twice for a request (``extensions_used``), one at a time (``extension_asked``).
    """
    move = engine.apply(application, "ask_extension", act, check=corrections.require_extendable)
    corrections.ask_extension(move, act)
    return move.record


@transaction.atomic
def decide_extension(application: Application, act: Act) -> Application:
    """Grant more time for a ``correction``, until ``deadline`` or as it was asked for, or decline it with a reason.

    Effects: the decision; a granted deadline holds and is reminded of anew; mail to the firm.
    """

    def check(record: Application, data: dict[str, Any]) -> None:
        if not data["granted"] and not act.comment.strip():
            raise BadData({"comment": [_("Give a reason.")]})
        corrections.require_extension_asked(record, data)

    move = engine.apply(application, "decide_extension", act, check=check)
    corrections.decide_extension(move, act)
    return move.record


def settle_open(application: Application, data: dict[str, Any], act: Act) -> None:
    """Before a step forward: nothing is asked any more, or somebody overrides it with a reason.

    An override withdraws what is open, and what the firm has changed meanwhile is evaluated. Refused with
    ``correction_open`` where the round blocks and no reason is given.
    """
    if not corrections.open_requests(application):
        return
    rules.require_override(application, data, act)
    corrections.withdraw(application)
    evaluations.freeze(application)
    duplicates.find(application)


def _corrected(_record: Application, _data: dict[str, Any]) -> dict[str, Any]:
    return {"corrected_at": clock.now()}
