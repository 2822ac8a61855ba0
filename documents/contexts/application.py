"""The copy of an application (참여신청서) as it was handed in."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from documents.contexts.shared import Contact, Firm, Programme, Site


class EntryLine(TypedDict):
    label: str
    value: str  # in words, as the form asks it; "" where nothing was answered


class EntrySection(TypedDict):
    title: str
    entries: list[EntryLine]


class FiguresLine(TypedDict):
    """One fiscal year of the firm (경영현황)."""

    fiscal_year: int
    sales_krw: int | None
    total_assets_krw: int | None
    employees: int | None


class ProductionLine(TypedDict):
    product: str
    quantity: Decimal
    unit: str


class PermitLine(TypedDict):
    """배출시설 허가·신고."""

    kind: str  # 대기, 폐수, …
    pollution_class: str  # 4종; "" where there are no classes
    number: str
    issued_on: date | None
    remark: str


class CarrierLine(TypedDict):
    """What the site used of a carrier in the baseline year, as billed."""

    name: str
    quantity: Decimal
    unit: str


class ConsentLine(TypedDict):
    title: str
    required: bool
    answer: str  # 동의, 동의하지 않음
    version: str
    at: datetime


class ApplicationAttachment(TypedDict):
    name: str
    file_name: str


class ApplicationCopyBody(TypedDict):
    """참여신청서 (PAPERS §1): 기업, 사업장, 매출, 희망 내용, 동의, 제출서류."""

    case_number: str
    submitted_at: datetime
    applicant: str  # name of the person who submitted
    program: Programme
    firm: Firm
    site: Site
    sections: list[EntrySection]
    figures: list[FiguresLine]
    baseline_year: int
    productions: list[ProductionLine]
    carriers: list[CarrierLine]
    toe: Decimal | None  # of the baseline year, on the round's basis
    permits: list[PermitLine]
    consents: list[ConsentLine]
    attachments: list[ApplicationAttachment]
    contact: Contact
