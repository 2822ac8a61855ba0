"""Setting up the money of a round: its lines, their amendments (추가경정), the shares of the sources (분담비율)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused, StaleVersion
from journal import events
from ledger import services
from ledger.models import Entry, FundingLine, SourceShare
from programs.models import Round
from programs.services import Edit, change, create, locked, require_editable, validate

FULL = Decimal(100)
PLANNING = (Entry.Kind.PLAN, Entry.Kind.AMEND)


# -- lines -------------------------------------------------------------------------------------------------


@transaction.atomic
def add(line: FundingLine, planned_krw: int, edit: Edit) -> FundingLine:
    """Add a line with its planned amount. Effects: the line, its first entry, an event.

    A line without a code is called after its source, purpose and region.
    """
    require_editable(line.round)
    line.code = line.code or _free_code(line)
    if planned_krw < 0:
        raise BadData({"planned_krw": [_("Enter zero won or more.")]})
    create(line, edit)
    if planned_krw:
        services.plan(line, planned_krw, actor=edit.actor, reason=edit.reason)
    return line


def describe(line: FundingLine, values: Mapping[str, Any], edit: Edit) -> FundingLine:
    """Change what a line is called, its law and its number elsewhere; amounts change by ``amend`` alone."""
    require_editable(line.round)
    return change(line, values, edit)


@transaction.atomic
def amend(line: FundingLine, planned_krw: int, edit: Edit) -> Entry:
    """Give a line another planned amount (추가경정). Effects: an entry with the difference, an event.

    Refused without a reason, below what is committed (with the amount), and when nothing would change.
    """
    require_editable(line.round)
    line = _amendable(line, edit)
    if not edit.reason:
        raise BadData({"reason": [_("Say why the amount changes, such as the number of the decision.")]})
    before, change_krw = line.planned_krw, planned_krw - line.planned_krw
    if change_krw == 0:
        raise BadData({"planned_krw": [_("This is the amount that is planned already.")]})
    try:
        entry = _book(line, change_krw, edit)
    except services.LineExhausted:
        raise Refused("below_commitments", _too_low(line), field="planned_krw") from None
    FundingLine.objects.filter(pk=line.pk).update(revision=F("revision") + 1)
    events.record(
        action="amend_fundingline",
        actor=edit.actor,
        obj=line,
        before={"planned_krw": before},
        after={"planned_krw": planned_krw},
        reason=edit.reason,
        address=edit.address,
    )
    line.refresh_from_db()
    return entry


@transaction.atomic
def remove(line: FundingLine, edit: Edit) -> None:
    """Remove a line that was never given money. Effects: the line is gone, an event keeps what it was.

    Entries are kept for ever, so a line that has some is amended to zero instead.
    """
    require_editable(line.round)
    stored = locked(line, edit)
    if stored.entries.exists():
        raise Refused(
            "line_has_entries",
            _("%(line)s has entries in the ledger, which are kept. Amend it to 0 won instead.")
            % {"line": stored},
        )
    kept = {"code": stored.code, "fund_source": stored.fund_source, "purpose": stored.purpose}
    events.record(
        action="remove_fundingline",
        actor=edit.actor,
        obj=stored,
        before=kept,
        reason=edit.reason,
        address=edit.address,
    )
    try:
        stored.delete()
    except ProtectedError:
        raise Refused(
            "line_in_use", _("%(line)s is named by bills or requests and stays.") % {"line": stored}
        ) from None


def amendments(lines: Iterable[FundingLine]) -> list[Entry]:
    """First amounts of these lines and their changes, newest first."""
    found = Entry.objects.filter(line__in=list(lines), kind__in=PLANNING)
    return list(found.select_related("line__region").order_by("-pk"))


def _amendable(line: FundingLine, edit: Edit) -> FundingLine:
    try:
        return locked(line, edit)
    except StaleVersion as stale:
        stored = FundingLine.objects.get(pk=line.pk).planned_krw
        raise StaleVersion(sent=stale.sent, stored=stale.stored, current={"planned_krw": stored}) from None


def _book(line: FundingLine, change_krw: int, edit: Edit) -> Entry:
    """The first amount of a line is its plan; every later one amends it."""
    if change_krw > 0 and not line.entries.exists():
        return services.plan(line, change_krw, actor=edit.actor, reason=edit.reason)
    return services.amend(line, change_krw, actor=edit.actor, reason=edit.reason)


def _too_low(line: FundingLine) -> str:
    return _("%(committed)s won of this line are committed: enter at least that much.") % {
        "committed": f"{line.committed_krw:,}"
    }


def _free_code(line: FundingLine) -> str:
    parts = [line.fund_source, line.purpose, line.region.code if line.region else ""]
    stem = "-".join(part for part in parts if part).replace("_", "-")[:36]
    taken = set(line.round.funding_lines.values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


# -- shares ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A source beside what it is to give and what the lines plan of it; ``share`` is None where none was agreed."""

    source: str
    label: str
    share: Decimal | None
    planned_krw: int
    planned_share: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Percentage points by which the lines miss the agreed share."""
        if self.share is None or self.planned_share is None:
            return None
        return self.planned_share - self.share


def compared(shares: Iterable[SourceShare], lines: Iterable[FundingLine]) -> list[ShareLine]:
    """Every source that has a share or money, agreed beside planned; percentages to two places."""
    agreed = {share.fund_source: share.percent for share in shares}
    planned: dict[str, int] = {}
    for line in lines:
        planned[line.fund_source] = planned.get(line.fund_source, 0) + line.planned_krw
    total = sum(planned.values())
    return [
        ShareLine(
            source.value,
            str(source.label),
            agreed.get(source.value),
            planned.get(source.value, 0),
            (Decimal(planned.get(source.value, 0)) * FULL / total).quantize(Decimal("0.01"))
            if total
            else None,
        )
        for source in FundingLine.Source
        if source.value in agreed or source.value in planned
    ]


def token(shares: Iterable[SourceShare]) -> str:
    """What a form remembers of the shares it shows."""
    return ";".join(sorted(f"{share.fund_source}:{share.percent:.2f}" for share in shares))


@transaction.atomic
def set_shares(
    round_: Round, percents: Mapping[str, Decimal], edit: Edit, *, seen: str | None = None
) -> None:
    """Say what part each source is to give; together exactly 100 %, or nothing at all.

    Effects: the shares of the round, an event with those before and after. Raises BadData with the sum.
    """
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    require_editable(stored)
    before = list(stored.source_shares.all())
    if seen is not None and seen != token(before):
        current = {share.fund_source: share.percent for share in before}
        raise StaleVersion(sent=0, stored=0, current={"seen": token(before), **current})
    if percents and (total := sum(percents.values(), Decimal(0))) != FULL:
        raise BadData(
            {
                "__all__": [
                    _("Together the shares make %(sum)s %%; they must make 100 %%.")
                    % {"sum": f"{total.normalize():f}"}
                ]
            }
        )
    rows = [SourceShare(round=stored, fund_source=name, percent=value) for name, value in percents.items()]
    stored.source_shares.all().delete()
    for row in rows:
        validate(row)
        row.save()
    events.record(
        action="set_source_shares",
        actor=edit.actor,
        obj=stored,
        before={share.fund_source: str(share.percent) for share in before},
        after={row.fund_source: str(row.percent) for row in rows},
        reason=edit.reason,
        address=edit.address,
    )
