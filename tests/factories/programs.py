"""Rounds for tests, with the rules of the real call."""

from datetime import date

from accounts.models import Area
from ledger import services as ledger
from ledger.models import FundingLine
from programs import presets, reference
from programs.models import Round


def incheon_2021() -> Round:
    """The 2021 Incheon round, open from 1 to 16 July, with its two funding lines planned."""
    if not Area.objects.filter(code="28200").exists():
        reference.load_all()
    round_ = presets.incheon_round(
        2021, opens_on=date(2021, 7, 1), closes_on=date(2021, 7, 16), factor_set="kr-2021"
    )
    funding_line(round_, "national-diagnosis", "national", "diagnosis", 71_500_000)
    funding_line(round_, "national-improvement", "national", "improvement", 60_000_000)
    return round_


def funding_line(round_: Round, code: str, source: str, purpose: str, planned_krw: int) -> FundingLine:
    line, created = FundingLine.objects.get_or_create(
        round=round_,
        code=code,
        defaults={"fund_source": source, "purpose": purpose, "confidence": "verified"},
    )
    if created:
        ledger.plan(line, planned_krw, actor=None)
    return line
