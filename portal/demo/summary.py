"""What the demo came to, as ``manage.py demo`` prints it and ``--json`` writes it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from calculations.quantities import round_tco2eq, round_toe
from documents.models import IssuedDocument
from ledger.models import FundingLine
from programs.models import Round
from reports import figures
from reports.models import Certificate
from workflow.models import Case


def summary(round_: Round) -> dict[str, Any]:
    """Cases by stage, money by line, certificates, papers by kind, totals by basis, of one round.

    Amounts are whole won; ``toe`` and ``tco2eq`` are a year's saving.
    """
    cases = Case.objects.counted().filter(round=round_)
    return {
        "cases": dict(cases.order_by("stage").values_list("stage").annotate(Count("pk"))),
        "funding": [_line(line) for line in FundingLine.objects.filter(round=round_)],
        "certificates": Certificate.objects.filter(case__in=cases, revoked_at=None).count(),
        "papers": dict(
            IssuedDocument.objects.filter(case__in=cases, revoked_at=None)
            .order_by("kind")
            .values_list("kind")
            .annotate(Count("pk"))
        ),
        "totals": {basis: _total(total) for basis, total in figures.totals(round_).items()},
    }


def _total(total: Mapping[str, Any]) -> dict[str, Any]:
    """Rounded as on paper, and as JSON numbers: nobody computes further with them."""
    return {
        "saved_krw": total["saved_krw"],
        "toe": float(round_toe(total["toe"])),
        "tco2eq": float(round_tco2eq(total["tco2eq"])),
    }


def _line(line: FundingLine) -> dict[str, Any]:
    return {
        "line": line.code,
        "source": line.fund_source,
        "purpose": line.purpose,
        "planned_krw": line.planned_krw,
        "committed_krw": line.committed_krw,
        "paid_krw": line.paid_krw,
        "returned_krw": line.returned_krw,
        "left_krw": line.left_krw,
        "source_confidence": line.confidence,
    }
