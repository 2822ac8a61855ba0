"""The papers of step 3: award letter (교부결정통지서) and settlement (정산 확정통지서), in Korean."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications.documents import contact, firm, programme, site
from documents import contexts, registry
from documents.models import IssuedDocument
from documents.placeholders import COMMON, Placeholder
from documents.templatetags.papers import day, won_in_words
from journal import clock
from subsidies import rules
from subsidies.models import CostItem, Evidence, Grant

# Every rounding rule that a rate table may name, in words for screen and paper.
ROUNDING_RULES = {
    "public_share_down_to_won": _("Public money is rounded down to the won; the firm bears the rest."),
}


def rounding_words(rule: str) -> str:
    """A rounding rule in words; one without words shows by its name."""
    return str(ROUNDING_RULES.get(rule, rule))


def rounding_rule(grant: Grant) -> str:
    """The grant's rounding rule in words."""
    return rounding_words(grant.rounding)


def award_letter(grant: Grant) -> contexts.AwardLetterBody:
    case, application = grant.case, grant.case.application_set.get()
    items = [_cost_line(item) for item in grant.cost_items.live().select_related("measure")]
    with translation.override("ko"):
        return {
            "case_number": case.number or "",
            "program": programme(case),
            "firm": firm(application),
            "site": site(application),
            "contact": contact(case),
            "requested_on": _day(grant.created_at),
            "decided_on": _day(grant.approved_at),
            "items": items,
            "supply_total_krw": sum(item["supply_krw"] for item in items),
            "vat_total_krw": sum(item["vat_krw"] for item in items),
            "eligible_total_krw": grant.eligible_krw,
            "requested_krw": grant.requested_krw or grant.public_krw,
            "award_krw": grant.award_krw or 0,
            "own_share_krw": grant.own_share_krw,
            "own_share_percent": _percent(grant.own_share_krw, grant.eligible_krw),
            "source": grant.line.get_fund_source_display(),
            "execution_ends_on": case.round.project_until,
            "rounding_rule": rounding_rule(grant),
            "conditions": [],
        }


def _cost_line(item: CostItem) -> contexts.CostLine:
    return {
        "measure": item.measure.title_ko,
        "name": item.name,
        "specification": "",
        "quantity": Decimal(1),
        "unit": "식",
        "supply_krw": item.supply_price_krw,
        "vat_krw": item.vat_krw,
        "eligible_krw": item.supply_price_krw if item.eligible else 0,
    }


def settlement(grant: Grant) -> contexts.SettlementBody:
    """Read after the payment was booked: ``paid_krw`` less what must come back is the final amount."""
    case, application = grant.case, grant.case.application_set.get()
    items = list(grant.cost_items.live().with_evidence())
    accepted = {claim.code: claim for claim in rules.claims(grant)}
    lines = [_settlement_item(item, accepted[str(item.uid)]) for item in items]
    award_letter_in_force = IssuedDocument.objects.in_force().filter(
        kind="award_letter", record_uid=grant.uid
    )
    with translation.override("ko"):
        return {
            "case_number": case.number or "",
            "program": programme(case),
            "firm": firm(application),
            "site": site(application),
            "contact": contact(case),
            "award_number": award_letter_in_force.values_list("number", flat=True).first() or "",
            "settled_on": _day(grant.settled_at),
            "items": lines,
            "evidence": [_settlement_evidence(item, proof) for item in items for proof in item.proofs],
            "planned_total_krw": sum(line["planned_krw"] for line in lines),
            "spent_total_krw": sum(line["spent_krw"] for line in lines),
            "struck_total_krw": sum(line["struck_krw"] for line in lines),
            "accepted_total_krw": grant.final_eligible_krw or 0,
            "award_krw": grant.award_krw or 0,
            "paid_krw": grant.paid_krw,
            "final_krw": grant.final_public_krw or 0,
            "own_share_krw": grant.own_share_krw,
            "own_share_percent": _percent(grant.own_share_krw, grant.final_eligible_krw or 0),
            "interest_krw": 0,
            "return_krw": grant.return_due_krw,
            "released_krw": grant.unpaid_krw,
            "return_due_on": grant.return_due_on,
            "rounding_rule": rounding_rule(grant),
        }


def _settlement_item(item: CostItem, claim: Any) -> contexts.SettlementItem:
    return {
        "measure": item.measure.title_ko,
        "name": item.name,
        "planned_krw": item.supply_price_krw,
        "spent_krw": claim.claimed_krw,
        "struck_krw": claim.claimed_krw - claim.accepted_krw,
        "accepted_krw": claim.accepted_krw,
    }


