"""Taking a round over into another year: everything but its cases, its papers and what was booked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from ledger import services as ledger
from ledger.models import FundingLine, SourceShare
from programs import services, versions
from programs.models import Call, Program, Region, RegionTarget, Round, RoundRegion, Strand
from programs.services import Edit

# What the new round does not take over as it stands.
NOT_COPIED = {"id", "uid", "revision", "status", "is_test", "name_ko", "name_en", "year", "case_prefix"}


@dataclass(frozen=True)
class NewRound:
    """What is asked for a copy; ``regions`` may be others than those of the source."""

    year: int
    name_ko: str
    name_en: str
    case_prefix: str
    regions: Sequence[Region]


def proposal(source: Round) -> dict[str, object]:
    """First values of the form: next year, with the year in name and prefix replaced."""
    year = source.year + 1

    def next_year(text: str) -> str:
        return re.sub(rf"{source.year}", str(year), text)

    prefix = next_year(source.case_prefix)
    taken = Round.objects.filter(case_prefix=prefix).exists()
    return {
        "year": year,
        "name_ko": next_year(source.name_ko),
        "name_en": next_year(source.name_en),
        "case_prefix": "" if taken or prefix == source.case_prefix else prefix,
        "regions": list(source.regions.all()),
    }


@transaction.atomic
def copy(source: Round, new: NewRound, edit: Edit) -> Round:
    """Make a round in preparation out of another.

    Effects: the round with its dates moved by whole years, its rules by reference (a change of them becomes a new
    version), region parts with texts, quotas and targets, strands, source shares, funding lines with what they have
    planned as their first plan, the call's text unpublished; events. Attachments, questions, cases, the lines'
    numbers in other systems and everything booked stay behind. A region that was not in the source begins with an
    empty part; where one region takes the place of one other, the other's funding lines are its own.
    """
    copied = _round(source, new, edit)
    replaced = _replacements(source, new.regions)
    _parts(source, copied, new.regions, edit)
    Strand.objects.bulk_create(_owned(source.strands.all(), round=copied))
    SourceShare.objects.bulk_create(_owned(source.source_shares.all(), round=copied))
    for line in source.funding_lines.order_by("code"):
        _line(line, copied, replaced, edit)
    if text := Call.objects.filter(round=source).first():
        services.create(_call(text, copied, source), edit, action="copy_call")
    return copied


@transaction.atomic
def begin(round_: Round, program: Program, edit: Edit) -> Round:
    """Make a new round from nothing; conditions and rates that were not chosen begin empty."""
    round_.program = program
    for field in ("criteria_set", "rate_table"):
        if getattr(round_, f"{field}_id") is None:
            setattr(round_, field, versions.first_set(round_, versions.KINDS[field]))
    return services.create(round_, edit)


def _round(source: Round, new: NewRound, edit: Edit) -> Round:
    years = new.year - source.year
    values = {
        field.attname: getattr(source, field.attname)
        for field in Round._meta.fields
        if field.name not in NOT_COPIED
    }
    values |= {name: moved(getattr(source, name), years) for name in Round.DATES}
    asked = {name: getattr(new, name) for name in ("year", "name_ko", "name_en", "case_prefix")}
    return services.create(Round(**values, **asked), edit, action="copy_round")


def moved(day: date | None, years: int) -> date | None:
    """The same day some years on; 29 February becomes the 28th."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _replacements(source: Round, regions: Sequence[Region]) -> dict[int, Region | None]:
    """Which region takes the place of one that is left out: where it is one for one, else none."""
    old = set(source.regions.all())
    gone, come = [r for r in old if r not in regions], [r for r in regions if r not in old]
    heir = come[0] if len(gone) == len(come) == 1 else None
    return {region.pk: heir for region in gone} | {r.pk: r for r in old if r in regions}


def _parts(source: Round, copied: Round, regions: Sequence[Region], edit: Edit) -> None:
    earlier = {part.region_id: part for part in source.parts.prefetch_related("targets")}
    for region in regions:
        part = RoundRegion(round=copied, region=region)
        old = earlier.get(region.pk)
        if old is not None:
            for name in ("joint_applicant_ko", "text_ko", "text_en", "contact_ko", "quota_firms"):
                setattr(part, name, getattr(old, name))
        services.create(part, edit)
        if old is not None:
            RegionTarget.objects.bulk_create(_owned(old.targets.all(), part=part))


def _owned(rows, **owner):
    """Copies of rows that belong to somebody else now."""
    copies = list(rows)
    for row in copies:
        row.pk, row._state.adding = None, True
        for name, value in owner.items():
            setattr(row, name, value)
    return copies


def _line(line: FundingLine, copied: Round, replaced: dict[int, Region | None], edit: Edit) -> None:
    names = ("code", "fund_source", "purpose", "law", "external_system", "source", "confidence", "remark")
    new = FundingLine(
        round=copied,
        region=replaced.get(line.region_id) if line.region_id else None,
        **{name: getattr(line, name) for name in names},
    )
    services.create(new, edit)
    if line.planned_krw > 0:
        ledger.plan(new, line.planned_krw, actor=edit.actor, reason=f"{line.round.case_prefix}")


def _call(text: Call, copied: Round, source: Round) -> Call:
    """The text without the notice's number and hour: both are the new year's."""
    return Call(
        round=copied,
        title_ko=text.title_ko.replace(str(source.year), str(copied.year)),
        title_en=text.title_en.replace(str(source.year), str(copied.year)),
        body_ko=text.body_ko,
        body_en=text.body_en,
    )
