"""The only writers of money. Each movement is one conditional UPDATE of the line and one entry.

Lock order everywhere: case, record, line. The UPDATE takes the line's lock, decides and writes in one statement, so
that two approvals can never both take the last won (RELIABILITY C1).
"""

from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from journal import clock
from ledger.models import Entry, FundingLine

if TYPE_CHECKING:
    from accounts.models import User


class HasKey(Protocol):
    """A case: a layer above, known here by its key alone."""

    pk: int


class LineExhausted(Exception):
    """A movement would break a line's limits. Carries what was asked and what is left, in won."""

    def __init__(self, line: FundingLine, asked_krw: int, left_krw: int) -> None:
        self.line, self.asked_krw, self.left_krw = line, asked_krw, left_krw
        super().__init__(
            _("%(line)s has %(left)s won left; %(asked)s won are needed.")
            % {"line": line, "left": f"{left_krw:,}", "asked": f"{asked_krw:,}"}
        )


def plan(line: FundingLine, amount_krw: int, *, actor: "User | None", reason: str = "") -> Entry:
    """Give a line its first amount."""
    return _move(line, Entry.Kind.PLAN, amount_krw, {"planned_krw": amount_krw}, actor=actor, reason=reason)


def amend(line: FundingLine, change_krw: int, *, actor: "User | None", reason: str) -> Entry:
    """Raise or lower a plan (추가경정); never below what is committed."""
    if not reason.strip():
        raise ValueError("An amendment needs a reason.")
    change = {"planned_krw": change_krw}
    guard = {"planned_krw__gte": F("committed_krw") - change_krw}
    return _move(line, Entry.Kind.AMEND, change_krw, change, guard, actor=actor, reason=reason)


def commit(
    line: FundingLine,
    amount_krw: int,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
) -> Entry:
    """Promise money of a line to a case; refused with LineExhausted beyond the plan."""
    return _move(
        line,
        Entry.Kind.COMMIT,
        amount_krw,
        {"committed_krw": amount_krw},
        {"planned_krw__gte": F("committed_krw") + amount_krw},
        actor=actor,
        case=case,
        reference=reference,
    )


def release(
    line: FundingLine,
    amount_krw: int,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
    reason: str = "",
) -> Entry:
    """Take back a promise that was not paid."""
    return _move(
        line,
        Entry.Kind.RELEASE,
        amount_krw,
        {"committed_krw": -amount_krw},
        {"committed_krw__gte": F("paid_krw") - F("returned_krw") + amount_krw},
        actor=actor,
        case=case,
        reference=reference,
        reason=reason,
    )


def pay(
    line: FundingLine,
    amount_krw: int,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
) -> Entry:
    """Record that committed money went out; the transfer itself happens in the accounting system."""
    return _move(
        line,
        Entry.Kind.PAY,
        amount_krw,
        {"paid_krw": amount_krw},
        {"committed_krw__gte": F("paid_krw") - F("returned_krw") + amount_krw},
        actor=actor,
        case=case,
        reference=reference,
    )


def return_(
    line: FundingLine,
    amount_krw: int,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
) -> Entry:
    """Record that paid money came back."""
    return _move(
        line,
        Entry.Kind.RETURN,
        amount_krw,
        {"returned_krw": amount_krw},
        {"paid_krw__gte": F("returned_krw") + amount_krw},
        actor=actor,
        case=case,
        reference=reference,
    )


def contribute(
    line: FundingLine,
    amount_krw: int,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
) -> Entry:
    """Record what a firm or lead company paid into a line."""
    return _move(
        line,
        Entry.Kind.CONTRIBUTION,
        amount_krw,
        {"contributed_krw": amount_krw},
        actor=actor,
        case=case,
        reference=reference,
    )


@transaction.atomic
def _move(
    line: FundingLine,
    kind: Entry.Kind,
    amount_krw: int,
    changes: dict[str, int],
    guard: dict[str, Any] | None = None,
    *,
    actor: "User | None",
    case: "HasKey | None" = None,
    reference: str = "",
    reason: str = "",
) -> Entry:
    if isinstance(amount_krw, bool) or not isinstance(amount_krw, int):
        raise TypeError("Money is whole won.")
    if amount_krw <= 0 and kind != Entry.Kind.AMEND:
        raise ValueError("A movement is more than zero won.")
    updates = {field: F(field) + change for field, change in changes.items()}
    moved = FundingLine.objects.filter(pk=line.pk, **(guard or {})).update(**updates)
    line.refresh_from_db()
    if not moved:
        raise LineExhausted(line, amount_krw, line.left_krw)
    return Entry.objects.create(
        line=line,
        kind=kind,
        amount_krw=amount_krw,
        case_id=case.pk if case else None,
        reference=reference,
        reason=reason,
        actor_id=actor.pk if actor else None,
        actor_label=str(actor) if actor else "system",
        at=clock.now(),
    )
