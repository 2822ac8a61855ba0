"""What needs several steps at once: a firm drops out of a running case."""

from dataclasses import replace
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.rules import DIAGNOSIS_FEE
from diagnostics.models import Measure
from diagnostics.rules import fee_due
from ledger import services as ledger
from reports.models import Outcome
from subsidies.models import Grant
from subsidies.services import release_award
from workflow import corrections, engine
from workflow.acts import Act
from workflow.api import Services
from workflow.errors import Refused
from workflow.models import Case, Record
from workflow.states import CaseStage, GrantState
from workflow.transitions import find

M = TypeVar("M", bound=Record)


@transaction.atomic
def drop(case: Case, act: Act) -> Case:
    """End a case because the firm drops out.

    Effects, in order: stage; every measure that is not finished becomes not implemented, with the reason; every
    support request before its settlement is cancelled, which releases its money and revokes its letter; open
    correction requests are withdrawn; the promised fee of a diagnosis that was not released is released; mail to
    firm and team. Refused while evidence waits for its settlement or an advance is unsettled
    (``settle_first``): that money needs a decision of its own.
    """
    move = engine.apply(case, "drop", act, check=_require_settled)
    dropped: Case = move.record
    # The rest follows from this act: nobody could have seen those records' versions.
    follow_up = replace(act, version=None)
    for measure in _in_sources("measure", Measure.objects.filter(case=dropped)):
        drop_measure(measure, follow_up)
    for grant in _in_sources("grant", Grant.objects.filter(case=dropped)):
        drop_grant(grant, replace(follow_up, data={}))
    for outcome in Outcome.objects.filter(case=dropped):
        corrections.withdraw(outcome)
    for line, amount_krw in fee_due(dropped).items():
        ledger.release(
            line,
            amount_krw,
            actor=act.actor,
            case=dropped,
            reference=DIAGNOSIS_FEE,
            reason=act.comment[:300],
        )
    return dropped


@transaction.atomic
def drop_measure(measure: Measure, act: Act) -> Measure:
    """Record that a measure of a dropped case is not implemented. Effects: state and reason."""
    return engine.apply(
        measure,
        "drop",
        act,
        check=_require_dropped,
        fields=lambda _record, data: {"reason_code": data["reason_code"]},
    ).record


@transaction.atomic
def drop_grant(grant: Grant, act: Act) -> Grant:
    """Cancel a support request of a dropped case. Effects: money released, letter revoked, corrections closed."""
    move = engine.apply(grant, "drop", act, check=_require_dropped)
    release_award(move.record, act)
    corrections.withdraw(move.record)
    return move.record


def _in_sources(kind: str, records: QuerySet[M]) -> QuerySet[M]:
    row = find(kind, "drop")
    assert row is not None, "The table has a row for each kind that drops with its case."
    return records.filter(state__in=row.sources).order_by("pk")


def _require_settled(case: Case, data: dict) -> None:
    grants = Grant.objects.filter(case=case)
    unsettled = grants.filter(state=GrantState.CLAIMED) | grants.filter(
        state=GrantState.APPROVED, paid_krw__gt=0
    )
    if unsettled.exists():
        raise Refused(
            "settle_first",
            _("Settle the support first: evidence or an advance payment waits for its account."),
        )


def _require_dropped(record: Measure | Grant, data: dict) -> None:
    if record.case.stage != CaseStage.DROPPED:
        raise Refused("case_goes_on", _("This is possible only after the firm dropped out of the case."))


TRANSITIONS: Services = {
    ("case", "drop"): drop,
    ("measure", "drop"): drop_measure,
    ("grant", "drop"): drop_grant,
}
