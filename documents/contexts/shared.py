"""What several papers say alike."""

from datetime import date
from decimal import Decimal
from typing import TypedDict


class Contact(TypedDict):
    """담당자: whom the reader may ask."""

    department: str
    name: str
    phone: str
    email: str


class Programme(TypedDict):
    """사업 of the paper: programme and round."""

    name: str  # 중소기업 청정공정 확산사업
    round_name: str  # in full: 2021년 중소기업 청정공정 확산사업(인천)
    year: int
    region: str  # 인천광역시
    starts_on: date
    ends_on: date


class Firm(TypedDict):
    """기업."""

    name: str
    business_number: str
    representative: str
    address: str
    size: str  # 소기업, 중기업, 중견기업


class Site(TypedDict):
    """사업장."""

    name: str
    address: str
    industry_code: str
    industry_name: str
    employees: int | None  # 상시근로자 수
    products: str  # 주생산품


class FactorLine(TypedDict):
    """One factor, heat value or price behind the figures of a paper (산정 근거)."""

    name: str
    value: Decimal
    unit: str
    source: str
    valid: str  # "2017–", "2021", …
