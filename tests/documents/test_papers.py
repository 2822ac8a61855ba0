"""Every paper renders, says what its snapshot says, and is a tagged PDF with a language and a title."""

from functools import cache
from io import BytesIO

import pikepdf
import pytest

from documents import registry, rendering
from documents.services import _as_json
from tests.documents import samples
from tests.documents.pdfs import attached_names, squeezed, text_of

# What a reader must find, beside the firm and the number that every paper names.
WORDS = {
    "receipt": [
        "접수번호",
        "IC-2021-0007",
        "2021. 3. 12. 14:30",
        "사업자등록증_한빛정밀.pdf",
        "320.4 KB",
        "김신청",
    ],
    "application_copy": ["접수번호", "아연도금 볼트", "1,200.5", "229.00 TOE", "제2019-12호", "4종", "필수"],
    "correction_request": ["수신", "보완 요청", "중소기업 확인서", "2021. 4. 12.", "기한 연장", "끝."],
    "selection_notice": [
        "수신",
        "선정 통지",
        "가. 사업장",
        "2021. 4. 28.",
        "조건: 세척",
        "2021. 5. 14.까지",
        "끝.",
    ],
    "reserve_notice": ["예비 선정 통지", "예비 순위: 2", "예비 순위에 따라"],
    "refusal_notice": ["미선정 통지", "2,000 TOE 이상", "2021. 5. 28.까지", "이의를 신청"],
    "objection": ["이의신청서", "제2021-003호", "1,000배", "2021. 5. 17.까지", "인천광역시 귀하"],
    "objection_decision": ["이의신청 결정 통지", "인용", "단위를 잘못", "2021. 5. 12."],
    "agreement_confirmation": [
        "협약 체결 확인서",
        "제2021-001호",
        "2단계 인증번호",
        "협약서_서명본.pdf",
        "9f86d081",
    ],
    "agreement": [
        "협약번호 제2021-001호",
        "인천광역시",
        "금5,500,000원(금오백오십만원)",
        "제21조(효력)",
        "33퍼센트",
        "인천지방법원을 관할 법원",
    ],
    "diagnosis_report": [
        "목차",
        "282.72",
        "750.68",
        "1. 공기압축기 누설 보수와 압력 하향",
        "6,820,000",
        "0.229 toe/MWh",
        "소비 기준",
        "회수기간 4,200,000원 ÷ 6,820,000원 = 0.6년",
    ],
    "award_letter": [
        "금5,000,000원(금오백만원)",
        "기업부담금",
        "2,462,687",
        "교부조건",
        "설치 전후 사진",
        "원 단위 처리",
    ],
    "settlement": [
        "제2021-004호",
        "금4,824,000원",
        "반환액",
        "176,000",
        "운반비는 지원 대상이 아님",
        "20211118-41000077",
    ],
    "outcome_report": ["추정 절감액", "6,600,000", "13.74", "내년 예산으로 미룸", "△20.6", "2022년에 조명을"],
    "certificate": ["인 증 서", "성실히 수행하였으므로", "청정생산 진단과 개선 2건", "2021년 12월 22일"],
    "contribution_receipt": [
        "IC-2021-R-0001",
        "금5,500,000원(금오백오십만원)",
        "2021. 7. 14.",
        "부담금으로 영수",
    ],
}


@cache
def rendered(code: str, **envelope: bool) -> bytes:
    snapshot = _as_json({**samples.body(code), **samples.envelope(code, **envelope)})
    return rendering.render_pdf(registry.get(code).template, snapshot)


@pytest.mark.parametrize("code", samples.BODIES)
def test_paper_says_what_its_snapshot_says(code):
    data = rendered(code)

    text = squeezed(text_of(data))
    missing = [
        word for word in [*WORDS[code], samples.FIRM["name"], "제2021-001호"] if squeezed(word) not in text
    ]
    assert missing == []
    assert attached_names(data) == []


@pytest.mark.parametrize("code", samples.BODIES)
def test_paper_is_accessible_and_carries_its_own_fonts(code):
    with pikepdf.open(BytesIO(rendered(code))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"{samples.TITLES[code]} 제2021-001호"
        assert str(pdf.Root.Lang) == "ko"
        assert bool(pdf.Root.MarkInfo.Marked)
        fonts = {
            str(node.FontName).partition("+")[2]
            for node in pdf.objects
            if isinstance(node, pikepdf.Dictionary) and node.get("/Type") == "/FontDescriptor"
        }
    assert "Paper" in fonts
    assert fonts <= {"Paper", "Paper-Bold", "Paper-Full", "Paper-Full-Bold"}


@pytest.mark.parametrize("code", ["receipt", "certificate"])
def test_short_papers_have_one_page(code):
    with pikepdf.open(BytesIO(rendered(code, demo=True, seal=True))) as pdf:
        assert len(pdf.pages) == 1


def test_demo_papers_say_so_on_every_page():
    text = text_of(rendered("diagnosis_report", demo=True))

    pages = text.rstrip("\f").split("\f")
    assert all(squeezed("시연용 문서로 효력이 없습니다") in squeezed(page) for page in pages)
    assert "시연용" not in text_of(rendered("diagnosis_report"))


def test_seal_appears_only_where_the_operator_turned_it_on():
    assert "센터장인" in squeezed(text_of(rendered("certificate", seal=True)))
    assert "센터장인" not in squeezed(text_of(rendered("certificate", seal=False)))


def test_long_tables_repeat_their_head_on_the_next_page():
    body = samples.body("settlement")
    body["evidence"] = body["evidence"] * 30
    data = rendering.render_pdf(
        "documents/settlement.html", _as_json({**body, **samples.envelope("settlement")})
    )

    pages = text_of(data).rstrip("\f").split("\f")
    assert len(pages) >= 4
    assert all("불인정 사유" in page for page in pages[2:])


def test_rare_syllables_are_printed():
    body = samples.body("certificate")
    body["firm"]["name"] = "뷁쀍정밀 (株)"
    data = rendering.render_pdf(
        "documents/certificate.html", _as_json({**body, **samples.envelope("certificate")})
    )

    assert "뷁쀍정밀" in text_of(data)


def test_empty_lists_are_said_in_words():
    body = samples.body("diagnosis_report")
    for key in ("visits", "checklists", "findings", "measures", "linked_support", "factors"):
        body[key] = []
    data = rendering.render_pdf(
        "documents/diagnosis_report.html", _as_json({**body, **samples.envelope("diagnosis_report")})
    )

    text = squeezed(text_of(data))
    assert squeezed("제안한 개선안이 없습니다.") in text
    assert squeezed("기록된 현장방문이 없습니다.") in text
