"""Which assessments become demo firms, and everything about them that is ours.

Names, places and roles are invented; ``(데모)`` is put before each name. Titles are generic, because the
codes of the recommendations are damaged in the source (PROVENANCE: rounded to integers).
"""

from dataclasses import dataclass

# Generic titles and one of the six measure types (diagnostics.models.Measure.Type).
TITLES = {
    "leak": ("압축공기 누기 보수", "Repair compressed-air leaks", "K2"),
    "pressure": ("압축공기 토출압력 하향", "Lower the compressed-air pressure", "K2"),
    "idle": ("비가동 설비 전원 차단", "Switch off idle equipment", "K2"),
    "hvac": ("냉난방 설정온도와 운전시간 관리", "Manage set-points and hours of heating and cooling", "K2"),
    "air_ratio": ("버너 공기비 조정", "Adjust the air ratio of burners", "K2"),
    "lighting": ("LED 조명으로 교체", "Replace lighting with LED", "K3"),
    "drive": ("전동기에 인버터 설치", "Install variable-speed drives", "K3"),
    "motor": ("고효율 전동기로 교체", "Replace motors with efficient ones", "K3"),
    "compressor": ("고효율 공기압축기로 교체", "Replace the air compressor with an efficient one", "K3"),
    "insulation": ("노·배관 단열 보강", "Insulate furnaces and pipes", "K3"),
    "heat_recovery": ("배기가스 폐열 회수", "Recover heat from exhaust gas", "K5"),
    "water_reuse": ("세척수 재사용", "Reuse rinse water", "K5"),
    "metering": ("에너지 계측·관리 체계 구축", "Set up energy metering and management", "K6"),
}


@dataclass(frozen=True)
class Firm:
    """A demo firm: everything that is ours; the figures come from ``assessment_id``."""

    assessment_id: str
    role: str
    name_ko: str
    name_en: str
    area_code: str
    area_ko: str
    ksic_code: str
    ksic_ko: str
    products_ko: str
    is_root_industry: bool
    has_polluting_process: bool
    measures: tuple[tuple[str, str], ...] = ()  # recommendation id, title
    size: str = ""  # empty: by sales


