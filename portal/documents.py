"""The paper of a contribution that came in (부담금 납입 영수증), in Korean; it belongs to a round, not to a case."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from documents import contexts, registry
from documents.placeholders import COMMON, Placeholder
from documents.querysets import CONTRIBUTION_RECEIPT
from documents.templatetags.papers import long_day, won_in_words
from ledger.models import ContributionDue

OF_CASES = {"case_number", "site"}


def contribution_receipt(due: ContributionDue) -> contexts.ContributionReceiptBody:
    """Read after the contribution was received."""
    assert due.received_on is not None
    with translation.override("ko"):
        return {
            "program": _programme(due),
            "firm": _payer(due),
            "receipt_number": due.receipt_number,
            "amount_krw": due.amount_krw,
            "received_on": due.received_on,
            "source": str(due.line.get_fund_source_display()),
        }


def _programme(due: ContributionDue) -> contexts.Programme:
    region = due.line.region or due.round.regions.order_by("code").first()
    return {
        "name": due.round.program.name_ko,
        "round_name": due.round.name_ko,
        "year": due.round.year,
        "region": region.name_ko if region else "",
        "starts_on": due.round.project_from,
        "ends_on": due.round.project_until,
    }


def _payer(due: ContributionDue) -> contexts.Firm:
    firm = due.organisation
    return {
        "name": due.payer,
        "business_number": firm.business_number if firm else "",
        "representative": firm.representative if firm else "",
        "address": firm.address if firm else "",
        "size": "",
    }


registry.register(
    registry.Paper(
        code=CONTRIBUTION_RECEIPT,
        title_ko="부담금 납입 영수증",
        title_en="Receipt of a contribution",
        template="documents/contribution_receipt.html",
        context=contribution_receipt,
        blocks=(
            registry.Block("closing", _("Closing sentence"), "위 금액을 {program}의 부담금으로 영수합니다."),
        ),
        placeholders=(
            *(placeholder for placeholder in COMMON if placeholder.name not in OF_CASES),
            Placeholder("receipt_number", _("Receipt number"), "receipt_number"),
            Placeholder("amount", _("Amount"), "amount_krw", won_in_words),
            Placeholder("received_on", _("Received on"), "received_on", long_day),
        ),
    )
)
