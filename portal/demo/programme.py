"""The demo's two rounds: Incheon 2021 as its notice describes it, and one that stands open today."""

from datetime import date, datetime, timedelta

from accounts.models import User
from journal import clock
from ledger import services as ledger
from ledger.models import FundingLine
from programs import presets, reference
from programs.models import Confidence, Operator, Round

NOTICE = "programme notice 2021-07-09"
BUDGET_2021_KRW = 131_500_000
DIAGNOSIS_2021_KRW = 13 * 5_500_000
PLANNED_AT = datetime(2021, 3, 2, 9, 0, tzinfo=clock.SEOUL)


def prepare(admin: User) -> Round:
    """Reference data, operator, both rounds and their money; returns the 2021 round."""
    reference.load_all()
    Operator.objects.filter(pk=presets.operator().pk).update(is_demo=True)
    with clock.travel(PLANNED_AT):
        past = presets.incheon_round(
            2021, opens_on=date(2021, 7, 9), closes_on=date(2021, 7, 23), factor_set="kr-2021"
        )
        _line(
            past,
            "national-diagnosis",
            FundingLine.Purpose.DIAGNOSIS,
            DIAGNOSIS_2021_KRW,
            admin,
            source=f"{NOTICE}: 13 firms x 5.5 million won, wholly national funds",
            confidence=Confidence.VERIFIED,
        )
        _line(
            past,
            "improvement",
            FundingLine.Purpose.IMPROVEMENT,
            BUDGET_2021_KRW - DIAGNOSIS_2021_KRW,
            admin,
            source="derived: 131.5 - 71.5 million won; the notice names no source of the improvement money",
            confidence=Confidence.GAP,
            remark="재원은 공고에 없습니다. 국비로 둔 것은 시연용 가정입니다.",
        )
    today = clock.today()
    present = presets.incheon_round(
        today.year,
        opens_on=today - timedelta(days=7),
        closes_on=today + timedelta(days=21),
        factor_set="kr-2026",
        project_from=today,
        project_until=today + timedelta(days=300),
    )
    for code, purpose, planned_krw in (
        ("national-diagnosis", FundingLine.Purpose.DIAGNOSIS, 15 * 5_500_000),
        ("city-improvement", FundingLine.Purpose.IMPROVEMENT, 15 * 5_000_000),
    ):
        _line(
            present, code, purpose, planned_krw, admin,
            source="invented for the demo", confidence=Confidence.DEMO,
        )  # fmt: skip
    return past


def _line(
    round_: Round, code: str, purpose: str, planned_krw: int, admin: User, **sourced: str
) -> FundingLine:
    fund_source = FundingLine.Source.CITY if code.startswith("city") else FundingLine.Source.NATIONAL
    line, created = FundingLine.objects.get_or_create(
        round=round_, code=code, defaults={"fund_source": fund_source, "purpose": purpose, **sourced}
    )
    if created:
        ledger.plan(line, planned_krw, actor=admin, reason=sourced["source"])
    return line
