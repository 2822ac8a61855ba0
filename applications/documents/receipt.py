"""Receipt (접수증)."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from applications import asked, rules
from applications.documents.parts import contact, firm, programme, site
from applications.models import Application
from documents import contexts, registry
from journal import clock
from journal.models import Event


def receipt(application: Application) -> contexts.ReceiptBody:
    case = application.case
    with translation.override("ko"):
        names = {purpose: str(label) for purpose, label in asked.of_case(case).labels.items()}
    files = rules.evidence(application).order_by("pk")
    return {
        "case_number": case.number or "",
        "submitted_at": case.submitted_at or clock.now(),
        "applicant": submitter(application),
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "attachments": [
            {"name": names[file.handed_in_as], "file_name": file.original_name, "size": file.size}
            for file in files
        ],
        "missing": _to_come(application, names),
        "decision_expected_on": case.round.selected_on,
        "contact": contact(case),
    }


def _to_come(application: Application, names: dict[str, str]) -> list[str]:
    """Documents that are asked for and were not handed in; complete applications lack none."""
    return [names[item.field] for item in rules.missing(application) if item.section == "evidence"]


def submitter(application: Application) -> str:
    """Who handed it in, last."""
    submitted = Event.objects.filter(case_id=application.case_id, action="application.submit")
    event = submitted.order_by("pk").last()
    return event.actor_label if event else application.contact_name


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
