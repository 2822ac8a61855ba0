"""What each paper says: the shape of its snapshot, one ``TypedDict`` per paper.

A step's context builder (``registry.Paper.context``) returns the *body* described here; ``services.issue``
checks it with ``check_body``, turns it into JSON (``Decimal`` → text, ``date`` and ``datetime`` → ISO text),
adds the ``Envelope`` (number, dates, verification address, issuer, demo mark) and freezes the whole.
Templates format; builders hand over plain values:

* money is whole KRW (``int``); figures are ``Decimal`` in the unit that the key names;
* days are ``date``, moments aware ``datetime``; business numbers are the ten digits;
* every key must be present; "nothing" is ``""``, ``None`` where the type allows it, or an empty list;
* text is Korean as it shall stand on the paper: pass the words of a choice, not its code.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

from django.utils.functional import Promise


class BodyIncomplete(TypeError):
    """A context builder left out a key, or gave a value of the wrong type; the paper is not issued."""


# ── shared by several papers ──────────────────────────────────────────────────────────────────────────────


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
    """선정(예비, 미선정) 통지서 (PAPERS §2)."""

    case_number: str
    result: str  # 선정, 예비 선정, 미선정
    selected: bool
    program: Programme
    firm: Firm
    site: Site
    decided_on: date
    reason: str
    next_steps: list[str]
    objection: str  # 불복 안내: days and desk, a setting of the round
    contact: Contact


# ── diagnosis report (진단보고서) ─────────────────────────────────────────────────────────────────────────


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


# ── receipt of a contribution (부담금 납입 영수증) ───────────────────────────────────────────────────────


class ContributionReceiptBody(TypedDict):
    """부담금 납입 영수증: who paid what into the programme, and when."""

    program: Programme
    firm: Firm  # the payer; what is not known of it is ""
    receipt_number: str
    amount_krw: int
    received_on: date
    source: str  # 재원: 기업, 주관기업


# ── what the app adds ─────────────────────────────────────────────────────────────────────────────────────


class PaperHead(TypedDict):
    kind: str
    title: str
    number: str  # 제2021-001호
    issued_on: date
    language: str
    template_version: int
    verification_code: str
    verification_url: str
    replaces: str  # number of the revoked paper it stands for, or ""


class Issuer(TypedDict):
    code: str
    name: str
    signer: str  # 발신명의: title printed above the seal
    address: str
    phone: str
    email: str
    seal: bool  # only operators that turned their seal on


class Worded(TypedDict):
    """The programme's own words on the paper, with their values put in (``wording.worded``)."""

    version: int  # 0: as in the code
    blocks: dict[str, str]
    seal: str  # address of the seal's picture; "" for the printed name


class Envelope(TypedDict):
    """Added to every body by ``services.issue``; templates read it as ``paper``, ``issuer``, ``demo``, ``wording``."""

    paper: PaperHead
    issuer: Issuer
    demo: bool
    wording: Worded


BODIES: dict[str, type] = {
    "receipt": ReceiptBody,
    "decision_notice": DecisionNoticeBody,
    "agreement": AgreementBody,
    "diagnosis_report": DiagnosisReportBody,
    "award_letter": AwardLetterBody,
    "settlement": SettlementBody,
    "outcome_report": OutcomeReportBody,
    "certificate": CertificateBody,
    "contribution_receipt": ContributionReceiptBody,
}


def check_body(code: str, body: dict[str, Any]) -> None:
    """Raise ``BodyIncomplete`` naming every key of the paper that is missing, unknown or of a wrong type.

    A hole would print as a blank in an official paper, so it is refused when the paper is issued.
    """
    faults = list(_faults(body, BODIES[code], code))
    if faults:
        raise BodyIncomplete("; ".join(faults))


def _faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if is_typeddict(expected):
        yield from _dict_faults(value, expected, where)
    elif get_origin(expected) is list:
        yield from _list_faults(value, get_args(expected)[0], where)
    elif get_origin(expected) in (Union, UnionType):
        if not any(_is_a(value, option) for option in get_args(expected)):
            yield f"{where}: {type(value).__name__} instead of {expected}"
    elif not _is_a(value, expected):
        yield f"{where}: {type(value).__name__} instead of {expected.__name__}"


def _dict_faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {type(value).__name__} instead of a dict"
        return
    hints = get_type_hints(expected)
    for key in sorted(hints.keys() - value.keys()):
        yield f"{where}.{key}: missing"
    for key in sorted(value.keys() - hints.keys()):
        yield f"{where}.{key}: unknown"
    for key in hints.keys() & value.keys():
        yield from _faults(value[key], hints[key], f"{where}.{key}")


def _list_faults(value: Any, expected: Any, where: str) -> Iterator[str]:
    if not isinstance(value, list | tuple):
        yield f"{where}: {type(value).__name__} instead of a list"
        return
    for position, entry in enumerate(value):
        yield from _faults(entry, expected, f"{where}[{position}]")


def _is_a(value: Any, expected: type) -> bool:
    """``isinstance`` with two particulars: a bool is no number, and a whole number is a good ``Decimal``."""
    if isinstance(value, bool):
        return expected is bool
    if expected is Decimal:
        return isinstance(value, Decimal | int)
    if expected is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if expected is str:
        return isinstance(value, str | Promise)
    return isinstance(value, expected)
