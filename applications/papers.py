"""Papers that a firm needs again and again: what they are called, who issues them, how long they hold.

Names and issuers as Korean agencies use them; one paper has many names, so each kind knows its synonyms.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.asked import OTHER, ROOT_CONFIRMATION, SIZE_CONFIRMATION, Slot

Text = str | Promise
BLANKS = str.maketrans("", "", " ()[]·・,/")


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper. ``several``: a firm may hold more than one at a time, as permits of its sites."""

    code: str
    label: Text
    synonyms: tuple[str, ...] = ()
    hint: Text = ""
    valid_days: int | None = None
    several: bool = False

    @property
    def also_called(self) -> str:
        return ", ".join(self.synonyms)


KINDS = (
    PaperKind(
        "business_registration",
        _("Business registration"),
        ("사업자등록증", "사업자등록증명", "사업자등록증명원"),
        _("Hometax (hometax.go.kr). Some desks want it at most three months old."),
    ),
    PaperKind(
        "corporate_register",
        _("Extract from the company register"),
        ("법인등기사항전부증명서", "법인등기부등본", "법인 등기사항증명서"),
        _("Internet register office (iros.go.kr). Choose “for submission”, not “for reading”."),
    ),
    PaperKind(
        SIZE_CONFIRMATION,
        _("Confirmation of firm size"),
        ("중소기업확인서", "중소기업(소상공인) 확인서", "소기업확인서", "중견기업확인서"),
        _("SME information system (sminfo.mss.go.kr). Copy the last day from the paper."),
    ),
    PaperKind(
        ROOT_CONFIRMATION,
        _("Root-firm confirmation"),
        ("뿌리기업 확인서", "뿌리기업확인서", "뿌리기술 전문기업 지정증"),
        _("Copy the last day from the paper."),
    ),
    PaperKind(
        "factory_registration",
        _("Factory registration"),
        ("공장등록증명서", "공장등록증명", "공장등록증"),
        _("Factory On (factoryon.go.kr). The representative must be the present one."),
    ),
    PaperKind(
        "permit",
        _("Permit or notification of emission facilities"),
        (
            "대기배출시설 설치 허가(신고)증",
            "폐수배출시설 설치 허가(신고)증",
            "배출시설 설치허가증",
            "배출시설 설치신고증명서",
        ),
        several=True,
    ),
    PaperKind(
        "national_tax",
        _("Certificate of paid national taxes"),
        ("국세 납세증명서", "납세증명서(국세)", "납세증명서", "국세완납증명서", "완납증명서"),
        _(
            "Hometax (hometax.go.kr). Holds 30 days, the day of issue counted; where the paper names an earlier "
            "day, enter that one."
        ),
        valid_days=30,
    ),
    PaperKind(
        "local_tax",
        _("Certificate of paid local taxes"),
        ("지방세 납세증명서", "납세증명서(지방세)", "지방세완납증명서", "지방세 세목별 과세증명서"),
        _("Government24 (gov.kr) or WeTax (wetax.go.kr). Copy the last day from the paper."),
    ),
    PaperKind(
        "insurance_roster",
        _("List of insured employees"),
        ("4대 사회보험 가입자 명부", "4대보험 가입자 명부", "4대보험 사업장 가입자 명부"),
        _("Social insurance portal (4insure.or.kr)."),
    ),
    PaperKind("bank_account", _("Copy of the bank book"), ("통장 사본", "통장사본")),
    PaperKind(OTHER, _("Other document"), several=True),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> PaperKind:
    """The kind of a code; what is not known is some other document."""
    return BY_CODE.get(code, BY_CODE[OTHER])


def kind_for(slot: Slot) -> PaperKind | None:
    """Which kind of paper a document that a round asks for is: by its code, else by any of its names."""
    if slot.purpose in BY_CODE:
        return BY_CODE[slot.purpose]
    name = _bare(str(slot.label))
    return next((kind for kind in KINDS if name in {_bare(synonym) for synonym in kind.synonyms}), None)


def _bare(name: str) -> str:
    return name.translate(BLANKS).casefold()
