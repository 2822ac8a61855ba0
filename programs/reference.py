"""Loads programs/data/*.csv. Idempotent: what exists stays as it is, an edited or frozen set is never overwritten."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar, cast

from django.db import transaction

from accounts.models import Area
from programs.models import (
    Carrier,
    Checklist,
    ChecklistItem,
    CriteriaSet,
    Criterion,
    Factor,
    FactorSet,
    IndustryCode,
    Questionnaire,
    QuestionnaireItem,
    RateTable,
    Region,
    SupportRate,
    Versioned,
)

DATA = Path(__file__).parent / "data"
Row = dict[str, str]
V = TypeVar("V", bound=Versioned)


@transaction.atomic
def load_all() -> dict[str, int]:
    """Load every file; return how many rows were new, by kind."""
    return load_national() | load_rules()


@transaction.atomic
def load_national() -> dict[str, int]:
    """What is the same for every programme: districts, regions, industries, carriers."""
    return {
        "areas": load_areas(),
        "regions": load_regions(),
        "industry codes": load_industry_codes(),
        "carriers": load_carriers(),
    }


@transaction.atomic
def load_rules() -> dict[str, int]:
    """The sets of rules and figures that come with the portal."""
    return {
        "factors": load_factor_sets(),
        "criteria": load_criteria(
            "incheon-2021", "criteria_incheon_2021.csv", "인천 2021 신청자격", "Incheon 2021"
        ),
        "checklist items": load_checklists(),
        "interview questions": load_questionnaire(),
        "support rates": load_rate_tables(),
    }


def load_areas() -> int:
    known = {(area.code, area.valid_from) for area in Area.objects.all()}
    new = [
        Area(
            **_columns(row, "code", "level", "name_ko", "name_en", "parent_code"),
            **_sourced(row),
            **_validity(row),
        )
        for row in rows("areas.csv")
        if (row["code"], day_of(row["valid_from"])) not in known
    ]
    Area.objects.bulk_create(new)
    return len(new)


def load_regions() -> int:
    count = 0
    members: dict[str, list[str]] = {}
    for row in rows("region_areas.csv"):
        members.setdefault(row["region"], []).append(row["area"])
    for row in rows("regions.csv"):
        region, created = Region.objects.get_or_create(
            code=row["code"], defaults=_columns(row, "name_ko", "name_en")
        )
        if created:
            region.areas.set(Area.objects.filter(code__in=members[row["code"]]))
            count += 1
    return count


def load_industry_codes() -> int:
    known = set(IndustryCode.objects.values_list("revision", "code"))
    new = [
        IndustryCode(
            revision=int(row["revision"]),
            **_columns(row, "code", "level", "parent_code", "name_ko", "name_en"),
        )
        for row in rows("industry_codes.csv")
        if (int(row["revision"]), row["code"]) not in known
    ]
    IndustryCode.objects.bulk_create(new)
    return len(new)


def load_carriers() -> int:
    known = set(Carrier.objects.values_list("code", flat=True))
    new = [
        Carrier(**_columns(row, "code", "name_ko", "name_en", "unit", "kind"), position=position)
        for position, row in enumerate(rows("carriers.csv"))
        if row["code"] not in known
    ]
    Carrier.objects.bulk_create(new)
    return len(new)


def load_factor_sets() -> int:
    names = {row["code"]: row for row in rows("factor_sets.csv")}
    count = 0
    for code, group in groupby(rows("factors.csv"), key=itemgetter("factor_set")):
        if FactorSet.objects.filter(code=code).exists():
            continue
        factor_set = FactorSet.objects.create(code=code, **_columns(names[code], "name_ko", "name_en"))
        count += len(
            Factor.objects.bulk_create(
                Factor(
                    factor_set=factor_set,
                    value=Decimal(row["value"]),
                    **_columns(row, "kind", "carrier", "unit"),
                    **_sourced(row),
                    **_validity(row),
                )
                for row in group
            )
        )
    return count


def load_criteria(code: str, file_name: str, name_ko: str, name_en: str) -> int:
    if CriteriaSet.objects.filter(code=code).exists():
        return 0
    criteria_set = CriteriaSet.objects.create(code=code, name_ko=name_ko, name_en=name_en)
    wordings = ("wording_ko", "wording_en", "staff_wording_ko", "staff_wording_en", "hint_ko", "hint_en")
    return len(
        Criterion.objects.bulk_create(
            Criterion(
                criteria_set=criteria_set,
                position=int(row["position"]),
                bonus_points=Decimal(row["bonus_points"]),
                **_columns(
                    row, "code", "kind", "fact", "operator", "threshold", "unit", "on_fail", *wordings
                ),
                **_sourced(row),
            )
            for row in rows(file_name)
        )
    )


def load_questionnaire() -> int:
    """What management and staff are asked in step 1: our own draft."""
    if Questionnaire.objects.filter(code="initial-interview").exists():
        return 0
    items = list(rows("questionnaire_initial.csv"))
    questionnaire = Questionnaire.objects.create(
        code="initial-interview",
        name_ko="기업 초기진단 인터뷰 설문",
        name_en="Interviews of the initial diagnosis",
        **_sourced(items[0]),
    )
    texts = ("audience", "area_ko", "area_en", "text_ko", "text_en", "kind")
    return len(
        QuestionnaireItem.objects.bulk_create(
            QuestionnaireItem(
                questionnaire=questionnaire,
                position=int(row["position"]),
                choices_ko=row["choices_ko"].split("|") if row["choices_ko"] else [],
                choices_en=row["choices_en"].split("|") if row["choices_en"] else [],
                **_columns(row, *texts),
            )
            for row in items
        )
    )


# Our own drafts: code, kind, Korean and English name. Items stand in checklist_<kind>.csv.
CHECKLISTS = (
    ("green-management", "green_management", "녹색경영 진단 체크리스트", "Green management checklist"),
    ("clean-production", "clean_production", "청정생산 진단 체크리스트", "Clean production checklist"),
    ("material-flow", "material_flow", "물질흐름 분석 체크리스트", "Material flow checklist"),
    ("energy", "energy", "에너지 진단 체크리스트", "Energy checklist"),
)


def load_checklists() -> int:
    return sum(_load_checklist(*checklist) for checklist in CHECKLISTS)


def _load_checklist(code: str, kind: str, name_ko: str, name_en: str) -> int:
    if Checklist.objects.filter(code=code).exists():
        return 0
    items = list(rows(f"checklist_{kind}.csv"))
    checklist = Checklist.objects.create(
        code=code,
        kind=kind,
        name_ko=name_ko,
        name_en=name_en,
        anchors_ko=items[0]["anchors_ko"].split("|"),
        anchors_en=items[0]["anchors_en"].split("|"),
        **_sourced(items[0]),
    )
    return len(
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                checklist=checklist,
                position=int(row["position"]),
                text_ko=row["item_ko"],
                text_en=row["item_en"],
                weight=int(row["weight"]),
                **_columns(row, "area_ko", "area_en"),
            )
            for row in items
        )
    )


def load_rate_tables() -> int:
    count = 0
    for code, group in groupby(rows("support_rates_demo.csv"), key=itemgetter("rate_table")):
        if RateTable.objects.filter(code=code).exists():
            continue
        cells = list(group)
        table = RateTable.objects.create(
            code=code,
            name_ko="지원율표(시연용)",
            name_en="Support rates (invented for the demo)",
            own_share_floor=Decimal(cells[0]["own_share_floor"]),
            **_sourced(cells[0]),
        )
        count += len(
            SupportRate.objects.bulk_create(
                SupportRate(
                    rate_table=table,
                    size=row["firm_size"],
                    support_type=row["support_type"],
                    grade=row["review_grade"],
                    rate=Decimal(row["support_rate"]),
                    ceiling_krw=int(row["ceiling_krw"]),
                )
                for row in cells
            )
        )
    return count


def current(model: type[V], code: str) -> V:
    """The newest version of a set."""
    return cast("V", model._default_manager.filter(code=code).order_by("-version")[0])


def rows(file_name: str) -> Iterator[Row]:
    """The rows of a data file, as text."""
    with (DATA / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _columns(row: Row, *names: str) -> dict[str, str]:
    return {name: row[name] for name in names}


def _sourced(row: Row) -> dict[str, str]:
    return {name: row.get(name, "") for name in ("source", "confidence", "remark")}


def _validity(row: Row) -> dict[str, date | None]:
    return {name: day_of(row[name]) for name in ("valid_from", "valid_to")}


def day_of(text: str) -> date | None:
    """A day of a data file; empty is none."""
    return date.fromisoformat(text) if text else None
