"""Whether the stored balances of the lines equal the sums of their entries."""

from django.db.models import Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from ledger.models import Entry, FundingLine

Kind = Entry.Kind
# Balance → the entries that raise it and those that lower it.
BALANCES: dict[str, tuple[tuple[Kind, ...], tuple[Kind, ...]]] = {
    "planned_krw": ((Kind.PLAN, Kind.AMEND), ()),
    "committed_krw": ((Kind.COMMIT,), (Kind.RELEASE,)),
    "paid_krw": ((Kind.PAY,), ()),
    "returned_krw": ((Kind.RETURN,), ()),
    "contributed_krw": ((Kind.CONTRIBUTION,), ()),
}


def differences() -> list[str]:
    """One sentence per line and balance that does not tie out; empty when the ledger is sound."""
    found = []
    for line in FundingLine.objects.annotate(
        **{f"sum_{name}": _sum(*kinds) for name, kinds in BALANCES.items()}
    ):
        for name in BALANCES:
            stored, summed = getattr(line, name), getattr(line, f"sum_{name}")
            if stored != summed:
                found.append(f"{line.round_id}/{line.code}: {name} is {stored:,}, its entries say {summed:,}")
    return found


def _sum(raising: tuple[Kind, ...], lowering: tuple[Kind, ...]) -> Combinable:
    up = Coalesce(Sum("entries__amount_krw", filter=Q(entries__kind__in=raising)), 0)
    if not lowering:
        return up
    return up - Coalesce(Sum("entries__amount_krw", filter=Q(entries__kind__in=lowering)), 0)
