"""Papers of step 3: award letter, settlement, receipt of a contribution."""

from datetime import date
from decimal import Decimal
from typing import TypedDict

from documents.contexts.shared import Contact, Firm, Programme, Site

# ── award letter (교부결정통지서) ─────────────────────────────────────────────────────────────────────────


class CostLine(TypedDict):
    """One cost item: supply price without VAT is what counts."""

    measure: str
    name: str  # 품명
    specification: str  # 규격
    quantity: Decimal
    unit: str
    supply_krw: int  # 공급가액
    vat_krw: int
    eligible_krw: int  # 인정 금액 of the supply price


class AwardLetterBody(TypedDict):
    """교부결정통지서 (PAPERS §5). The standing conditions are in the template, ``conditions`` are added."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    requested_on: date
    decided_on: date
    items: list[CostLine]
    supply_total_krw: int
    vat_total_krw: int
    eligible_total_krw: int
    requested_krw: int
    award_krw: int
    own_share_krw: int  # 기업부담금 of the eligible amount
    own_share_percent: Decimal
    source: str  # 재원: 국비, …
    execution_ends_on: date
    rounding_rule: str  # named rule of the round, in words
    conditions: list[str]
    contact: Contact


# ── settlement (정산 확정통지서) ──────────────────────────────────────────────────────────────────────────


class SettlementItem(TypedDict):
    """총괄명세: plan (A), spent (B), struck, accepted."""

    measure: str
    name: str
    planned_krw: int
    spent_krw: int
    struck_krw: int
    accepted_krw: int


class SettlementEvidence(TypedDict):
    """세부명세: one piece of evidence."""

    item: str
    kind: str  # 전자세금계산서
    number: str
    supplier: str
    supplier_number: str  # 사업자등록번호, "" where none
    dated: date
    supply_krw: int
    vat_krw: int
    accepted_krw: int
    struck_reason: str  # "" when accepted


class SettlementBody(TypedDict):
    """정산 확정통지서 (PAPERS §5): 교부액, 집행액, 불인정액, 확정액, 반환액."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    award_number: str  # number of the award letter, "" if none was issued
    settled_on: date
    items: list[SettlementItem]
    evidence: list[SettlementEvidence]
    planned_total_krw: int
    spent_total_krw: int
    struck_total_krw: int
    accepted_total_krw: int
    award_krw: int  # 교부결정액
    paid_krw: int  # 교부액 already paid out
    final_krw: int  # 확정액: public part of what was accepted
    own_share_krw: int  # own share borne
    own_share_percent: Decimal
    interest_krw: int
    return_krw: int  # 반환액
    released_krw: int  # award not used, released to the line
    return_due_on: date | None
    rounding_rule: str
    contact: Contact


# ── receipt of a contribution (부담금 납입 영수증) ───────────────────────────────────────────────────────


class ContributionReceiptBody(TypedDict):
    """부담금 납입 영수증: who paid what into the programme, and when."""

    program: Programme
    firm: Firm  # the payer; what is not known of it is ""
    receipt_number: str
    amount_krw: int
    received_on: date
    source: str  # 재원: 기업, 주관기업
