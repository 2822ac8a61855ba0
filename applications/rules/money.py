"""The diagnosis fee: which line pays it, what is promised."""

from collections import defaultdict

from ledger.models import Entry, FundingLine
from workflow.models import Case

# What ledger entries of the fee refer to.
DIAGNOSIS_FEE = "diagnosis-fee"


def diagnosis_line(case: Case) -> FundingLine | None:
    """The line that pays the diagnosis: of the case's region if it has its own, else of the whole round."""
    lines = FundingLine.objects.filter(round=case.round_id, purpose=FundingLine.Purpose.DIAGNOSIS).order_by(
        "code"
    )
    return lines.filter(region=case.region_id).first() or lines.filter(region=None).first()


def promised_fee(case: Case) -> dict[FundingLine, int]:
    """Won promised to the case for its diagnosis and not released, by line."""
    kinds = {Entry.Kind.COMMIT: 1, Entry.Kind.RELEASE: -1}
    entries = Entry.objects.filter(case_id=case.pk, reference=DIAGNOSIS_FEE, kind__in=kinds)
    sums: dict[FundingLine, int] = defaultdict(int)
    for entry in entries.select_related("line"):
        sums[entry.line] += kinds[Entry.Kind(entry.kind)] * entry.amount_krw
    return {line: amount for line, amount in sums.items() if amount}
