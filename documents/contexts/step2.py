"""Papers of step 2: the diagnosis report."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from documents.contexts.shared import FactorLine, Firm, Programme, Site


class TeamMember(TypedDict):
    name: str
    role: str  # 책임, 참여
    organisation: str


class VisitLine(TypedDict):
    starts_at: datetime
    ends_at: datetime | None  # None: only the agreed time is known
    purpose: str


class EnergyLine(TypedDict):
    """A carrier of the baseline year. Unknown figures are ``None`` and print as "–"."""

    carrier: str  # 전력
    quantity: Decimal
    unit: str  # kWh
    cost_krw: int | None
    energy_mj: Decimal | None
    toe: Decimal | None
    tco2eq: Decimal | None


class EnergyTotals(TypedDict):
    cost_krw: int
    energy_mj: Decimal
    toe: Decimal
    tco2eq: Decimal


class ChecklistArea(TypedDict):
    name: str
    answered: int
    questions: int
    score: Decimal
    max_score: Decimal
    percent: Decimal  # 0–100


class ChecklistResult(TypedDict):
    title: str
    version: str
    areas: list[ChecklistArea]
    score: Decimal
    max_score: Decimal
    percent: Decimal
    note: str  # "" or e.g. 자체 초안 체크리스트


class FindingLine(TypedDict):
    """진단결과: what was found."""

    number: int
    area: str
    title: str
    detail: str


class StreamLine(TypedDict):
    """What a measure saves of one carrier or resource a year; negative where it uses more."""

    name: str
    quantity: Decimal
    unit: str
    price_krw: Decimal  # KRW per unit
    saved_krw: int


class MeasureLine(TypedDict):
    """개선안; a year's savings, estimated."""

    number: int  # rank on the paper: payback within two years first
    title: str
    kind: str  # 공정개선, 설비 교체, …
    problem: str  # 현황·문제점
    solution: str  # 개선방안
    streams: list[StreamLine]
    saved_krw: int
    energy_mj: Decimal
    toe: Decimal
    tco2eq: Decimal
    investment_krw: int
    payback_years: Decimal | None  # None: nothing is saved
    priority: bool  # pays back within two years


class MeasureTotals(TypedDict):
    saved_krw: int
    energy_mj: Decimal
    toe: Decimal
    tco2eq: Decimal
    investment_krw: int
    payback_years: Decimal | None


class DiagnosisReportBody(TypedDict):
    """진단보고서 (PAPERS §4). Totals and paybacks are computed by the step, never typed."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    team: list[TeamMember]
    visits: list[VisitLine]
    released_on: date
    summary: str  # 요약
    direction: str  # 종합 의견: main direction (clean production or process development)
    baseline_year: int
    energy: list[EnergyLine]
    energy_totals: EnergyTotals
    electricity_basis: str  # which toe/MWh is meant, in words
    checklists: list[ChecklistResult]
    findings: list[FindingLine]
    measures: list[MeasureLine]
    measure_totals: MeasureTotals
    linked_support: list[str]  # 정부사업 연계방안
    factors: list[FactorLine]
