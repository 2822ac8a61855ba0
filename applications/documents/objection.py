"""Objection (이의신청서) and the letter that answers it (PAPERS §2)."""

from django.utils.translation import gettext_lazy as _

from applications.documents.parts import contact, firm, programme, site
from applications.models import Objection
from documents import contexts, registry
from journal import clock

RESULTS = {Objection.State.UPHELD: "인용", Objection.State.DISMISSED: "기각"}


def objection(record: Objection) -> contexts.ObjectionBody:
    case, letter = record.case, record.against
    return {
        "case_number": case.number or "",
        "program": programme(case),
        "firm": firm(record.application),
        "site": site(record.application),
        "applicant": record.filed_by.name,
        "applicant_phone": record.filed_by.phone,
        "decision_number": letter.number,
        "decided_on": letter.issued_at.astimezone(clock.SEOUL).date(),
        "decision": f"미선정: {letter.snapshot['reason']}",
        "purpose": record.purpose,
        "grounds": record.grounds,
        "filed_at": record.filed_at,
        "answer_by": record.answer_by,
    }


def objection_decision(record: Objection) -> contexts.ObjectionDecisionBody:
    return {
        "case_number": record.case.number or "",
        "program": programme(record.case),
        "firm": firm(record.application),
        "site": site(record.application),
        "filed_on": record.filed_at.astimezone(clock.SEOUL).date(),
        "purpose": record.purpose,
        "result": RESULTS[Objection.State(record.state)],
        "reason": record.decision,
        "decided_on": clock.today(),
        "contact": contact(record.case),
    }


registry.register(
    registry.Paper(
        code="objection",
        title_ko="이의신청서",
        title_en="Objection",
        template="documents/objection.html",
        context=objection,
        blocks=(registry.Block("closing", _("Closing sentence"), "위와 같이 이의를 신청합니다."),),
    )
)
registry.register(
    registry.Paper(
        code="objection_decision",
        title_ko="이의신청 결정 통지서",
        title_en="Letter about the objection",
        template="documents/objection_decision.html",
        context=objection_decision,
        blocks=(
            registry.Block(
                "next_steps",
                _("What may be done next"),
                "이 결정에 대한 문의는 아래 담당자에게 하시기 바랍니다.",
                by_line=True,
            ),
        ),
    )
)
