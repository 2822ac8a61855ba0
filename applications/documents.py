"""Papers of step 1: receipt (접수증) and agreement (협약서); the parts that later papers share.

Papers are Korean whatever language the person at the screen reads; ``programme``, ``firm`` and ``site`` are for the
papers of the later steps too.
"""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications import asked, rules
from applications.models import Application
from documents import contexts, registry
from documents.placeholders import COMMON, Placeholder
from documents.templatetags.papers import day, figure
from journal import clock
from journal.models import Event
from ledger.models import FundingLine
from workflow.models import Case

# What stands before the head's title: 인천광역시 → 인천광역시장, 장흥군 → 장흥군수.
HEAD_ENDINGS = {"시": "장", "도": "지사", "군": "수", "구": "청장"}


def programme(case: Case) -> contexts.Programme:
    round_ = case.round
    return {
        "name": round_.program.name_ko,
        "round_name": round_.name_ko,
        "year": round_.year,
        "region": case.region.name_ko,
        "starts_on": round_.project_from,
        "ends_on": round_.project_until,
    }


def firm(application: Application) -> contexts.Firm:
    organisation = application.case.organisation
    with translation.override("ko"):
        size = str(application.get_size_display())
    return {
        "name": organisation.name_ko,
        "business_number": organisation.business_number,
        "representative": organisation.representative,
        "address": organisation.address,
        "size": size,
    }


def site(application: Application) -> contexts.Site:
    place = rules.factory(application.case)
    industry = rules.industry(application)
    return {
        "name": place.name,
        "address": place.address,
        "industry_code": application.ksic_code,
        "industry_name": industry.name_ko if industry else "",
        "employees": application.regular_employees,
        "products": application.products,
    }


def contact(case: Case) -> contexts.Contact:
    """Whom the firm may ask: as the round says, else the operator."""
    operator = case.round.program.operator
    return {
        "department": "",
        "name": case.round.contact_ko or operator.name_ko,
        "phone": operator.phone,
        "email": operator.email,
    }


def receipt(application: Application) -> contexts.ReceiptBody:
    case = application.case
    with translation.override("ko"):
        names = {purpose: str(label) for purpose, label in asked.of_case(case).labels.items()}
    files = rules.evidence(application).order_by("pk")
    return {
        "case_number": case.number or "",
        "submitted_at": case.submitted_at or clock.now(),
        "applicant": _submitter(application),
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "attachments": [
            {"name": names[file.purpose], "file_name": file.original_name, "size": file.size}
            for file in files
        ],
        "missing": [],
        "decision_expected_on": None,
        "contact": contact(case),
    }


def _submitter(application: Application) -> str:
    submitted = Event.objects.filter(case_id=application.case_id, action="application.submit")
    event = submitted.order_by("pk").last()
    return event.actor_label if event else application.contact_name


def agreement(application: Application) -> contexts.AgreementBody:
    case = application.case
    budget = _budget(case)
    return {
        "case_number": case.number or "",
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "parties": _parties(case),
        "support": [
            "사업장 진단: 진단팀의 현장 진단과 진단보고서",
            "개선 지원: 수락한 개선안의 비용 가운데 따로 결정하는 금액",
            "성과 확인: 개선 성과의 검증과 인증서",
        ],
        "starts_on": clock.today(),
        "ends_on": case.round.project_until,
        "agreed_on": clock.today(),
        "budget": budget,
        "budget_total_krw": sum(line["amount_krw"] for line in budget),
        "own_share_percent": _own_share_percent(case),
        "court": f"{case.region.name_ko} 소재지 지방법원",
    }


def _parties(case: Case) -> list[contexts.Party]:
    operator, organisation = case.round.program.operator, case.organisation
    return [
        {
            "title": "갑",
            "role": "지방자치단체",
            "name": case.region.name_ko,
            "representative": head_of(case.region.name_ko),
            "business_number": "",
            "address": "",
        },
        {
            "title": "을",
            "role": "수행기관",
            "name": operator.name_ko,
            "representative": operator.signer_ko or operator.name_ko,
            "business_number": "",
            "address": operator.address,
        },
        {
            "title": "병",
            "role": "참여기업",
            "name": organisation.name_ko,
            "representative": organisation.representative,
            "business_number": organisation.business_number,
            "address": organisation.address,
        },
    ]


def head_of(region: str) -> str:
    """Title of a local government's head; the last part of the name counts: 경기도 안산시 → 안산시장."""
    place = region.split()[-1]
    return place + HEAD_ENDINGS.get(place[-1], "")


def _budget(case: Case) -> list[contexts.BudgetLine]:
    with translation.override("ko"):
        lines: list[contexts.BudgetLine] = [
            _budget_line(line, amount, "") for line, amount in rules.promised_fee(case).items()
        ]
        improvement = FundingLine.objects.filter(
            round=case.round_id, purpose=FundingLine.Purpose.IMPROVEMENT
        ).order_by("code")
        lines += [_budget_line(line, 0, "교부결정 시 확정") for line in improvement]
    return lines


def _budget_line(line: FundingLine, amount_krw: int, note: str) -> contexts.BudgetLine:
    return {
        "source": str(line.get_fund_source_display()),
        "purpose": str(line.get_purpose_display()),
        "amount_krw": amount_krw,
        "note": note,
    }


def _own_share_percent(case: Case) -> Decimal:
    rates = case.rate_table or case.round.rate_table
    return rates.own_share_floor * 100


registry.register(
    registry.Paper(
        code="receipt",
        title_ko="접수증",
        title_en="Receipt",
        template="documents/receipt.html",
        context=receipt,
        blocks=(
            registry.Block(
                "complete",
                _("Note when every document was handed in"),
                "신청에 필요한 서류를 모두 접수하였습니다.",
            ),
            registry.Block("closing", _("Closing sentence"), "위와 같이 참여신청서를 접수하였습니다."),
        ),
    )
)
registry.register(
    registry.Paper(
        code="agreement",
        title_ko="협약서",
        title_en="Agreement",
        template="documents/agreement.html",
        context=agreement,
        blocks=(
            registry.Block(
                "own_share",
                _("Note below the budget"),
                "개선비용 지원금은 진단 결과에 따라 따로 결정하며, "
                "기업은 인정되는 개선비용의 {own_share_percent}퍼센트 이상을 부담합니다.",
            ),
            registry.Block(
                "closing",
                _("Closing sentence"),
                "위 당사자는 붙임 협약서의 내용을 신의에 따라 성실히 지키기로 하고,\n"
                "이를 증명하기 위하여 기명날인한 후 각각 한 부씩 보관합니다.",
            ),
        ),
        placeholders=(
            *COMMON,
            Placeholder("own_share_percent", _("Least own share in percent"), "own_share_percent", figure),
            Placeholder("starts_on", _("Beginning of the agreement"), "starts_on", day),
            Placeholder("ends_on", _("End of the agreement"), "ends_on", day),
        ),
    )
)
