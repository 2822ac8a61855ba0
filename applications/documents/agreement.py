"""Agreement (협약서) and the confirmation that it was concluded."""

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications import rules
from applications.documents.parts import firm, head_of, programme, site
from applications.models import Agreement, AgreementParty, Application
from documents import contexts, registry
from documents.placeholders import COMMON, Placeholder
from documents.templatetags.papers import day, figure
from journal import clock
from ledger.models import FundingLine
from workflow.models import Case

# In the order of the paper: 갑, 을, 병.
SIDES = (AgreementParty.Side.CITY, AgreementParty.Side.OPERATOR, AgreementParty.Side.FIRM)
METHODS = {
    AgreementParty.Method.CODE.value: "2단계 인증번호",
    AgreementParty.Method.COPY.value: "서명한 협약서 사본",
}


def agreement(application: Application) -> contexts.AgreementBody:
    case = application.case
    budget = _budget(case)
    return {
        "case_number": case.number or "",
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "parties": parties(case),
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


def parties(case: Case) -> list[contexts.Party]:
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


def confirmation(agreement: Agreement) -> contexts.AgreementConfirmationBody:
    application = agreement.application
    roles: dict[str, str] = {
        side: party["role"] for side, party in zip(SIDES, parties(agreement.case), strict=True)
    }
    return {
        "case_number": agreement.case.number or "",
        "program": programme(agreement.case),
        "firm": firm(application),
        "site": site(application),
        "agreement_number": agreement.paper.number,
        "content_sha256": agreement.content_sha256,
        "concluded_at": agreement.concluded_at or clock.now(),
        "signatures": [_signature(party, roles[party.side]) for party in agreement.parties.all()],
        "signed_copy": agreement.signed_copy.original_name if agreement.signed_copy else "",
    }


def _signature(party: AgreementParty, role: str) -> contexts.AgreementSignature:
    assert party.signed_at is not None, "An agreement is concluded when every party has confirmed."
    return {
        "role": role,
        "party": party.name,
        "person": str(party.signed_by or ""),
        "signed_at": party.signed_at,
        "method": METHODS[party.method],
    }


registry.register(
    registry.Paper(
        code="agreement_confirmation",
        title_ko="협약 체결 확인서",
        title_en="Confirmation of the agreement",
        template="documents/agreement_confirmation.html",
        context=confirmation,
        blocks=(
            registry.Block(
                "closing",
                _("Closing sentence"),
                "위와 같이 당사자 모두가 확인하여 협약이 체결되었음을 확인합니다.",
            ),
        ),
    )
)
