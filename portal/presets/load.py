"""Loading a preset: the shape by the schema, the content by the models, the money by the ledger.

All or nothing. What exists is left as it is: an operator, programme or region of that code, and a round of that case
prefix. A rule set of the same code and version must say the same, or the file is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.errors import BadData
from accounts.models import Area, User
from documents import registry, wording
from journal import clock, events
from ledger import services as ledger
from ledger.models import FundingLine, SourceShare
from portal.presets.schema import PresetSerializer
from portal.presets.source import Path, PresetError, Source, flatten
from programs import reference, services, versions
from programs.models import (
    Call,
    MeasureType,
    Operator,
    Program,
    Region,
    RegionTarget,
    Round,
    RoundRegion,
    Strand,
    Versioned,
)

Data = dict[str, Any]


@dataclass
class Loaded:
    """What came of it: the programme, its new rounds, and what stood there already, in words."""

    program: Program
    rounds: list[Round] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load(source: Source, *, actor: User | None = None) -> Loaded:
    """Load a parsed file. Raises PresetError with the line of everything that is wrong; then nothing is stored."""
    checked = PresetSerializer(data=source.values)
    if not checked.is_valid():
        raise PresetError([source.say(path, message) for path, message in flatten(checked.errors)])
    reference.load_national()
    return _Loading(source, actor).run(checked.validated_data)


class _Loading:
    """One file on its way in."""

    def __init__(self, source: Source, actor: User | None) -> None:
        self.source, self.actor = source, actor
        self.kept: list[str] = []

    def run(self, data: Data) -> Loaded:
        operator = self._once(Operator, data["operator"], ("operator",))
        program = self._program(data["program"], operator)
        for position, region in enumerate(data.get("regions", ())):
            self._region(region, ("regions", position))
        for name, sets in data.get("rule_sets", {}).items():
            for position, versioned in enumerate(sets):
                self._rule_set(name, versioned, ("rule_sets", name, position))
        rounds = [
            self._round(program, item, ("rounds", position)) for position, item in enumerate(data["rounds"])
        ]
        return Loaded(program, [round_ for round_ in rounds if round_], self.kept)

    # -- what exists once ------------------------------------------------------------------------

    def _once(self, model: type[models.Model], values: Data, path: Path, **more: Any) -> Any:
        """The row of that code, or a new one."""
        found = model._default_manager.filter(code=values["code"]).first()
        if found:
            self.kept.append(f"{model._meta.model_name} {values['code']}")
            return found
        return self._save(model(**values, **more), path)

    def _program(self, values: Data, operator: Operator) -> Program:
        types, wordings = values.pop("measure_types", []), values.pop("paper_wordings", [])
        known = Program.objects.filter(code=values["code"]).exists()
        program: Program = self._once(Program, values, ("program",), operator=operator)
        for position, item in enumerate([] if known else types):
            self._save(MeasureType(program=program, **item), ("program", "measure_types", position))
        for position, item in enumerate([] if known else wordings):
            self._word(program, item, ("program", "paper_wordings", position))
        return program

    def _word(self, program: Program, values: Data, path: Path) -> None:
        """Blocks that the file leaves out read as in the code."""
        paper = registry.get(values["kind"])
        usual = wording.of(paper, None)
        if unknown := sorted(set(values["blocks"]) - set(usual.blocks)):
            self._refuse((*path, "blocks"), ", ".join(unknown))
        own = replace(
            usual, blocks={**usual.blocks, **values["blocks"]}, sender_ko=values.get("sender_ko", "")
        )
        with self._at((*path, "blocks")):
            wording.save(program, paper, own, services.Edit(self.actor, reason=self.source.name))

    def _region(self, values: Data, path: Path) -> None:
        codes = values.pop("areas")
        known = Region.objects.filter(code=values["code"]).exists()
        region = self._once(Region, values, path)
        if known:
            return
        areas = Area.objects.filter(code__in=codes)
        if unknown := sorted(set(codes) - {area.code for area in areas}):
            self._refuse((*path, "areas"), _("Unknown districts: %(codes)s.") % {"codes": ", ".join(unknown)})
        region.areas.set(areas)

    # -- rules -----------------------------------------------------------------------------------

    def _rule_set(self, name: str, values: Data, path: Path) -> None:
        kind = versions.KINDS[name]
        rows = values.pop("rows")
        stored = kind.model._default_manager.filter(code=values["code"], version=values["version"]).first()
        with transaction.atomic():
            # A twin of a stored set is built beside it under a version of its own, compared, and taken back.
            made = self._save(kind.model(**values | ({"version": 2**31 - 1} if stored else {})), path)
            for position, row in enumerate(rows):
                self._save(kind.row_model(**{kind.owner: made}, **row), (*path, "rows", position))
            if stored:
                self._require_same(kind, stored, made, path)
                transaction.set_rollback(True)

    def _require_same(self, kind: versions.SetKind, stored: Versioned, made: Versioned, path: Path) -> None:
        there, here = versions.dump(kind, stored), versions.dump(kind, made)
        if {**there, "version": 0} != {**here, "version": 0}:
            text = _("%(set)s is stored already and says something else. Give this one a new version.")
            self._refuse((*path, "code"), text % {"set": stored})
        self.kept.append(f"{kind.field} {stored.code} v{stored.version}")

    def _named(self, name: str, text: str, path: Path) -> Versioned:
        """The set that "code" or "code v2" names; what comes with the portal is loaded when it is first named."""
        code, _space, number = text.partition(" v")
        found = versions.KINDS[name].model._default_manager.filter(code=code).order_by("-version")
        if not found.exists():
            reference.load_rules()
        versioned = (found.filter(version=number) if number.isdigit() else found).first()
        if versioned is None:
            self._refuse(path, _("There is no set “%(name)s”.") % {"name": text})
        return versioned  # type: ignore[return-value]  # _refuse raises

    # -- rounds ----------------------------------------------------------------------------------

    def _round(self, program: Program, values: Data, path: Path) -> Round | None:
        if Round.objects.filter(case_prefix=values["case_prefix"]).exists():
            self.kept.append(f"round {values['case_prefix']}")
            return None
        inner = {name: values.pop(name, default) for name, default in INNER}
        rules = {
            name: self._named(name, text, (*path, "rules", name)) for name, text in inner["rules"].items()
        }
        round_: Round = self._save(Round(program=program, **values, **rules), path)
        for position, part in enumerate(inner["regions"]):
            self._part(round_, part, (*path, "regions", position))
        for position, strand in enumerate(inner["strands"]):
            self._save(Strand(round=round_, **strand), (*path, "strands", position))
        if inner["call"]:
            self._save(Call(round=round_, **inner["call"]), (*path, "call"))
        self._shares(round_, inner["source_shares"], (*path, "source_shares"))
        for position, line in enumerate(inner["lines"]):
            self._line(round_, line, (*path, "lines", position))
        events.record(
            action="load_preset",
            actor=self.actor,
            obj=round_,
            after=services.plain(round_),
            reason=self.source.name,
        )
        return round_

    def _part(self, round_: Round, values: Data, path: Path) -> None:
        targets = values.pop("targets", [])
        region = self._region_named(values.pop("region"), (*path, "region"))
        part = self._save(RoundRegion(round=round_, region=region, **values), path)
        for position, target in enumerate(targets):
            self._save(RegionTarget(part=part, **target), (*path, "targets", position))

    def _shares(self, round_: Round, shares: list[Data], path: Path) -> None:
        total = sum(share["percent"] for share in shares)
        if shares and total != 100:
            self._refuse(path, _("The shares add up to %(total)s %%, not to 100 %%.") % {"total": total})
        for position, share in enumerate(shares):
            self._save(SourceShare(round=round_, **share), (*path, position))

    def _line(self, round_: Round, values: Data, path: Path) -> None:
        planned_krw, amendments = values.pop("planned_krw"), values.pop("amendments", [])
        if region := values.pop("region", None):
            values["region"] = self._region_named(region, (*path, "region"))
        line = self._save(FundingLine(round=round_, **values), path)
        ledger.plan(line, planned_krw, actor=self.actor, reason=values.get("source", "")[:300])
        for position, change in enumerate(amendments):
            with self._at((*path, "amendments", position)), clock.travel(_noon(change["booked_on"])):
                ledger.amend(line, change["change_krw"], actor=self.actor, reason=change["reason"])

    def _region_named(self, code: str, path: Path) -> Region:
        region = Region.objects.filter(code=code).first()
        if region is None:
            self._refuse(path, _("There is no region “%(code)s”.") % {"code": code})
        return region  # type: ignore[return-value]  # _refuse raises

    # -- errors with their lines ---------------------------------------------------------------------

    def _save(self, record: Any, path: Path) -> Any:
        with self._at(path):
            services.validate(record)
        record.save()
        return record

    @contextmanager
    def _at(self, path: Path) -> Iterator[None]:
        try:
            yield
        except BadData as error:
            raise PresetError(
                [self.source.say((*path, *inner), text) for inner, text in flatten(error.errors)]
            ) from error
        except (ledger.LineExhausted, ValueError) as error:
            raise PresetError([self.source.say(path, str(error))]) from error

    def _refuse(self, path: Path, message: str) -> None:
        raise PresetError([self.source.say(path, message)])


INNER: tuple[tuple[str, Any], ...] = (
    ("rules", {}),
    ("regions", []),
    ("strands", []),
    ("call", None),
    ("source_shares", []),
    ("lines", []),
)


def _noon(day: date) -> datetime:
    """The moment at which an amendment of a day is booked."""
    return datetime.combine(day, time(12), tzinfo=clock.SEOUL)
