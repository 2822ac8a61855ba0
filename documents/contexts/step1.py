"""Papers of step 1: receipt, letters, agreement, objection."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from documents.contexts.shared import Contact, Firm, Programme, Site

# ── receipt (접수증) ──────────────────────────────────────────────────────────────────────────────────────


class ReceiptAttachment(TypedDict):
    name: str  # 사업자등록증
    file_name: str
    size: int  # bytes


class ReceiptBody(TypedDict):
    """접수증 (PAPERS §2): 접수번호, 접수일시, 신청인, 사업명, 제출서류 목록, 처리 예정, 담당자."""

    case_number: str
    submitted_at: datetime
    applicant: str  # name of the person who submitted
    program: Programme
    firm: Firm
    site: Site
    attachments: list[ReceiptAttachment]
    missing: list[str]  # papers still to come; empty: complete
    decision_expected_on: date | None  # 처리(선정 통보) 예정일
    contact: Contact


# ── agreement (협약서) ────────────────────────────────────────────────────────────────────────────────────


class Party(TypedDict):
    """협약당사자, in the order of signature: 인천광역시, 수행기관, 기업."""

    title: str  # 갑, 을, 병
    role: str  # 지방자치단체, 수행기관, 참여기업
    name: str
    representative: str
    business_number: str  # "" where none is printed
    address: str


class BudgetLine(TypedDict):
    source: str  # 국비, 지방비, 기업부담금
    purpose: str  # 진단, 개선
    amount_krw: int
    note: str  # "" or e.g. 교부결정 시 확정


class AgreementBody(TypedDict):
    """협약서 (PAPERS §3): parties, content, period, budget by source; the articles stand in the template."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    parties: list[Party]
    support: list[str]  # 지원내용, one line each
    starts_on: date
    ends_on: date
    agreed_on: date
    budget: list[BudgetLine]
    budget_total_krw: int
    own_share_percent: Decimal  # least own share of improvement costs, 33
    court: str  # 관할 법원, 인천지방법원


# ── decision notice (선정·미선정 통지서) ──────────────────────────────────────────────────────────────────


class DecisionNoticeBody(TypedDict):
    """선정(예비 선정, 미선정) 통지서 (PAPERS §2). Next steps and the way to object are wording of the programme."""

    case_number: str
    result: str  # 선정, 예비 선정, 미선정
    program: Programme
    firm: Firm
    site: Site
    decided_on: date
    reason: str
    conditions: list[str]  # 선정 조건
    reserve_rank: str  # 예비 순위, "" where none is told
    agree_by: date | None  # 협약 기한
    objection_until: date | None  # None: no objection is offered
    contact: Contact


class AgreementSignature(TypedDict):
    role: str  # 지방자치단체, 수행기관, 참여기업
    party: str
    person: str
    signed_at: datetime
    method: str  # 2단계 인증번호, 서명한 협약서 사본


class AgreementConfirmationBody(TypedDict):
    """협약 체결 확인서: who confirmed which text, when and how."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    agreement_number: str
    content_sha256: str
    concluded_at: datetime
    signatures: list[AgreementSignature]
    signed_copy: str  # file name, "" where none was handed in


class CorrectionLine(TypedDict):
    about: str  # the document or entry that it concerns, "" where none is named
    text: str
    deadline: date


class CorrectionRequestBody(TypedDict):
    """보완요청서 (PAPERS §2): each item with what is to be corrected and by when."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    asked_on: date
    items: list[CorrectionLine]
    contact: Contact


class ObjectionBody(TypedDict):
    """이의신청서 (PAPERS §2), which is its receipt as well."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    applicant: str
    applicant_phone: str
    decision_number: str  # of the letter that is objected to
    decided_on: date
    decision: str
    purpose: str
    grounds: str
    filed_at: datetime
    answer_by: date


class ObjectionDecisionBody(TypedDict):
    """이의신청 결정 통지서."""

    case_number: str
    program: Programme
    firm: Firm
    site: Site
    filed_on: date
    purpose: str
    result: str  # 인용, 기각
    reason: str
    decided_on: date
    contact: Contact
