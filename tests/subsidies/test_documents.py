"""Award letter and settlement say what was decided and computed, and render."""

import pytest

from documents import registry, rendering
from documents.models import IssuedDocument
from subsidies import services
from tests.documents.pdfs import text_of
from tests.documents.samples import contains_words
from tests.factories import grants
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


def paper(grant, kind) -> IssuedDocument:
    return IssuedDocument.objects.in_force().get(kind=kind, record_uid=grant.uid)


def printed(document) -> str:
    return text_of(rendering.render_pdf(registry.get(document.kind).template, document.snapshot))


def test_the_award_letter_names_amounts_own_share_and_rule(approved):
    letter = paper(approved, "award_letter")

    assert (letter.snapshot["award_krw"], letter.snapshot["own_share_krw"]) == (5_000_000, 2_462_687)
    assert contains_words(
        printed(letter),
        "금5,000,000원",
        "금2,462,687원",
        "33.0%",
        "배관 보수 자재",
        "2021. 12. 31.",
        "IC-2021-0001",
    )


def test_a_smaller_award_prints_the_raised_own_share(grant, personas):
    approved = grants.approved(grant, personas["reviewer"], personas["approver"], 4_000_000)

    letter = paper(approved, "award_letter").snapshot

    assert (letter["requested_krw"], letter["award_krw"], letter["own_share_krw"]) == (
        5_000_000,
        4_000_000,
        3_462_687,
    )


def test_the_settlement_names_what_was_struck_and_what_must_come_back(approved, personas):
    services.pay_advance(approved, Act(personas["approver"], data={"amount_krw": 5_000_000}))
    grants.prove(approved, personas["owner"], 6_000_000)
    grants.prove(approved, personas["owner"], 500_000, number="B")
    claimed = services.claim(approved, Act(personas["owner"]))
    for proof in claimed.cost_items.get().evidence.all():
        struck = proof.number.startswith("B")
        data = {
            "evidence": str(proof.uid),
            "verdict": "struck" if struck else "accepted",
            "reason": "운반비는 지원 대상이 아님" if struck else "",
        }
        services.judge_evidence(claimed, Act(personas["reviewer"], data=data))
    settled = services.settle(claimed, Act(personas["approver"]))

    notice = paper(settled, "settlement")

    body = notice.snapshot
    assert (body["spent_total_krw"], body["struck_total_krw"], body["accepted_total_krw"]) == (
        6_500_000,
        500_000,
        6_000_000,
    )
    assert (body["final_krw"], body["return_krw"], body["released_krw"]) == (4_019_999, 980_001, 0)
    assert body["award_number"] == paper(settled, "award_letter").number
    assert contains_words(
        printed(notice), "금4,019,999원", "금980,001원", "운반비는 지원 대상이 아님", "2021. 8. 13."
    )
