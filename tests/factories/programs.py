"""Rounds for tests, with the rules of the real call."""

from datetime import date

from accounts.models import Area
from ledger import services as ledger
from ledger.models import FundingLine
from programs import reference
from programs.models import Checklist, CriteriaSet, FactorSet, Operator, Program, RateTable, Region, Round


def incheon_2021() -> Round:
    """The 2021 Incheon round, open from 1 to 16 July, with its two funding lines planned."""
    if not Area.objects.filter(code="28200").exists():
        reference.load_all()
    round_ = incheon_round(2021, opens_on=date(2021, 7, 1), closes_on=date(2021, 7, 16), factor_set="kr-2021")
    funding_line(round_, "national-diagnosis", "national", "diagnosis", 71_500_000)
    funding_line(round_, "national-improvement", "national", "improvement", 60_000_000)
    return round_


def operator() -> Operator:
    return Operator.objects.get_or_create(
        code="kncpc",
        defaults={
            "name_ko": "한국생산기술연구원 국가청정생산지원센터",
            "name_en": "KITECH Korea National Cleaner Production Center",
            "signer_ko": "한국생산기술연구원 국가청정생산지원센터장",
        },
    )[0]


def incheon_program() -> Program:
    return Program.objects.get_or_create(
        code="incheon-clean-process",
        defaults={
            "operator": operator(),
            "name_ko": "중소기업 청정공정 확산사업",
            "name_en": "Clean process support for SMEs, Incheon",
            "summary_ko": "사업장을 진단하고 투자회수기간이 짧은 청정공정 개선을 지원하며 성과를 확인합니다.",
            "summary_en": "Experts diagnose the site, quick improvements are supported, results are verified.",
        },
    )[0]


def incheon_round(year: int, *, opens_on: date, closes_on: date, factor_set: str, **fields) -> Round:
    """A yearly round under the conditions of the 2021 notice; existing rounds are returned unchanged."""
    round_, created = Round.objects.get_or_create(
        case_prefix=f"IC-{year}",
        defaults={
            "program": incheon_program(),
            "year": year,
            "name_ko": f"{year}년 중소기업 청정공정 확산사업(인천)",
            "name_en": f"Clean process support for SMEs, Incheon {year}",
            "opens_on": opens_on,
            "closes_on": closes_on,
            "project_from": date(year, 3, 1),
            "project_until": date(year, 12, 31),
            "criteria_set": reference.current(CriteriaSet, "incheon-2021"),
            "factor_set": reference.current(FactorSet, factor_set),
            "checklist": reference.current(Checklist, "green-management"),
            "rate_table": reference.current(RateTable, "incheon-2021-demo"),
            "diagnosis_fee_krw": 5_500_000,
            "status": Round.Status.OPEN,
            "contact_ko": "국가청정생산지원센터 사업담당",
            **fields,
        },
    )
    if created:
        round_.regions.add(Region.objects.get(code="incheon"))
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
