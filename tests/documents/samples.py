"""One full body per paper, as the step apps hand them over; figures are consistent with each other."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from documents import registry, wording

CONTACT = {
    "department": "국가청정생산지원센터",
    "name": "김담당",
    "phone": "032-850-0000",
    "email": "help@example.kr",
}
PROGRAMME = {
    "name": "중소기업 청정공정 확산사업",
    "round_name": "2021년 중소기업 청정공정 확산사업(인천)",
    "year": 2021,
    "region": "인천광역시",
    "starts_on": date(2021, 3, 1),
    "ends_on": date(2021, 12, 31),
}
FIRM = {
    "name": "(데모) 한빛정밀공업 주식회사",
    "business_number": "1208147521",
    "representative": "홍길동",
    "address": "인천광역시 남동구 남동대로 123번길 45",
    "size": "소기업",
}
SITE = {
    "name": "남동 제1공장",
    "address": "인천광역시 남동구 은봉로 67 (논현동)",
    "industry_code": "25922",
    "industry_name": "도금업",
    "employees": 42,
    "products": "자동차 부품 아연도금",
}
FACTORS = [
    {
        "name": "전력 배출계수",
        "value": Decimal("0.4594"),
        "unit": "tCO₂eq/MWh",
        "source": "온실가스종합정보센터 2021년 승인 국가 온실가스 배출계수",
        "valid": "2021",
    },
    {
        "name": "전력 석유환산",
        "value": Decimal("0.229"),
        "unit": "toe/MWh",
        "source": "에너지법 시행규칙 별표 (소비 기준)",
        "valid": "2017–",
    },
    {
        "name": "도시가스(LNG) 순발열량",
        "value": Decimal("38.9"),
        "unit": "MJ/Nm³",
        "source": "에너지법 시행규칙 별표",
        "valid": "2017–",
    },
]
RULE = "지원금은 원 미만을 버리고, 나머지는 기업부담금으로 합니다."

RECEIPT: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "submitted_at": datetime(2021, 3, 12, 5, 30, tzinfo=UTC),
    "applicant": "김신청",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "attachments": [
        {"name": "사업자등록증", "file_name": "사업자등록증_한빛정밀.pdf", "size": 328_112},
        {"name": "중소기업확인서", "file_name": "중소기업확인서(2021).pdf", "size": 112_004},
        {"name": "공장등록증명서", "file_name": "공장등록증명.jpg", "size": 2_402_112},
        {"name": "4대 사회보험 가입자 명부", "file_name": "가입자명부.xlsx", "size": 48_220},
    ],
    "missing": [],
    "decision_expected_on": date(2021, 4, 30),
    "contact": CONTACT,
}

APPLICATION_COPY: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "submitted_at": datetime(2021, 3, 12, 5, 30, tzinfo=UTC),
    "applicant": "김신청",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "sections": [
        {
            "title": "공정과 허가",
            "entries": [
                {"label": "공정 순서", "value": "산세 → 수세 → 아연도금 → 건조 → 포장"},
                {"label": "에너지진단 의무사업장", "value": ""},
            ],
        }
    ],
    "figures": [{"fiscal_year": 2020, "sales_krw": 3_000_000_000, "total_assets_krw": None, "employees": 42}],
    "baseline_year": 2020,
    "productions": [{"product": "아연도금 볼트", "quantity": Decimal("1200.5"), "unit": "톤"}],
    "carriers": [{"name": "전기", "quantity": Decimal(1_000_000), "unit": "kWh"}],
    "toe": Decimal("229.00"),
    "permits": [
        {
            "kind": "대기",
            "pollution_class": "4종",
            "number": "제2019-12호",
            "issued_on": date(2019, 5, 2),
            "remark": "",
        }
    ],
    "consents": [
        {
            "title": "개인정보 수집·이용",
            "required": True,
            "answer": "동의",
            "version": "2021-07",
            "at": datetime(2021, 3, 12, 5, 20, tzinfo=UTC),
        }
    ],
    "attachments": [{"name": "중소기업확인서", "file_name": "중소기업확인서(2021).pdf"}],
    "contact": CONTACT,
}

SELECTION_NOTICE: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "result": "선정",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "decided_on": date(2021, 4, 28),
    "reason": "심사 점수 87점(선정 기준 70점 이상), 13개사 중 4순위",
    "conditions": ["세척 공정의 계측기를 진단 전까지 설치할 것"],
    "reserve_rank": "",
    "agree_by": date(2021, 5, 14),
    "objection_until": None,
    "contact": CONTACT,
}
RESERVE_NOTICE = {
    **SELECTION_NOTICE,
    "result": "예비 선정",
    "conditions": [],
    "reserve_rank": "2",
    "agree_by": None,
}
REFUSAL_NOTICE = {
    **SELECTION_NOTICE,
    "result": "미선정",
    "reason": "연간 에너지 사용량이 2,000 TOE 이상입니다.",
    "conditions": [],
    "agree_by": None,
    "objection_until": date(2021, 5, 28),
}

CORRECTION_REQUEST: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "asked_on": date(2021, 4, 2),
    "items": [
        {
            "about": "중소기업 확인서",
            "text": "중소기업 확인서의 유효기간이 지났습니다. 새로 발급받아 올리세요.",
            "deadline": date(2021, 4, 12),
        },
        {"about": "", "text": "2020년 7월 전력 사용량이 비어 있습니다.", "deadline": date(2021, 4, 9)},
    ],
    "contact": CONTACT,
}

OBJECTION: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "applicant": "김신청",
    "applicant_phone": "032-850-0000",
    "decision_number": "제2021-003호",
    "decided_on": date(2021, 4, 28),
    "decision": "미선정: 연간 에너지 사용량이 2,000 TOE 이상입니다.",
    "purpose": "미선정을 취소하고 다시 심사해 주시기 바랍니다.",
    "grounds": "7월 전력 사용량을 MWh로 적어 1,000배로 계산되었습니다.",
    "filed_at": datetime(2021, 5, 3, 1, 0, tzinfo=UTC),
    "answer_by": date(2021, 5, 17),
}

OBJECTION_DECISION: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "filed_on": date(2021, 5, 3),
    "purpose": OBJECTION["purpose"],
    "result": "인용",
    "reason": "고지서를 확인한 결과 단위를 잘못 읽었습니다.",
    "decided_on": date(2021, 5, 12),
    "contact": CONTACT,
}

AGREEMENT_CONFIRMATION: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "agreement_number": "제2021-001호",
    "content_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "concluded_at": datetime(2021, 7, 8, 5, 30, tzinfo=UTC),
    "signatures": [
        {
            "role": "지방자치단체",
            "party": "인천광역시",
            "person": "이승인",
            "signed_at": datetime(2021, 7, 8, 5, 0, tzinfo=UTC),
            "method": "2단계 인증번호",
        },
        {
            "role": "참여기업",
            "party": "(데모) 한빛정밀공업 주식회사",
            "person": "홍길동",
            "signed_at": datetime(2021, 7, 7, 2, 0, tzinfo=UTC),
            "method": "서명한 협약서 사본",
        },
    ],
    "signed_copy": "협약서_서명본.pdf",
}

AGREEMENT: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "parties": [
        {
            "title": "갑",
            "role": "지방자치단체",
            "name": "인천광역시",
            "representative": "인천광역시장",
            "business_number": "",
            "address": "인천광역시 남동구 정각로 29",
        },
        {
            "title": "을",
            "role": "수행기관",
            "name": "한국생산기술연구원 국가청정생산지원센터",
            "representative": "센터장",
            "business_number": "",
            "address": "서울특별시 강남구 테헤란로 322",
        },
        {
            "title": "병",
            "role": "참여기업",
            "name": FIRM["name"],
            "representative": "홍길동",
            "business_number": "1208147521",
            "address": FIRM["address"],
        },
    ],
    "support": [
        "청정생산 진단(현장방문, 녹색경영·에너지·공정 진단)과 진단보고서",
        "진단에서 제안하고 기업이 수락한 개선의 비용 지원",
        "개선 성과의 확인과 인증서 발급",
    ],
    "starts_on": date(2021, 5, 10),
    "ends_on": date(2021, 12, 31),
    "agreed_on": date(2021, 5, 10),
    "budget": [
        {"source": "국비", "purpose": "진단", "amount_krw": 5_500_000, "note": ""},
        {"source": "지방비", "purpose": "개선", "amount_krw": 0, "note": "지원 결정 때 확정"},
    ],
    "budget_total_krw": 5_500_000,
    "own_share_percent": Decimal(33),
    "court": "인천지방법원",
}


def _measure(number: int, title: str, kwh: int, investment: int) -> dict[str, Any]:
    saved = kwh * 110
    return {
        "number": number,
        "title": title,
        "kind": "설비 교체",
        "problem": "공기압축기의 무부하 운전 시간이 전체의 38%로 길고, 배관 접속부 12곳에서 누설이 확인되었습니다.",
        "solution": "인버터형 압축기로 바꾸고 누설 부위를 보수합니다.\n토출 압력을 0.7 MPa에서 0.6 MPa로 낮춥니다.",
        "streams": [
            {
                "name": "전력",
                "quantity": Decimal(kwh),
                "unit": "kWh",
                "price_krw": Decimal(110),
                "saved_krw": saved,
            }
        ],
        "saved_krw": saved,
        "energy_mj": Decimal(kwh) * Decimal("9.6"),
        "toe": Decimal(kwh) * Decimal("0.000229"),
        "tco2eq": Decimal(kwh) * Decimal("0.0004594"),
        "investment_krw": investment,
        "payback_years": Decimal(investment) / saved,
        "priority": investment / saved <= 2,
    }


MEASURES = [
    _measure(1, "공기압축기 누설 보수와 압력 하향", 62_000, 4_200_000),
    _measure(2, "도금조 폐열 회수 열교환기 설치", 88_500, 15_800_000),
    _measure(3, "조명 LED 교체", 21_000, 6_900_000),
]


def _sum(rows: list[dict[str, Any]], key: str) -> Any:
    return sum(row[key] for row in rows)


DIAGNOSIS_REPORT: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "team": [
        {"name": "박진단", "role": "책임", "organisation": "그린컨설팅"},
        {"name": "이공정", "role": "참여", "organisation": "그린컨설팅"},
    ],
    "visits": [
        {
            "starts_at": datetime(2021, 6, 8, 1, 0, tzinfo=UTC),
            "ends_at": datetime(2021, 6, 8, 7, 30, tzinfo=UTC),
            "purpose": "경영진 면담, 공정 확인, 전력 측정",
        }
    ],
    "released_on": date(2021, 7, 8),
    "summary": "압축공기와 폐열에서 절감 여지가 큽니다.\n투자비를 2년 안에 회수하는 개선안 2건을 먼저 권합니다.",
    "direction": "청정생산 개선을 먼저 추진하고, 도금액 회수 공정은 공정개발로 검토합니다.",
    "baseline_year": 2020,
    "energy": [
        {
            "carrier": "전력",
            "quantity": Decimal(1234567),
            "unit": "kWh",
            "cost_krw": 135_802_370,
            "energy_mj": Decimal(11851843),
            "toe": Decimal("282.72"),
            "tco2eq": Decimal("567.16"),
        },
        {
            "carrier": "도시가스(LNG)",
            "quantity": Decimal(84210),
            "unit": "Nm³",
            "cost_krw": None,
            "energy_mj": Decimal(3275769),
            "toe": Decimal("87.83"),
            "tco2eq": Decimal("183.52"),
        },
    ],
    "energy_totals": {
        "cost_krw": 135_802_370,
        "energy_mj": Decimal(15127612),
        "toe": Decimal("370.55"),
        "tco2eq": Decimal("750.68"),
    },
    "electricity_basis": "소비 기준 0.229 toe/MWh",
    "checklists": [
        {
            "title": "녹색경영 점검표",
            "version": "2021-1",
            "areas": [
                {
                    "name": "경영방침",
                    "answered": 5,
                    "questions": 5,
                    "score": Decimal(7),
                    "max_score": Decimal(10),
                    "percent": Decimal(70),
                },
                {
                    "name": "에너지 관리",
                    "answered": 4,
                    "questions": 5,
                    "score": Decimal("3.5"),
                    "max_score": Decimal(10),
                    "percent": Decimal(35),
                },
            ],
            "score": Decimal("10.5"),
            "max_score": Decimal(20),
            "percent": Decimal("52.5"),
            "note": "이 점검표는 자체 초안입니다.",
        }
    ],
    "findings": [
        {
            "number": 1,
            "area": "압축공기",
            "title": "배관 누설",
            "detail": "누설률이 22%로 권장값(10%)을 넘습니다.",
        }
    ],
    "measures": MEASURES,
    "measure_totals": {
        "saved_krw": _sum(MEASURES, "saved_krw"),
        "energy_mj": _sum(MEASURES, "energy_mj"),
        "toe": _sum(MEASURES, "toe"),
        "tco2eq": _sum(MEASURES, "tco2eq"),
        "investment_krw": _sum(MEASURES, "investment_krw"),
        "payback_years": Decimal("1.43"),
    },
    "linked_support": ["중소기업 에너지절감 시설 융자(한국에너지공단)", "뿌리기업 자동화설비 지원사업"],
    "factors": FACTORS,
}

AWARD_LETTER: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "requested_on": date(2021, 8, 2),
    "decided_on": date(2021, 8, 10),
    "items": [
        {
            "measure": "공기압축기 누설 보수와 압력 하향",
            "name": "배관 보수 자재",
            "specification": "SUS304 25A",
            "quantity": Decimal(1),
            "unit": "식",
            "supply_krw": 2_100_000,
            "vat_krw": 210_000,
            "eligible_krw": 2_100_000,
        },
        {
            "measure": "도금조 폐열 회수 열교환기 설치",
            "name": "판형 열교환기",
            "specification": "120 kW",
            "quantity": Decimal(2),
            "unit": "대",
            "supply_krw": 5_400_000,
            "vat_krw": 540_000,
            "eligible_krw": 5_362_687,
        },
    ],
    "supply_total_krw": 7_500_000,
    "vat_total_krw": 750_000,
    "eligible_total_krw": 7_462_687,
    "requested_krw": 5_000_000,
    "award_krw": 5_000_000,
    "own_share_krw": 2_462_687,
    "own_share_percent": Decimal("33.0"),
    "source": "국비",
    "execution_ends_on": date(2021, 11, 30),
    "rounding_rule": RULE,
    "conditions": ["설치 전후 사진을 같은 위치에서 찍어 제출하시기 바랍니다."],
    "contact": CONTACT,
}

SETTLEMENT: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "award_number": "제2021-004호",
    "settled_on": date(2021, 12, 3),
    "items": [
        {
            "measure": "공기압축기 누설 보수와 압력 하향",
            "name": "배관 보수 자재",
            "planned_krw": 2_100_000,
            "spent_krw": 2_100_000,
            "struck_krw": 0,
            "accepted_krw": 2_100_000,
        },
        {
            "measure": "도금조 폐열 회수 열교환기 설치",
            "name": "판형 열교환기",
            "planned_krw": 5_362_687,
            "spent_krw": 5_400_000,
            "struck_krw": 300_000,
            "accepted_krw": 5_100_000,
        },
    ],
    "evidence": [
        {
            "item": "배관 보수 자재",
            "kind": "전자세금계산서",
            "number": "20211105-41000012",
            "supplier": "대성배관",
            "supplier_number": "1208147521",
            "dated": date(2021, 11, 5),
            "supply_krw": 2_100_000,
            "vat_krw": 210_000,
            "accepted_krw": 2_100_000,
            "struck_reason": "",
        },
        {
            "item": "판형 열교환기",
            "kind": "전자세금계산서",
            "number": "20211118-41000077",
            "supplier": "한국열교환기 주식회사",
            "supplier_number": "1208147521",
            "dated": date(2021, 11, 18),
            "supply_krw": 5_400_000,
            "vat_krw": 540_000,
            "accepted_krw": 5_100_000,
            "struck_reason": "운반비는 지원 대상이 아님",
        },
    ],
    "planned_total_krw": 7_462_687,
    "spent_total_krw": 7_500_000,
    "struck_total_krw": 300_000,
    "accepted_total_krw": 7_200_000,
    "award_krw": 5_000_000,
    "paid_krw": 5_000_000,
    "final_krw": 4_824_000,
    "own_share_krw": 2_376_000,
    "own_share_percent": Decimal("33.0"),
    "interest_krw": 0,
    "return_krw": 176_000,
    "released_krw": 0,
    "return_due_on": date(2021, 12, 31),
    "rounding_rule": RULE,
    "contact": CONTACT,
}


def _effect(saved_krw: int | None, toe: str | None, tco2eq: str | None) -> dict[str, Any]:
    return {
        "saved_krw": saved_krw,
        "toe": None if toe is None else Decimal(toe),
        "tco2eq": None if tco2eq is None else Decimal(tco2eq),
    }


OUTCOME_REPORT: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "accepted_on": date(2021, 12, 20),
    "milestones": [
        {"on": date(2021, 3, 12), "what": "참여신청"},
        {"on": date(2021, 7, 8), "what": "진단보고서 확정"},
        {"on": date(2021, 12, 3), "what": "개선지원금 정산 확정"},
    ],
    "measures": [
        {
            "number": 1,
            "title": "공기압축기 누설 보수와 압력 하향",
            "status": "이행",
            "reason": "",
            "completed_on": date(2021, 11, 6),
            "investment_krw": 2_100_000,
            "payback_years": Decimal("0.31"),
            "estimated": _effect(6_820_000, "14.20", "28.48"),
            "reported": _effect(6_700_000, "13.95", "27.98"),
            "verified": _effect(6_600_000, "13.74", "27.56"),
        },
        {
            "number": 2,
            "title": "조명 LED 교체",
            "status": "미이행",
            "reason": "내년 예산으로 미룸",
            "completed_on": None,
            "investment_krw": None,
            "payback_years": None,
            "estimated": _effect(2_310_000, "4.81", "9.65"),
            "reported": _effect(None, None, None),
            "verified": _effect(None, None, None),
        },
    ],
    "totals": {
        "investment_krw": 2_100_000,
        "payback_years": Decimal("0.32"),
        "estimated": _effect(9_130_000, "19.01", "38.13"),
        "reported": _effect(6_700_000, "13.95", "27.98"),
        "verified": _effect(6_600_000, "13.74", "27.56"),
    },
    "key_figures": [
        {
            "name": "전력 원단위",
            "unit": "kWh/톤",
            "before": Decimal("412.5"),
            "after": Decimal("391.9"),
            "change": Decimal("-20.6"),
            "change_percent": Decimal("-4.99"),
            "basis": "고지서, 검증",
        }
    ],
    "award_krw": 5_000_000,
    "paid_krw": 4_824_000,
    "own_share_krw": 2_376_000,
    "difficulties": "자재 납기가 3주 늦어졌습니다.",
    "next_steps": "2022년에 조명을 LED로 교체합니다.",
    "verifier": "박진단 (그린컨설팅)",
    "factors": FACTORS,
}

CERTIFICATE: dict[str, Any] = {
    "case_number": "IC-2021-0007",
    "program": PROGRAMME,
    "firm": FIRM,
    "site": SITE,
    "implemented": 2,
    "legal_basis": "",
}

CONTRIBUTION_RECEIPT: dict[str, Any] = {
    "program": PROGRAMME,
    "firm": FIRM,
    "receipt_number": "IC-2021-R-0001",
    "amount_krw": 5_500_000,
    "received_on": date(2021, 7, 14),
    "source": "기업",
}

BODIES: dict[str, dict[str, Any]] = {
    "receipt": RECEIPT,
    "application_copy": APPLICATION_COPY,
    "correction_request": CORRECTION_REQUEST,
    "selection_notice": SELECTION_NOTICE,
    "reserve_notice": RESERVE_NOTICE,
    "refusal_notice": REFUSAL_NOTICE,
    "objection": OBJECTION,
    "objection_decision": OBJECTION_DECISION,
    "agreement_confirmation": AGREEMENT_CONFIRMATION,
    "agreement": AGREEMENT,
    "diagnosis_report": DIAGNOSIS_REPORT,
    "award_letter": AWARD_LETTER,
    "settlement": SETTLEMENT,
    "outcome_report": OUTCOME_REPORT,
    "certificate": CERTIFICATE,
    "contribution_receipt": CONTRIBUTION_RECEIPT,
}
TITLES = {
    "receipt": "접수증",
    "application_copy": "참여신청서",
    "correction_request": "보완요청서",
    "selection_notice": "선정 통지서",
    "reserve_notice": "예비 선정 통지서",
    "refusal_notice": "미선정 통지서",
    "objection": "이의신청서",
    "objection_decision": "이의신청 결정 통지서",
    "agreement_confirmation": "협약 체결 확인서",
    "agreement": "협약서",
    "diagnosis_report": "진단보고서",
    "award_letter": "교부결정통지서",
    "settlement": "정산 확정통지서",
    "outcome_report": "성과보고서",
    "certificate": "인증서",
    "contribution_receipt": "부담금 납입 영수증",
}


def body(code: str) -> dict[str, Any]:
    """A fresh copy, free to be changed."""
    return deepcopy(BODIES[code])


def envelope(code: str, *, demo: bool = False, seal: bool = False) -> dict[str, Any]:
    """Head and issuer of a paper, worded as in the code."""
    head = _head(code, demo=demo, seal=seal)
    paper = registry.get(code)
    said = json.loads(json.dumps({**body(code), **head}, cls=DjangoJSONEncoder))
    own = wording.of(paper, None)
    return {**head, "wording": wording.worded(paper, own, said, shows_seal=seal)}


def _head(code: str, *, demo: bool, seal: bool) -> dict[str, Any]:
    return {
        "paper": {
            "kind": code,
            "title": TITLES[code],
            "number": "제2021-001호",
            "issued_on": date(2021, 12, 22),
            "language": "ko",
            "template_version": 1,
            "verification_code": "w3uXQ1vO9cHk2pLrT8sYbN5mZdFaGjEe",
            "verification_url": "https://portal.example.kr/verify/w3uXQ1vO9cHk2pLrT8sYbN5mZdFaGjEe/",
            "replaces": "",
        },
        "issuer": {
            "code": "kncpc",
            "name": "국가청정생산지원센터",
            "signer": "국가청정생산지원센터장",
            "address": "서울특별시 강남구 테헤란로 322",
            "phone": "02-2183-1500",
            "email": "office@example.kr",
            "seal": seal,
        },
        "demo": demo,
    }


def contains_words(text: str, *words: str) -> bool:
    """Whether a PDF's text holds all words, wherever its lines break."""
    squeezed = "".join(text.split())
    return all("".join(word.split()) in squeezed for word in words)
