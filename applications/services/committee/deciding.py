"""Decisions are staged first, seen by officials alone, and released later, each through its act of the table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from applications.models import Application, Committee, SelectionDecision
from applications.rules import committee as rules
from applications.rules import ranking
from applications.services import refusals, selection
from applications.services.committee import access
from applications.services.committee.committees import lock, record, save
from journal import clock
from workflow.acts import Act
from workflow.errors import ActError, BadData, Refused, StaleVersion
from workflow.models import Case
from workflow.states import ApplicationState

State = Committee.State
Decision = SelectionDecision.Decision
# What releasing a decision does, and the state that it leaves behind.
RELEASES: dict[str, tuple[Callable[[Application, Act], Application], str]] = {
    Decision.SELECT: (selection.select, ApplicationState.SELECTED),
    Decision.RESERVE: (selection.put_on_reserve, ApplicationState.RESERVE),
    Decision.REFUSE: (refusals.refuse, ApplicationState.REFUSED),
}
# Firms on the list are told first, then the reserve list in its order, refusals last.
ORDER = (Decision.SELECT, Decision.RESERVE, Decision.REFUSE)
# The firm is out of the round: nothing is left to release.
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What releasing one decision came to; ``error`` is a sentence, empty when it went through."""

    decision: SelectionDecision
    error_code: str = ""
    error: str = ""

    @property
    def ok(self) -> bool:
        return not self.error_code


@transaction.atomic
def take_proposal(committee: Committee, act: Act) -> int:
    """Stage what rank, money and quotas propose for every case without a decision; returns how many.

    Above the line: select; below it: the reserve list. Cases that nobody scored are left to a person.
    """
    fresh = lock(committee, act, "committee.decide")
    rules.require_state(fresh, State.DECIDING)
    now = clock.now()
    made = [
        SelectionDecision(
            committee=fresh,
            case=row.case,
            decision=row.proposal,
            rank=row.place.rank,
            points=row.place.candidate.sum,
            decided_at=now,
            decided_by=act.actor,
        )
        for row in ranking.rank(fresh).rows
        if row.is_open and row.decision is None and row.proposal
    ]
    SelectionDecision.objects.bulk_create(made)
    if made:
        save(fresh)
        record("committee.take_proposal", fresh, act, after={"decisions": len(made)})
    return len(made)


@transaction.atomic
def decide(committee: Committee, case: Case, act: Act) -> SelectionDecision:
    """Stage a decision about one case, or change it before its release; nobody outside learns of it.

    ``act.data``: ``decision`` (select, reserve, refuse), ``conditions``; ``act.comment`` is the reason, required for
    a refusal, for a change, and against the ranked list's proposal. ``act.version`` is the decision's, 0 for none.
    """
    fresh = lock(committee, replace(act, version=None), "committee.decide")
    rules.require_state(fresh, State.DECIDING, State.RELEASED)
    row = next((row for row in ranking.rank(fresh).rows if row.application.case_id == case.pk), None)
    if row is None or not row.is_open:
        raise Refused("not_open", _("This case is not open for a decision."))
    earlier = row.decision
    _require_seen(earlier, act)
    wanted = act.data.get("decision")
    if wanted not in Decision.values:
        raise BadData({"decision": [_("Choose a decision.")]})
    _require_reason(row, earlier, str(wanted), act)
    decision = _staged(fresh, row, earlier, act)
    decision.decision, decision.conditions = str(wanted), str(act.data.get("conditions", "")).strip()[:2000]
    decision.reason = act.comment.strip()
    decision.error_code = decision.error_text = ""
    decision.save()
    before = {"decision": earlier.decision, "rank": earlier.rank} if earlier else None
    after = {"case": str(case), "decision": decision.decision, "rank": decision.rank}
    record("committee.decide", fresh, act, before=before, after=after)
    return decision


def release(committee: Committee, act: Act) -> list[Outcome]:
    """Release every staged decision, each in its own transaction; what fails is told and can be released again.

    Selected first, in order of rank, then the reserve list in its order, then refusals. Called again, it goes on
    with what is left: nothing happens twice. When nothing is left the committee is done.
    """
    with transaction.atomic():
        fresh = lock(committee, act, "committee.release")
        rules.require_state(fresh, State.DECIDING, State.RELEASED)
        staged = list(fresh.decisions.staged().exclude(error_code=ENDED))
        if not staged:
            raise Refused("nothing_staged", _("There is no decision to release."))
        record("committee.release", fresh, act, after={"decisions": len(staged)})
    staged.sort(key=lambda one: (ORDER.index(Decision(one.decision)), one.rank, one.pk))
    doing = replace(act, version=None)
    outcomes = [release_one(decision, doing) for decision in staged]
    _finish(committee)
    return outcomes


def release_one(decision: SelectionDecision, act: Act) -> Outcome:
    """Release one decision through its act of the table; a refusal is kept with it."""
    try:
        return Outcome(_release(decision, act))
    except ActError as error:
        code = error.code[:40]
        if _application(decision.case_id).state == ApplicationState.WITHDRAWN:
            code = ENDED
        SelectionDecision.objects.filter(pk=decision.pk, released_at=None).update(
            error_code=code, error_text=error.message[:300]
        )
        decision.refresh_from_db()
        return Outcome(decision, code, error.message)


