"""What firms and lead companies owe a programme (부담금): billed, received, receipted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused
from journal import clock, counters, events
from ledger import services
from ledger.models import ContributionDue
from programs.services import Edit, change, create, locked, require_editable


@dataclass(frozen=True, slots=True)
class Sums:
    """Whole won and how many, over a list of contributions."""

    billed: int
    billed_krw: int
    received: int
    received_krw: int
    overdue: int
    overdue_krw: int

    @property
    def open_krw(self) -> int:
        return self.billed_krw - self.received_krw


def sums(dues: Iterable[ContributionDue]) -> Sums:
    """What was billed, what came, and what should have come by today."""
    rows = list(dues)
    received = [due.amount_krw for due in rows if due.received_on]
    overdue = [due.amount_krw for due in rows if due.is_overdue]
    return Sums(
        billed=len(rows),
        billed_krw=sum(due.amount_krw for due in rows),
        received=len(received),
        received_krw=sum(received),
        overdue=len(overdue),
        overdue_krw=sum(overdue),
    )


def bill(due: ContributionDue, edit: Edit) -> ContributionDue:
    """Say that somebody owes a line an amount. Effects: the row, an event; nothing is booked yet."""
    require_editable(due.line.round)
    return create(due, edit)


@transaction.atomic
def correct(due: ContributionDue, values: Mapping[str, Any], edit: Edit) -> ContributionDue:
    """Change a bill that nobody paid yet. Effects: the row, an event."""
    _require_open(locked(due, edit))
    return change(due, values, edit)


@transaction.atomic
def receive(due: ContributionDue, received_on: date, edit: Edit) -> ContributionDue:
    """Book a contribution that came, once, and give it the round's next receipt number.

    Effects: an entry on the line, the day and the number on the bill, an event. A rollback gives the number back.
    """
    stored = locked(due, edit)
    _require_open(stored)
    _require_day(stored, received_on)
    number = _next_number(stored)
    entry = services.contribute(stored.line, stored.amount_krw, actor=edit.actor, reference=number)
    values = {"received_on": received_on, "receipt_number": number, "entry": entry}
    # Compare and set: where locks are ignored, the second of two receivers still books nothing.
    open_one = ContributionDue.objects.filter(pk=stored.pk, received_on=None)
    if not open_one.update(**values, revision=stored.revision + 1):
        raise _received_already()
    events.record(
        action="receive_contributiondue",
        actor=edit.actor,
        obj=stored,
        after={"received_on": received_on, "receipt_number": number, "amount_krw": stored.amount_krw},
        reason=edit.reason,
        address=edit.address,
    )
    stored.refresh_from_db()
    return stored


def _next_number(due: ContributionDue) -> str:
    """Such as AS-2012-R-0001: gapless in the round."""
    serial = counters.take(f"contribution-receipt:{due.line.round_id}")
    return f"{due.line.round.case_prefix}-R-{serial:04d}"


def _require_open(due: ContributionDue) -> None:
    if due.received_on is not None:
        raise _received_already()


def _received_already() -> Refused:
    return Refused("already_received", _("This contribution was received and booked already."))


def _require_day(due: ContributionDue, received_on: date) -> None:
    if received_on > clock.today():
        raise BadData({"received_on": [_("This day is still to come.")]})
    if received_on < due.billed_on:
        text = _("This is before the day of the bill (%(day)s).") % {"day": due.billed_on}
        raise BadData({"received_on": [text]})
