"""Cases in step 3 and grants, made by the real services."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from diagnostics.models import Measure
from subsidies import services
from subsidies.models import Evidence, Grant
from tests.factories import accounts as people
from tests.factories import cases
from workflow.acts import Act
from workflow.models import Case
from workflow.states import ApplicationState, CaseStage, DiagnosisState, MeasureState

# The smallest picture that passes the content check: 1 x 1 pixel, grey.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def picture(name: str = "세금계산서.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def improvement_case(
    round_, firm, consultant: User, *, serial: int = 1, size: str = "small", site=None
) -> Case:
    """A case whose diagnosis is released with grade A; of the firm's first site unless another is named."""
    case = cases.case(round_, firm, stage=CaseStage.IMPROVEMENT, serial=serial, site=site)
    cases.application(case, ApplicationState.AGREED, size=size)
    cases.diagnosis(case, consultant, DiagnosisState.RELEASED)
    return case


def accepted_measure(case: Case, entered_by: User, **fields: Any) -> Measure:
    return cases.measure(case.diagnosis_set.get(), entered_by, state=MeasureState.ACCEPTED, **fields)


def cost_item(measure: Measure, supply_price_krw: int = 7_500_000, **fields: Any) -> dict[str, Any]:
    """One row of the act's data; VAT a tenth."""
    return {
        "measure": str(measure.uid),
        "name": "배관 보수 자재",
        "supplier": "대성배관",
        "supply_price_krw": supply_price_krw,
        "vat_krw": supply_price_krw // 10,
        **fields,
    }


def request(case: Case, actor: User, rows: Sequence[dict[str, Any]], **data: Any) -> Grant:
    return services.request_support(
        case, Act(actor, data={"support_type": "equipment", "cost_items": list(rows), **data})
    )


def approved(grant: Grant, reviewer: User, approver: User, amount_krw: int | None = None) -> Grant:
    grant = services.review(grant, Act(reviewer))
    return services.approve(grant, Act(approver, data={"amount_krw": amount_krw} if amount_krw else {}))


def prove(grant: Grant, actor: User, *amounts_krw: int, number: str = "A") -> list[Evidence]:
    """Evidence for each live cost item in order; the item's own price where no amount is given."""
    proofs = []
    for index, item in enumerate(grant.cost_items.live()):
        amount = amounts_krw[index] if index < len(amounts_krw) else item.supply_price_krw
        data = {
            "kind": "tax_invoice",
            "number": f"{number}-{index + 1}",
            "supplier": "대성배관",
            "issued_on": date(2021, 7, 14),
            "supply_price_krw": amount,
            "vat_krw": amount // 10,
        }
        proofs.append(services.add_evidence(item, Act(actor, data=data), file=picture()))
    return proofs


def judge(grant: Grant, actor: User, verdict: str = "accepted", reason: str = "") -> Grant:
    """The same verdict for every piece of evidence."""
    for proof in Evidence.objects.counting().filter(cost_item__grant=grant):
        data = {"evidence": str(proof.uid), "verdict": verdict, "reason": reason}
        grant = services.judge_evidence(grant, Act(actor, data=data))
    return grant


def settled(grant: Grant, firm_user: User, official: User, *amounts_krw: int) -> Grant:
    """From approved to settled, everything accepted."""
    prove(grant, firm_user, *amounts_krw)
    grant = services.claim(grant, Act(firm_user))
    judge(grant, official)
    return services.settle(grant, Act(official))


def firm_with_owner(serial: int):
    """Another firm with a site and its owner."""
    firm = people.organisation(serial)
    people.site(firm)
    owner = people.user(f"owner-{serial}@example.com")
    people.member(owner, Role.OWNER, organisation=firm)
    return firm, owner
