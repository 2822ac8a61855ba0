"""Which assessments become the thirty firms that apply in Ansan 2012, and everything about them that is ours."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from scripts.demo_selection import Firm

APPLICANTS = 30
# First three digits of NAICS → KSIC 10, its name, what it makes, whether root industry, whether heavily polluting.
INDUSTRIES: dict[str, tuple[str, str, str, bool, bool]] = {
    "311": ("10799", "그 외 기타 식료품 제조업", "가공식품", False, False),
    "322": ("17909", "그 외 기타 종이 및 판지 제품 제조업", "포장용 판지", False, False),
    "323": ("18119", "기타 인쇄업", "포장 인쇄물", False, False),
    "325": ("20499", "그 외 기타 분류 안된 화학제품 제조업", "산업용 화학제품", False, True),
    "326": ("22249", "기타 기계·장비 조립용 플라스틱제품 제조업", "플라스틱 사출 부품", False, False),
    "331": ("24290", "기타 1차 비철금속 제조업", "비철금속 압출재", True, True),
    "332": ("25922", "도금업", "도금 부품", True, True),
    "333": ("29299", "그 외 기타 특수 목적용 기계 제조업", "산업기계 부품", False, False),
    "334": ("26299", "그 외 기타 전자 부품 제조업", "전자 부품", False, False),
    "335": ("28909", "그 외 기타 전기장비 제조업", "전기장비 부품", False, False),
    "336": ("30399", "그 외 자동차용 신품 부품 제조업", "자동차 부품", False, False),
}
NAMES = ("반월", "시화", "초지", "원시", "목내", "신길", "성곡", "단원", "상록", "수암")
ENGLISH = (
    *("Banwol", "Sihwa", "Choji", "Wonsi", "Mongnae", "Singil", "Seonggok", "Danwon", "Sangnok", "Suam"),
)
# What a firm of an industry calls itself.
ENDINGS = {
    "311": ("식품", "Foods"),
    "322": ("제지", "Paper"),
    "323": ("인쇄", "Printing"),
    "325": ("화학", "Chemical"),
    "326": ("플라텍", "Platec"),
    "331": ("비철", "Non-Ferrous"),
    "332": ("도금", "Plating"),
    "333": ("기계", "Machinery"),
    "334": ("전자", "Electronics"),
    "335": ("전기", "Electric"),
    "336": ("오토", "Auto"),
}


def firms(assessments: Iterable[Mapping[str, str]]) -> Iterator[Firm]:
    """Thirty small factories of the source, the first of each industry in turn, so that none outweighs."""
    waiting: dict[str, list[Mapping[str, str]]] = {}
    for source in assessments:
        if _fits(source):
            waiting.setdefault(source["naics"][:3], []).append(source)
    chosen = 0
    while chosen < APPLICANTS:
        for industry in INDUSTRIES:
            if chosen < APPLICANTS and waiting.get(industry):
                yield _firm(waiting[industry].pop(0), industry, chosen)
                chosen += 1


def _fits(source: Mapping[str, str]) -> bool:
    return (
        source["naics"][:3] in INDUSTRIES
        and not source["dq_flags"]
        and int(source["fiscal_year"]) >= 2005
        and bool(source["sales_usd"] and source["electricity_kwh"] and source["employees"])
        and 12 <= Decimal(source["employees"]) <= 300
        and Decimal(source["electricity_kwh"]) <= 4_000_000
        and Decimal(source["natural_gas_mmbtu"] or 0) <= 20_000
    )


def _firm(source: Mapping[str, str], industry: str, number: int) -> Firm:
    ksic_code, ksic_ko, products_ko, is_root, is_polluting = INDUSTRIES[industry]
    name, english = NAMES[number % len(NAMES)], ENGLISH[number % len(NAMES)]
    ending_ko, ending_en = ENDINGS[industry]
    return Firm(
        source["assessment_id"],
        "applicant",
        f"{name}{ending_ko}",
        f"{english} {ending_en}",
        ("41273", "41271")[number % 2],
        ("경기도 안산시 단원구", "경기도 안산시 상록구")[number % 2],
        ksic_code,
        ksic_ko,
        products_ko,
        is_root,
        is_polluting,
    )
