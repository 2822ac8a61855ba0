"""The request for support: asked, corrected, reviewed, returned, rejected, reopened."""

from django.db import transaction

from journal import events
from subsidies import rules
from subsidies.models import Grant
from subsidies.services import money, splits
from workflow import corrections, engine
from workflow.acts import Act
from workflow.models import Case


@transaction.atomic
def request_support(case: Case, act: Act) -> Grant:
    """Ask for support for accepted measures.

    Effects: split by the pinned rates, grant with its cost items, calculation.
    """
    move = engine.apply(case, "request_support", act)
    money.lock_firm(move.record)
    proposal = rules.propose(
        move.record,
        support_type=move.data["support_type"],
        cost_items=move.data["cost_items"],
        requested_krw=move.data["requested_krw"],
    )
    grant = Grant.objects.create(
        case=move.record,
        line=proposal.line,
        requested_krw=move.data["requested_krw"],
        requested_by=act.actor,
        on_behalf_of=act.on_behalf_of,
        **splits.split_fields(proposal),
    )
    splits.store_items(grant, proposal)
    splits.store_split(grant, proposal)
    events.record(
        action="grant.created",
        actor=act.actor,
        obj=grant,
        case_id=grant.case_id,
        after={"state": grant.state, "public_krw": grant.public_krw, "own_krw": grant.own_krw},
        address=act.address,
        on_behalf_of=act.on_behalf_of,
    )
    return grant


@transaction.atomic
def request_correction(grant: Grant, act: Act) -> Grant:
    """Send the request back with a question and a deadline; a review is void. Effect: correction request."""
    move = engine.apply(
        grant,
        "request_correction",
        act,
        check=corrections.require_future_deadline,
        fields=lambda _grant, _data: {"reviewed_by": None},
    )
    corrections.ask(move, act)
    return move.record


@transaction.atomic
def answer_correction(grant: Grant, act: Act) -> Grant:
    """Answer; new cost items replace the old ones and are split anew. Effects: items, split, answered request."""
    move = engine.apply(grant, "answer_correction", act)
    corrections.answer(move.record, act)
    if move.data["cost_items"]:
        splits.split_anew(move.record, move.data["cost_items"])
    return move.record


@transaction.atomic
def review(grant: Grant, act: Act) -> Grant:
    """Hand the request to the approving official. Effects: reviewer, accepted answers."""
    move = engine.apply(
        grant,
        "review",
        act,
        check=money.decision(act.actor),
        fields=lambda _grant, _data: {"reviewed_by": act.actor},
    )
    corrections.accept_answers(move.record)
    return move.record


@transaction.atomic
def return_to_review(grant: Grant, act: Act) -> Grant:
    """Send a reviewed request back to the reviewing official; the review is void."""
    return engine.apply(
        grant, "return_to_review", act, fields=lambda _grant, _data: {"reviewed_by": None}
    ).record


@transaction.atomic
def reject(grant: Grant, act: Act) -> Grant:
    """Say no; the measure is free for another request."""
    return engine.apply(grant, "reject", act, check=money.decision(act.actor)).record


@transaction.atomic
def reopen(grant: Grant, act: Act) -> Grant:
    """Take a rejection back. Effects: the cost is split anew, because the firm's ceiling may have been used since."""
    move = engine.apply(
        grant,
        "reopen",
        act,
        check=money.decision(act.actor),
        fields=lambda _grant, _data: {"reviewed_by": None},
    )
    splits.split_anew(move.record, rules.rows_of(move.record))
    return move.record
