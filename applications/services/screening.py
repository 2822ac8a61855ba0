"""From submission to the end of screening: submit, decide, screen, and the ways back."""

from typing import Any

from django.db import transaction

from applications import rules, search, standing
from applications.models import Application
from applications.rules.duplicates import require_flags_answered
from applications.services import correcting, duplicates, evaluations
from applications.services.starting import region_for
from documents import services as papers
from journal import clock, counters
from programs.services import freeze_rules, rule_sets
from workflow import corrections, engine
from workflow.acts import Act
from workflow.models import Case


@transaction.atomic
def submit(application: Application, act: Act) -> Application:
    """Submit a complete draft in time.

    Effects: state; the case gets its number, its time of submission and the round's rules, which freeze; evaluation;
    receipt paper; mail to firm and officials. Refused outside the application period (``round_closed``); Incomplete
    names everything that is missing.
    """
    move = engine.apply(application, "submit", act, check=rules.require_submittable)
    receive(move.record, act)
    return move.record


def receive(application: Application, act: Act) -> None:
    """What follows from handing in: number, time and rules of the case, evaluation, duplicates, receipt."""
    _pin(application.case)
    search.refresh(application)
    evaluations.freeze(application)
    duplicates.find(application)
    papers.issue_anew("receipt", application, actor=act.actor)
    papers.issue_anew("application_copy", application, actor=act.actor)


@transaction.atomic
def edit_again(application: Application, act: Act) -> Application:
    """Take a submitted application back to change it, before the closing and before anybody has begun to check it.

    Effects: a draft again, which counts only once it is submitted again; the case keeps its number; receipt and copy
    are void; mail to firm and officials. The time of submission becomes that of the next submission: what is judged
    was handed in then, and a draft that is never submitted again was not received. The earlier time stays in the
    events and on the revoked receipt. Refused with ``round_closed`` or ``screening_begun``.
    """
    move = engine.apply(application, "edit_again", act, check=rules.require_untouched)
    for kind in ("receipt", "application_copy"):
        papers.revoke_in_force(kind, move.record, actor=act.actor, reason=act.comment)
    return move.record


def _pin(case: Case) -> None:
    round_ = case.round
    freeze_rules(round_)
    if case.number is None:  # submitted again, it keeps the number that people know
        case.number = f"{round_.case_prefix}-{counters.take(f'case:{round_.case_prefix}'):04d}"
    # The district may have been corrected since the draft began; its own officials must see the case.
    case.region = region_for(round_, rules.factory(case))
    case.region_code = case.region.code
    case.submitted_at = clock.now()
    pinned = rule_sets(round_)
    for name, versioned in pinned.items():
        setattr(case, name, versioned)
    for name in Case.READINGS:
        setattr(case, name, getattr(round_, name))
    case.save(update_fields=["number", "submitted_at", "region", "region_code", *Case.READINGS, *pinned])


@transaction.atomic
def decide_criterion(application: Application, act: Act) -> Application:
    """Decide a ``criterion`` that the notice leaves to a person: ``met`` or not; the comment is the reason.

    Effects: the decision stands in the verdict with who and when; a later decision replaces it, the events keep both.
    """
    move = engine.apply(application, "decide_criterion", act, check=rules.require_decidable)
    verdict = next(
        v for v in rules.latest_verdicts(move.record) if v.criterion.code == move.data["criterion"]
    )
    verdict.decided_met = move.data["met"]
    verdict.decided_by = act.actor
    verdict.decided_at = clock.now()
    verdict.reason = act.comment.strip()
    verdict.save(update_fields=["decided_met", "decided_by", "decided_at", "reason"])
    standing.refresh(move.record)
    return move.record


@transaction.atomic
def screen(application: Application, act: Act) -> Application:
    """Pass an application whose every condition is met, by rule or by decision.

    Effects: state, stage selection; answered correction requests are accepted; mail to the firm. Refused with
    ``conditions_not_met``, ``undecided`` or ``correction_open``, and without a comment with ``duplicates_open`` while
    nobody has resolved the flags about it. An ``override_reason`` goes on despite open requests, which are withdrawn.
    """

    def check(record: Application, data: dict[str, Any]) -> None:
        correcting.settle_open(record, data, act)
        rules.require_screenable(record, data)
        require_flags_answered(record, act.comment)

    move = engine.apply(application, "screen", act, check=check)
    corrections.accept_answers(move.record)
    return move.record


@transaction.atomic
def return_to_screening(application: Application, act: Act) -> Application:
    """Take a screened application, or one on the reserve list, back into screening. Its letter is void then."""
    move = engine.apply(application, "return_to_screening", act)
    papers.revoke_in_force("reserve_notice", move.record, actor=act.actor, reason=act.comment)
    return move.record
