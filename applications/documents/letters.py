"""Letters of the screening and the decision: correction request, selected, on the reserve list, refused (PAPERS §2)."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from applications.documents.parts import contact, firm, programme, site
from applications.models import Application
from documents import contexts, registry
from documents.placeholders import COMMON, Placeholder
from documents.templatetags.papers import day
from journal import clock
from journal.models import Event
from workflow.models import CorrectionRequest


def correction_request(request: CorrectionRequest) -> contexts.CorrectionRequestBody:
    """Everything that was asked in the same act, in one letter."""
    application = Application.objects.get(case=request.case_id)
    asked = CorrectionRequest.objects.filter(
        record_kind=request.record_kind, record_uid=request.record_uid, asked_at=request.asked_at
    )
    return {
        "case_number": request.case.number or "",
        "program": programme(request.case),
        "firm": firm(application),
        "site": site(application),
        "asked_on": clock.today(),
        "items": [
            {"about": item.about, "text": item.text, "deadline": item.deadline}
            for item in asked.order_by("pk")
        ],
        "contact": contact(request.case),
    }


def selection_notice(application: Application) -> contexts.DecisionNoticeBody:
    agree_by = clock.today() + timedelta(days=application.case.round.agreement_days)
    return _notice(application, "select", "선정", agree_by=agree_by)


def reserve_notice(application: Application) -> contexts.DecisionNoticeBody:
    return _notice(application, "put_on_reserve", "예비 선정")


def refusal_notice(application: Application) -> contexts.DecisionNoticeBody:
    return _notice(application, "refuse", "미선정", objection_until=application.objection_until)


def _notice(
    application: Application,
    act: str,
    result: str,
    *,
    agree_by: date | None = None,
    objection_until: date | None = None,
) -> contexts.DecisionNoticeBody:
    case = application.case
    decided = Event.objects.filter(case_id=case.pk, action=f"application.{act}").order_by("pk").last()
    data = decided.data if decided else {}
    return {
        "case_number": case.number or "",
        "result": result,
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "decided_on": clock.today(),
        "reason": decided.reason if decided else "",
        "conditions": [line.strip() for line in (data.get("conditions") or "").splitlines() if line.strip()],
        "reserve_rank": data.get("reserve_rank") or "",
        "agree_by": agree_by,
        "objection_until": objection_until,
        "contact": contact(case),
    }


OPENING = registry.Block("opening", _("Opening sentence"), "{program}에 신청해 주셔서 감사합니다.")

registry.register(
    registry.Paper(
        code="correction_request",
        title_ko="보완요청서",
        title_en="Correction request",
        template="documents/correction_request.html",
        context=correction_request,
        blocks=(
            OPENING,
            registry.Block(
                "notes",
                _("Notes below the list"),
                "기한 안에 보완하기 어려우면 필요한 날수를 밝혀 기한 연장을 요청하시기 바랍니다.\n"
                "기한 안에 보완하지 않으면 제출된 내용으로 심사하며, 보완에 걸린 기간은 처리 기간에 넣지 않습니다.",
                by_line=True,
            ),
        ),
    )
)
registry.register(
    registry.Paper(
        code="selection_notice",
        title_ko="선정 통지서",
        title_en="Letter of selection",
        template="documents/decision_notice.html",
        context=selection_notice,
        blocks=(
            OPENING,
            registry.Block(
                "next_steps",
                _("Next steps"),
                "{agree_by}까지 협약을 체결하시기 바랍니다.\n"
                "기한까지 협약을 체결하지 않으면 선정을 취소할 수 있습니다.",
                by_line=True,
            ),
        ),
        placeholders=(*COMMON, Placeholder("agree_by", _("Agreement until"), "agree_by", day)),
    )
)
registry.register(
    registry.Paper(
        code="reserve_notice",
        title_ko="예비 선정 통지서",
        title_en="Letter of the reserve list",
        template="documents/decision_notice.html",
        context=reserve_notice,
        blocks=(
            OPENING,
            registry.Block(
                "next_steps",
                _("Next steps"),
                "선정된 기업이 참여를 그만두면 예비 순위에 따라 선정하고 따로 통지합니다.",
                by_line=True,
            ),
        ),
    )
)
registry.register(
    registry.Paper(
        code="refusal_notice",
        title_ko="미선정 통지서",
        title_en="Letter of refusal",
        template="documents/decision_notice.html",
        context=refusal_notice,
        blocks=(
            OPENING,
            registry.Block(
                "next_steps",
                _("Next steps"),
                "다음 모집은 누리집에 공고합니다.",
                by_line=True,
            ),
            registry.Block(
                "objection",
                _("How to object"),
                "이 결정에 이의가 있으면 {objection_until}까지 신청 내역에서 취지와 이유를 적어 이의를 신청할 수 "
                "있습니다.",
            ),
        ),
        placeholders=(*COMMON, Placeholder("objection_until", _("Objection until"), "objection_until", day)),
    )
)