@transaction.atomic
def promote(committee: Committee, case: Case, act: Act) -> Outcome:
    """Select the next firm of the reserve list in place of one that gave up, and release it at once.

    ``act.comment`` says why; out of turn it must. Refused with ``not_next`` without a reason.
    """
    fresh = lock(committee, replace(act, version=None), "committee.release")
    found = ranking.rank(fresh)
    row = next((row for row in found.rows if row.application.case_id == case.pk), None)
    if row is None or row.application.state != ApplicationState.RESERVE:
        raise Refused("not_on_reserve", _("This firm is not on the reserve list."))
    upcoming = found.next_reserve
    if (upcoming is None or upcoming.application.case_id != case.pk) and not act.comment.strip():
        text = _("It is not this firm's turn on the reserve list. Give a reason why it comes first.")
        raise Refused("not_next", text, field="comment")
    _require_seen(row.decision, act)
    doing = replace(act, comment=act.comment.strip() or _("Moved up from the reserve list."), version=None)
    decision = _staged(fresh, row, row.decision, doing)
    decision.decision, decision.reason = Decision.SELECT, doing.comment
    decision.save()
    return Outcome(_release(decision, doing))


@transaction.atomic
def _release(decision: SelectionDecision, act: Act) -> SelectionDecision:
    """Lock the case first, as every act does; then the decision. Released already: nothing to do."""
    Case.objects.select_for_update().get(pk=decision.case_id)
    fresh = SelectionDecision.objects.select_for_update().get(pk=decision.pk)
    if fresh.released_at is not None or fresh.replaced_at is not None:
        return fresh
    application = _application(fresh.case_id)
    service, target = RELEASES[fresh.decision]
    if application.state != target:
        service(application, replace(act, comment=_comment(fresh), data=_data(fresh)))
    fresh.released_at, fresh.released_by = clock.now(), act.actor
    fresh.error_code = fresh.error_text = ""
    fresh.save()
    return fresh


def _comment(decision: SelectionDecision) -> str:
    """The reason of a refusal is read by the firm; that of any other decision stays with the officials."""
    return decision.reason if decision.decision == Decision.REFUSE else ""


def _data(decision: SelectionDecision) -> dict[str, str]:
    """What stands on the letter: conditions of a selection, the place on the reserve list."""
    if decision.decision == Decision.SELECT:
        return {"conditions": decision.conditions}
    if decision.decision == Decision.RESERVE:
        ahead = decision.committee.decisions.current().filter(decision=Decision.RESERVE)
        return {
            "reserve_rank": str(
                ahead.filter(Q(rank__lt=decision.rank) | Q(rank=decision.rank, pk__lt=decision.pk)).count()
                + 1
            )
        }
    return {}


def _finish(committee: Committee) -> None:
    """Results are out when no decision is left to release; then evaluators read the cases no more."""
    with transaction.atomic():
        fresh = Committee.objects.select_for_update().get(pk=committee.pk)
        left = fresh.decisions.staged().exclude(error_code=ENDED).exists()
        undecided = ranking.rank(fresh)
        waiting = any(row.is_open and row.decision is None for row in undecided.rows)
        if fresh.state == State.DECIDING and not left and not waiting:
            save(fresh, state=State.RELEASED, released_at=clock.now())
            access.end_all(fresh)


def _staged(
    committee: Committee, row: ranking.Row, earlier: SelectionDecision | None, act: Act
) -> SelectionDecision:
    """The row to write: the staged one itself, or a new one in place of what was released."""
    now = clock.now()
    if earlier is not None and earlier.released_at is not None:
        SelectionDecision.objects.filter(pk=earlier.pk).update(replaced_at=now)
        decision = SelectionDecision(committee=committee, case=row.case)
    elif earlier is not None:
        decision = earlier
        decision.version += 1
    else:
        decision = SelectionDecision(committee=committee, case=row.case)
    decision.rank, decision.points = row.place.rank, row.place.candidate.sum
    decision.decided_at, decision.decided_by = now, act.actor
    return decision


def _require_seen(earlier: SelectionDecision | None, act: Act) -> None:
    stored = earlier.version if earlier else 0
    if act.version is not None and act.version != stored:
        current: dict[str, Any] = {"decision": earlier.decision} if earlier else {}
        raise StaleVersion(sent=act.version, stored=stored, current=current)


def _require_reason(row: ranking.Row, earlier: SelectionDecision | None, wanted: str, act: Act) -> None:
    if act.comment.strip():
        return
    if wanted == Decision.REFUSE:
        raise BadData({"comment": [_("A refusal needs a reason: the firm reads it.")]})
    if earlier is not None and earlier.decision != wanted:
        raise BadData({"comment": [_("Say why the decision changes.")]})
    if row.proposal and wanted != row.proposal and earlier is None:
        raise BadData({"comment": [_("Say why this differs from the ranked list.")]})


def _application(case_id: int) -> Application:
    return Application.objects.select_related("case__round").get(case=case_id)
