"""Papers of step 4: outcome report and certificate."""

from datetime import date
from decimal import Decimal
from typing import TypedDict

from documents.contexts.shared import FactorLine, Firm, Programme, Site

# ── outcome report (성과보고서) ───────────────────────────────────────────────────────────────────────────


class Effect(TypedDict):
    """A year's effect; ``None`` where nobody reported or verified it yet."""

    saved_krw: int | None
    toe: Decimal | None
    tco2eq: Decimal | None


class OutcomeMeasure(TypedDict):
    number: int
    title: str
    status: str  # 이행 완료, 일부 이행, 추진 중, 미이행
    reason: str  # why not, "" otherwise
    completed_on: date | None
    investment_krw: int | None
    payback_years: Decimal | None
    estimated: Effect
    reported: Effect
    verified: Effect


class OutcomeTotals(TypedDict):
    investment_krw: int
    payback_years: Decimal | None
    estimated: Effect
    reported: Effect
    verified: Effect


class KeyFigure(TypedDict):
    """지표 | 단위 | 개선 전 | 개선 후 | 증감 | 증감률."""

    name: str
    unit: str
    before: Decimal
    after: Decimal
    change: Decimal
    change_percent: Decimal | None
    basis: str  # 산정 근거, 검증 구분


class Milestone(TypedDict):
    """추진 경과."""

    on: date
    what: str


class OutcomeReportBody(TypedDict):
    """성과보고서 (PAPERS §6): effect per improvement, estimated, reported and verified apart."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    accepted_on: date
    milestones: list[Milestone]
    measures: list[OutcomeMeasure]
    totals: OutcomeTotals
    key_figures: list[KeyFigure]
    award_krw: int
    paid_krw: int
    own_share_krw: int
    difficulties: str  # 애로사항
    next_steps: str  # 기업의 자체 계획
    verifier: str  # who verified
    factors: list[FactorLine]


# ── certificate (인증서) ──────────────────────────────────────────────────────────────────────────────────


class CertificateBody(TypedDict):
    """인증서 (PAPERS §7). The sentence stands in the template."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    implemented: int  # measures carried out, partly ones included
    legal_basis: str  # "" if none precedes the sentence