def _settlement_evidence(item: CostItem, proof: Evidence) -> contexts.SettlementEvidence:
    accepted = proof.verdict == Evidence.Verdict.ACCEPTED
    return {
        "item": item.name,
        "kind": proof.get_kind_display(),
        "number": proof.number,
        "supplier": proof.supplier,
        "supplier_number": "",
        "dated": proof.issued_on,
        "supply_krw": proof.supply_price_krw,
        "vat_krw": proof.vat_krw,
        "accepted_krw": proof.supply_price_krw if accepted else 0,
        "struck_reason": proof.reason,
    }


def _day(moment: Any) -> Any:
    """The legal day of a moment."""
    return moment.astimezone(clock.SEOUL).date()


def _percent(part_krw: int, whole_krw: int) -> Decimal:
    return Decimal(part_krw) * 100 / whole_krw if whole_krw else Decimal(0)


# 붙임 1. 교부조건: one condition a line.
AWARD_CONDITIONS = (
    "교부결정 이전에 지출한 비용은 인정하지 않습니다.\n"
    "기업부담금을 먼저 집행하고, 지원금은 결정된 용도로만 사용하시기 바랍니다.\n"
    "계좌이체나 카드로 지출하고 전자세금계산서를 갖추시기 바랍니다. "
    "현금으로 한꺼번에 인출하여 사용할 수 없습니다.\n"
    "같은 비용에 다른 기관의 지원금을 중복하여 받을 수 없습니다.\n"
    "사업내용, 사업비 또는 기간을 바꾸려면 미리 승인을 받으시기 바랍니다.\n"
    "지원금으로 취득한 중요재산은 승인 없이 다른 용도로 사용하거나 양도·교환·대여·담보로 제공할 수 없습니다.\n"
    "집행기한까지 개선을 마치고 비용별 증빙을 제출하시기 바랍니다. "
    "집행 잔액과 인정하지 않는 금액, 발생 이자는 반환 대상입니다.\n"
    "관련 자료는 5년 동안 보관하시기 바랍니다.\n"
    "거짓 신청이나 용도 외 사용이 확인되면 교부결정을 취소하고 지원금을 환수합니다."
)

registry.register(
    registry.Paper(
        "award_letter",
        "교부결정통지서",
        "Award letter",
        "documents/award_letter.html",
        award_letter,
        blocks=(
            registry.Block(
                "opening",
                _("Opening sentence"),
                "귀사가 {requested_on} 신청한 개선지원금의 교부를 다음과 같이 결정하여 통지하니, "
                "붙임의 교부조건을 지켜 개선을 마치고 정산하시기 바랍니다.",
            ),
            registry.Block("payment", _("How it is paid"), "정산 확정 후 기업 명의 계좌로 이체"),
            registry.Block("conditions", _("Conditions of the award"), AWARD_CONDITIONS, by_line=True),
        ),
        placeholders=(
            *COMMON,
            Placeholder("requested_on", _("Day of the request"), "requested_on", day),
            Placeholder("decided_on", _("Day of the decision"), "decided_on", day),
            Placeholder("award", _("Amount awarded"), "award_krw", won_in_words),
            Placeholder("own_share", _("Own share"), "own_share_krw", won_in_words),
            Placeholder("execution_ends_on", _("Last day of the improvement"), "execution_ends_on", day),
        ),
    )
)
registry.register(
    registry.Paper(
        "settlement",
        "정산 확정통지서",
        "Settlement notice",
        "documents/settlement.html",
        settlement,
        blocks=(
            registry.Block(
                "opening",
                _("Opening sentence"),
                "귀사가 제출한 증빙을 검토하여 개선지원금을 다음과 같이 확정하여 통지합니다.",
            ),
            registry.Block(
                "returning",
                _("Where something must be paid back"),
                "반환액은 납부기한까지 수행기관이 따로 안내하는 계좌로 납부하시기 바랍니다.",
            ),
        ),
        placeholders=(
            *COMMON,
            Placeholder("settled_on", _("Day of the settlement"), "settled_on", day),
            Placeholder("award_number", _("Number of the award letter"), "award_number"),
            Placeholder("final", _("Amount settled"), "final_krw", won_in_words),
            Placeholder("return", _("Amount to be returned"), "return_krw", won_in_words),
            Placeholder("return_due_on", _("Return due on"), "return_due_on", day),
        ),
    )
)
