"""Writing a programme as a preset file: everything in full, what is empty or as usual left out, always in one order."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import yaml
from django.db import models
from django.db.models.fields import NOT_PROVIDED
from rest_framework.serializers import Serializer

from documents import registry, wording
from journal import clock
from ledger.models import Entry, FundingLine
from portal.presets import schema
from programs.models import Program, Region, Round, RoundRegion, Versioned
from programs.versions import KINDS, SetKind

Data = dict[str, Any]
ONE_LINE = 260


def export(program: Program) -> str:
    """The file of a programme with all its rounds and every set that they name."""
    rounds = list(program.rounds.order_by("year", "case_prefix"))
    regions = Region.objects.filter(rounds__in=rounds).distinct().order_by("code")
    values = {
        "operator": row(program.operator, schema.PresetOperatorSerializer),
        "program": row(program, schema.PresetProgramSerializer)
        | _some("measure_types", rows(program.measure_types.order_by("code"), schema.MeasureTypeSerializer))
        | _some("paper_wordings", _wordings(program)),
        "regions": [_region(region) for region in regions],
        "rule_sets": _rule_sets(rounds),
        "rounds": [_round(round_) for round_ in rounds],
    }
    return yaml.dump(values, Dumper=Writer, allow_unicode=True, sort_keys=False, width=10_000)


def row(record: models.Model, serializer: type[Serializer]) -> Data:
    """The record's own fields in the order of its description, without what is as usual."""
    names = [name for name in serializer.Meta.fields if _is_column(record, name)]
    return {name: value for name in names if (value := getattr(record, name)) != _usual(record, name)}


def rows(records: Iterable[models.Model], serializer: type[Serializer]) -> list[Data]:
    """Short rows in one line each, so that a table reads as one; long ones as blocks."""
    found = [row(record, serializer) for record in records]
    return [Line(values) if _length(values) < ONE_LINE else values for values in found]


def _length(values: Data) -> int:
    return sum(len(name) + len(str(value)) + 4 for name, value in values.items())


def _is_column(record: models.Model, name: str) -> bool:
    columns = {field.name: field for field in record._meta.concrete_fields}
    return name in columns and not columns[name].is_relation


def _usual(record: models.Model, name: str) -> Any:
    """The value that a field has when nobody says anything; nothing is like it where a value must be given."""
    field = record._meta.get_field(name)
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    return "" if field.blank and field.default is NOT_PROVIDED else NOT_PROVIDED


def _some(name: str, value: Any) -> Data:
    """The key only where there is something to say."""
    return {name: value} if value else {}


def _wordings(program: Program) -> list[Data]:
    """The words in force, where they are not those of the code."""
    found = []
    for paper in registry.papers():
        own, usual = wording.in_force(program, paper), wording.of(paper, None)
        blocks = {name: text for name, text in own.blocks.items() if text != usual.blocks[name]}
        if blocks or own.sender_ko:
            found.append({"kind": paper.code, **_some("sender_ko", own.sender_ko), "blocks": blocks})
    return found


def _region(region: Region) -> Data:
    codes = sorted(set(region.areas.values_list("code", flat=True)))
    return row(region, schema.RegionSerializer) | {"areas": Row(codes)}


def _rule_sets(rounds: list[Round]) -> Data:
    found: Data = {}
    for name, kind in KINDS.items():
        named = {versioned.pk: versioned for round_ in rounds if (versioned := getattr(round_, name))}
        ordered = sorted(named.values(), key=lambda versioned: (versioned.code, versioned.version))
        found |= _some(name, [_rule_set(kind, versioned) for versioned in ordered])
    return found


def _rule_set(kind: SetKind, versioned: Versioned) -> Data:
    serializer = schema.SETS[kind.field]
    row_serializer = serializer().fields["rows"].child.__class__
    return {
        "code": versioned.code,
        "version": versioned.version,
        **{k: v for k, v in row(versioned, serializer).items() if k not in ("code", "version")},
        "rows": rows(getattr(versioned, kind.rows).all(), row_serializer),
    }


def _round(round_: Round) -> Data:
    named = {name: getattr(round_, name) for name in KINDS}
    call = getattr(round_, "call", None)
    return {
        **row(round_, schema.RoundFieldsSerializer),
        "rules": {name: f"{v.code} v{v.version}" for name, v in named.items() if v},
        "regions": [_part(part) for part in round_.parts.select_related("region").order_by("region__code")],
        **_some(
            "strands", [row(strand, schema.StrandSerializer) for strand in round_.strands.order_by("pk")]
        ),
        **_some("call", row(call, schema.CallSerializer) if call else {}),
        **_some("source_shares", rows(round_.source_shares.order_by("pk"), schema.SourceShareSerializer)),
        "lines": [_line(line) for line in round_.funding_lines.select_related("region").order_by("code")],
    }


def _part(part: RoundRegion) -> Data:
    names = ("joint_applicant_ko", "text_ko", "text_en", "contact_ko", "quota_firms")
    return {
        "region": part.region.code,
        **{name: value for name in names if (value := getattr(part, name)) not in ("", None)},
        **_some("targets", rows(part.targets.order_by("kind"), schema.RegionTargetSerializer)),
    }


def _line(line: FundingLine) -> Data:
    entries = line.entries.order_by("pk")
    return {
        **row(line, schema.FundingLineSerializer),
        **_some("region", line.region.code if line.region else None),
        "planned_krw": sum(entry.amount_krw for entry in entries if entry.kind == Entry.Kind.PLAN),
        **_some("amendments", [_amendment(entry) for entry in entries if entry.kind == Entry.Kind.AMEND]),
    }


def _amendment(entry: Entry) -> Data:
    day = entry.at.astimezone(clock.SEOUL).date()
    return {"booked_on": day, "change_krw": entry.amount_krw, "reason": entry.reason}


class Line(dict):
    """A row of a table: written in one line."""


class Row(list):
    """A list of codes: written in one line."""


class Writer(yaml.SafeDumper):
    """Block style for people, one line for the rows of tables; texts of several lines keep them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _line_style(writer: Writer, value: Mapping) -> yaml.Node:
    return writer.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _row_style(writer: Writer, value: list) -> yaml.Node:
    return writer.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


def _text(writer: Writer, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _decimal(writer: Writer, value: Decimal) -> yaml.Node:
    text = f"{value.normalize():f}"
    return writer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


def _day(writer: Writer, value: date) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


def _moment(writer: Writer, value: datetime) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:timestamp", value.astimezone(clock.SEOUL).isoformat())


Writer.add_representer(Line, _line_style)
Writer.add_representer(Row, _row_style)
Writer.add_representer(str, _text)
Writer.add_representer(Decimal, _decimal)
Writer.add_representer(date, _day)
Writer.add_representer(datetime, _moment)
