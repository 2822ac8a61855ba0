"""Outcome report and certificate say what was reported and verified, and render."""

import pytest

from documents import registry, rendering
from documents.models import IssuedDocument
from reports import services
from tests.documents.pdfs import text_of
from tests.documents.samples import contains_words
from tests.factories import grants, outcomes
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def papers(case, measure, personas):
    """Both papers of a case with one implemented and one dropped measure, and settled support."""
    dropped = grants.accepted_measure(case, personas["consultant"], number=2)
    grant = grants.request(case, personas["owner"], [grants.cost_item(measure, 7_462_687)])
    grants.settled(
        grants.approved(grant, personas["reviewer"], personas["approver"]),
        personas["owner"],
        personas["approver"],
    )
    outcome = outcomes.opened(case, personas["owner"])
    outcomes.implemented(measure, personas["owner"])
    services.report_not_implemented(
        dropped, Act(personas["owner"], comment="라인 이전", data={"reason_code": "production_change"})
    )
    words = {"difficulties": "자재 납기가 늦어짐", "next_steps": "2022년 조명 교체"}
    services.submit_report(outcome, Act(personas["owner"], data=words))
    services.verify(outcome, Act(personas["consultant"]))
    services.accept(outcome, Act(personas["approver"]))
    services.issue_certificate(outcome.case, Act(personas["admin"]))
    return {paper.kind: paper for paper in IssuedDocument.objects.filter(record_uid=outcome.uid)}


def printed(document) -> str:
    return text_of(rendering.render_pdf(registry.get(document.kind).template, document.snapshot))


def test_the_outcome_report_keeps_the_three_bases_apart(papers):
    body = papers["outcome_report"].snapshot
    done, dropped = body["measures"]

    assert (done["status"], dropped["status"]) == ("이행 완료", "미이행")
    assert (dropped["reported"]["saved_krw"], dropped["investment_krw"]) == (None, None)
    assert [body["totals"][basis]["saved_krw"] for basis in ("estimated", "reported", "verified")] == [
        12_000_000,
        5_400_000,
        5_400_000,
    ]
    assert (body["award_krw"], body["paid_krw"], body["own_share_krw"]) == (5_000_000, 5_000_000, 2_462_687)
    assert {line["unit"] for line in body["factors"]} >= {"toe/MWh", "tCO2eq/MWh"}
    assert [milestone["what"] for milestone in body["milestones"]] == [
        "참여신청",
        "진단보고서 공개",
        "개선지원금 교부결정",
        "개선지원금 정산 확정",
        "성과 보고",
        "성과 검증",
        "성과 승인",
    ]
    assert contains_words(
        printed(papers["outcome_report"]), "5,400,000", "자재 납기가 늦어짐", "2022년 조명 교체", "미이행"
    )


def test_the_certificate_counts_what_was_carried_out(papers, case):
    text = printed(papers["certificate"])

    assert contains_words(text, "인증서", case.organisation.name_ko, "개선 1건", "제2021-001호")