SELECTED = (
    Firm(
        "OK1089", "certified", "가온도금", "Gaon Plating", "28200", "인천광역시 남동구", "25922", "도금업",
        "금속 도금 부품", True, True,
        (("OK108901", "heat_recovery"), ("OK108903", "leak"), ("OK108905", "drive"),
         ("OK108906", "insulation")),
    ),
    Firm(
        "MZ0193", "certified", "나래다이캐스팅", "Narae Die Casting", "28260", "인천광역시 서구", "24321",
        "알루미늄 주물 주조업", "알루미늄 다이캐스팅 부품", True, True,
        (("MZ019301", "air_ratio"), ("MZ019302", "leak"), ("MZ019303", "heat_recovery"),
         ("MZ019304", "motor")),
    ),
    Firm(
        "OK0888", "certified", "다솔열처리", "Dasol Heat Treatment", "28200", "인천광역시 남동구", "25921",
        "금속 열처리업", "열처리 가공품", True, False,
        (("OK088801", "drive"), ("OK088803", "motor"), ("OK088804", "heat_recovery"),
         ("OK088806", "insulation")),
    ),
    Firm(
        "LE0500", "certified", "라온코팅", "Raon Coating", "28237", "인천광역시 부평구", "25923",
        "도장 및 기타 피막 처리업", "진공 증착 코팅 부품", True, True,
        (("LE050002", "pressure"), ("LE050004", "leak"), ("LE050005", "drive"), ("LE050006", "motor"),
         ("LE050007", "lighting")),
    ),
    Firm(
        "IP0065", "certified", "마루프레스", "Maru Press", "28245", "인천광역시 계양구", "25914",
        "그 외 금속 압형제품 제조업", "금속 프레스 부품", True, False,
        (("IP006503", "hvac"), ("IP006504", "leak"), ("IP006509", "pressure"), ("IP006510", "air_ratio"),
         ("IP006511", "lighting")),
    ),
    Firm(
        "OK1033", "certified", "바름주물", "Bareum Foundry", "28260", "인천광역시 서구", "24311",
        "선철 주물 주조업", "회주철·구상흑연 주물", True, True,
        (("OK103301", "leak"), ("OK103302", "lighting"), ("OK103303", "hvac")),
    ),
    Firm(
        "AM0788", "certified", "사랑볼트", "Sarang Bolt", "28200", "인천광역시 남동구", "25941",
        "볼트 및 너트류 제조업", "볼트·파스너", True, False,
        (("AM078802", "leak"), ("AM078803", "lighting"), ("AM078804", "hvac"), ("AM078806", "idle")),
    ),
    Firm(
        "NC0592", "certified", "아라전선", "Ara Cable", "28177", "인천광역시 미추홀구", "28302",
        "기타 절연선 및 케이블 제조업", "동축 케이블", False, False,
        (("NC059201", "compressor"), ("NC059202", "leak"), ("NC059204", "drive"), ("NC059206", "lighting")),
    ),
    Firm(
        "AM0807", "certified", "자람플라스틱", "Jaram Plastics", "28200", "인천광역시 남동구", "22249",
        "기타 기계·장비 조립용 플라스틱제품 제조업", "고밀도 폴리에틸렌 부품", False, False,
        (("AM080703", "metering"), ("AM080704", "leak"), ("AM080705", "insulation"), ("AM080706", "lighting"),
         ("AM080707", "drive")),
    ),
    Firm(
        "SF0549", "certified", "차림발효식품", "Charim Fermented Foods", "28110", "인천광역시 중구", "10301",
        "김치류 제조업", "발효 채소 식품", False, True,
        (("SF054903", "lighting"), ("SF054904", "motor"), ("SF054905", "drive"), ("SF054908", "water_reuse")),
    ),
    Firm(
        "CL1910", "certified", "카나화학", "Kana Chemical", "28185", "인천광역시 연수구", "20421",
        "계면활성제 제조업", "산업용 계면활성제", False, True,
        (("CL191001", "lighting"), ("CL191002", "leak"), ("CL191003", "pressure"), ("CL191004", "motor")),
    ),
    Firm(
        "MI0345", "certified", "타래육가공", "Tarae Meat", "28140", "인천광역시 동구", "10129",
        "육류 기타 가공 및 저장 처리업(가금류 제외)", "육가공품", False, True,
        (("MI034501", "hvac"), ("MI034502", "drive"), ("MI034503", "lighting"), ("MI034504", "air_ratio")),
    ),
    Firm(
        "SF0518", "not_implemented", "파랑유리", "Parang Glass", "28237", "인천광역시 부평구", "23199",
        "그 외 기타 유리제품 제조업", "유리 생활용품", False, True,
        (("SF051801", "air_ratio"), ("SF051802", "drive"), ("SF051803", "heat_recovery"),
         ("SF051804", "lighting"), ("SF051805", "insulation")),
    ),
)  # fmt: skip

REFUSED = (
    Firm(
        "UK1614", "toe", "하늘단조", "Haneul Forging", "28200", "인천광역시 남동구", "25912",
        "금속 단조제품 제조업", "형단조 부품", True, False,
    ),
    Firm(
        "NT0002", "region", "거북스탬핑", "Geobuk Stamping", "41570", "경기도 김포시", "25913",
        "자동차용 금속 압형제품 제조업", "자동차 프레스 부품", True, False,
    ),
    Firm(
        "UD0947", "size", "너른전자", "Neoreun Electronics", "28185", "인천광역시 연수구", "26529",
        "기타 음향기기 제조업", "차량용 오디오", False, False, size="large",
    ),
    Firm(
        "LE0441", "other_support", "더불고무", "Deobul Rubber", "28245", "인천광역시 계양구", "22192",
        "산업용 그 외 비경화 고무제품 제조업", "고무 패킹", False, False,
    ),
    Firm(
        "SF0463", "correction", "새롬상자", "Saerom Box", "28260", "인천광역시 서구", "17222",
        "판지 상자 및 용기 제조업", "골판지 상자", False, False,
    ),
)  # fmt: skip
