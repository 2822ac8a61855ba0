"""Many bills in one save: planned against what is stored, then written together.

The plan reads each table once, whatever the number of rows; a save locks once, compares the version once and leaves
one event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application, EnergyUse, EvidenceGrade
from applications.rules.merging import plain
from applications.services.opening import clean, open_for, record, touch
from journal import clock
from programs.models import Carrier
from workflow.acts import Act
from workflow.errors import BadData

ENERGY_ENTRIES = (
    "carrier",
    "band",
    "meter",
    "starts_on",
    "ends_on",
    "quantity",
    "unit",
    "cost_krw",
    "vat_krw",
    "contract",
    "bill_number",
    "evidence_grade",
)
ENERGY_REQUIRED = ("carrier", "starts_on", "ends_on", "quantity", "unit")
MOST_ROWS = 500
STEP = Decimal("0.001")
# Where a row waits while another takes its place in the same save.
WAITING_ROOM = date(1, 1, 1)

Errors = dict[str, list[str]]
Seen = Mapping[str, Mapping[str, Any]]
Key = tuple[str, str, str, date]


@dataclass(slots=True)
class Plan:
    """What a save would do, by the place of each row. ``before`` are entries of changed and removed rows, by uid."""

    added: dict[int, EnergyUse] = field(default_factory=dict)
    changed: dict[int, EnergyUse] = field(default_factory=dict)
    removed: dict[int, EnergyUse] = field(default_factory=dict)
    same: dict[int, EnergyUse] = field(default_factory=dict)
    errors: dict[int, Errors] = field(default_factory=dict)
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    conflicts: set[tuple[int, str]] = field(default_factory=set)
    stored: list[EnergyUse] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.added or self.changed or self.removed)

    @property
    def uses(self) -> dict[int, EnergyUse]:
        """The rows that stand after the save, by the place they were given at."""
        return self.added | self.changed | self.same

    @property
    def outcome(self) -> list[EnergyUse]:
        """All bills of the site after the save, for a look at them before it."""
        gone = {use.pk for use in (*self.removed.values(), *self.changed.values())}
        kept = [use for use in self.stored if use.pk not in gone]
        return [*kept, *self.changed.values(), *self.added.values()]


def plan_uses(
    application: Application, rows: Sequence[Mapping[str, Any]], act: Act, *, seen: Seen | None = None
) -> Plan:
    """What ``save_uses`` would do with the rows. Writes nothing; raises BadData for what is no list of rows."""
    return _Planner(application, act, seen).plan(rows)


@transaction.atomic
def save_uses(
    application: Application,
    rows: Sequence[Mapping[str, Any]],
    act: Act,
    *,
    partly: bool = False,
    seen: Seen | None = None,
) -> Plan:
    """Add, change and take back bills of the site in one save.

    A row has the entries ``ENERGY_ENTRIES``; ``uid`` names a stored one, ``remove`` takes it back. Without a uid a row
    is the stored one of the same carrier, meter, band and first day, else a new one; ``line`` is what messages call
    it. With ``partly`` the rows that can stand are saved and the plan keeps the errors of the others; otherwise any
    error raises BadData with paths ``rows.<place>.<entry>`` and nothing is saved.

    ``seen`` are the stored rows as the page showed them, as plain JSON by uid: entries that the person did not change
    stay as somebody else may have saved them meanwhile, those that both changed are errors (``conflicts``); the version
    is not compared then. Effects: rows, version, one event; none where nothing changes.
    """
    fresh = open_for(application, act if seen is None else replace(act, version=None))
    plan = plan_uses(fresh, rows, act, seen=seen)
    if plan.errors and not partly:
        raise BadData(
            {
                f"rows.{place}.{name}": texts
                for place, row in plan.errors.items()
                for name, texts in row.items()
            }
        )
    if not plan:
        return plan
    _write(plan)
    touch(fresh)
    after = {str(use.uid): described(use) for use in (*plan.added.values(), *plan.changed.values())}
    record("application.save_energy_uses", fresh, act, plan.before or None, after or None)
    return plan


def described(use: EnergyUse) -> dict[str, Any]:
    """The entries of a row, as events and comparisons read them."""
    return {name: getattr(use, "carrier_id" if name == "carrier" else name) for name in ENERGY_ENTRIES}


def require_entries(given: Mapping[str, Any]) -> Errors:
    """What a bill needs and does not have."""
    absent = [name for name in ENERGY_REQUIRED if given.get(name) in (None, "")]
    return {name: [_("This entry is required.")] for name in absent}


def _write(plan: Plan) -> None:
    if plan.removed:
        EnergyUse.objects.filter(pk__in=[use.pk for use in plan.removed.values()]).delete()
    _make_room(plan)
    changed = list(plan.changed.values())
    if changed:
        EnergyUse.objects.bulk_update(changed, [*ENERGY_ENTRIES, "entered_by", "entered_at"])
    EnergyUse.objects.bulk_create(plan.added.values())


def _make_room(plan: Plan) -> None:
    """Rows that trade places, as after a paste one line too low, would meet on the way: move them aside first."""
    old = {_key_of(plan.before[str(use.uid)]): use for use in plan.changed.values()}
    new = {_key(use) for use in (*plan.changed.values(), *plan.added.values())}
    in_the_way = [use for key, use in old.items() if key in new and key != _key(use)]
    for number, use in enumerate(in_the_way):
        EnergyUse.objects.filter(pk=use.pk).update(starts_on=WAITING_ROOM + timedelta(days=number))


def _key(use: EnergyUse) -> Key:
    return (use.carrier_id, use.meter, use.band, use.starts_on)


def _key_of(entries: Mapping[str, Any]) -> Key:
    return (entries["carrier"], entries["meter"], entries["band"], entries["starts_on"])


class _Planner:
    def __init__(self, application: Application, act: Act, seen: Seen | None = None) -> None:
        self.seen = seen
        self.site = rules.factory(application.case)
        self.act = act
        self.now = clock.now()
        self.carriers = Carrier.objects.in_bulk()
        self.relied_on = rules.relied_on_years(application)
        stored = list(EnergyUse.objects.select_for_update().filter(site=self.site))
        for use in stored:
            use.carrier = self.carriers[use.carrier_id]
        self.by_uid: dict[UUID, EnergyUse] = {use.uid: use for use in stored}
        self.by_key: dict[Key, EnergyUse] = {_key(use): use for use in stored}
        self.plan_ = Plan(stored=stored)
        self.named: dict[UUID, int] = {}
        self.lines: list[Any] = []

    def plan(self, rows: Sequence[Mapping[str, Any]]) -> Plan:
        if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
            raise BadData({"rows": [_("Send a list of rows.")]})
        if len(rows) > MOST_ROWS:
            raise BadData({"rows": [_("Enter at most %(most)s rows.") % {"most": MOST_ROWS}]})
        self.lines = [row.get("line", place + 1) for place, row in enumerate(rows)]
        for place, row in enumerate(rows):
            if errors := self._take(place, row):
                self.plan_.errors[place] = errors
        while self._refuse_doubles():  # a row that is given up keeps its old place, which another may want
            pass
        return self.plan_

    def _take(self, place: int, row: Mapping[str, Any]) -> Errors:
        """Put a row where it belongs, or say what is wrong with it."""
        given: Mapping[str, Any] = {
            name: value for name, value in row.items() if name not in ("uid", "remove", "line")
        }
        uid = row.get("uid")
        use = self.by_uid.get(rules.uid_of(uid)) if uid else None  # type: ignore[arg-type]
        if uid and use is None:
            return {"uid": [_("This row was taken back in the meantime. Load the page again.")]}
        if row.get("remove"):
            return self._take_back(place, use)
        if use is not None:
            given, errors = self._merged(place, use, given)
            if errors:
                return errors
        values, errors = self._values(given, use)
        if errors:
            return errors
        if use is None and (use := self.by_key.get(_key_of(values))) is not None:
            _own, errors = self._merged(place, use, values)
            if errors:
                return errors
        if use is None:
            self.plan_.added[place] = self._filled(EnergyUse(site=self.site), values)
            return {}
        return self._change(place, use, values)

    def _merged(
        self, place: int, use: EnergyUse, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Errors]:
        """What of a row the person changed; where somebody else changed the same meanwhile, both values meet here.

        A stored row that the page did not show is somebody else's as a whole.
        """
        if self.seen is None:
            return given, {}
        stored = described(use)
        shown = self.seen.get(str(use.uid), {})
        changes: dict[str, Any] = {}
        errors: Errors = {}
        for name, value in given.items():
            typed, now = plain(value), plain(stored[name])
            if typed == now or (name in shown and typed == shown[name]):
                continue
            if name in shown and shown[name] == now:
                changes[name] = value
            else:
                self.plan_.conflicts.add((place, name))
                errors[name] = [_elsewhere() % {"value": now}]
        return changes, errors

    def _take_back(self, place: int, use: EnergyUse | None) -> Errors:
        if use is None:
            return {}
        if errors := self._claimed(place, use):
            return errors
        self.plan_.before[str(use.uid)] = described(use)
        self.plan_.removed[place] = use
        return {}

    def _change(self, place: int, use: EnergyUse, values: dict[str, Any]) -> Errors:
        before = described(use)
        if before == values:
            if use.uid in self.named:
                return self._claimed(place, use)
            self.named[use.uid] = place
            self.plan_.same[place] = use
            return {}
        if errors := self._claimed(place, use):
            return errors
        self.plan_.before[str(use.uid)] = before
        self.plan_.changed[place] = self._filled(EnergyUse(pk=use.pk, uid=use.uid, site=self.site), values)
        return {}

    def _claimed(self, place: int, use: EnergyUse) -> Errors:
        """Each stored row is meant once, and not touched where somebody was judged by it."""
        if use.uid in self.named:
            return {"starts_on": [_same_twice() % {"row": self.lines[self.named[use.uid]]}]}
        self.named[use.uid] = place
        if use.starts_on.year in self.relied_on:
            text = _("Another application of this site was judged by this entry; it stays as it is.")
            return {"starts_on": [text]}
        return {}

    def _values(self, given: Mapping[str, Any], use: EnergyUse | None) -> tuple[dict[str, Any], Errors]:
        """All entries of the row, clean; those not given stay as they are stored."""
        whole = {**(described(use) if use else {}), **given}
        carrier = self.carriers.get(str(getattr(whole.get("carrier"), "pk", whole.get("carrier"))))
        errors = require_entries(whole)
        if carrier is None and "carrier" not in errors:
            errors["carrier"] = [_("This carrier is not known. Choose one of the list.")]
        if not whole.get("evidence_grade"):
            whole["evidence_grade"] = EvidenceGrade.BILLED
        present = {n: v for n, v in whole.items() if n != "carrier" and n not in errors}
        try:
            values = clean(EnergyUse(), present, tuple(n for n in ENERGY_ENTRIES if n != "carrier"))
        except BadData as error:
            errors = error.errors | errors
        if errors or carrier is None:
            return {}, errors
        blank = {
            "band": "",
            "meter": "",
            "contract": "",
            "bill_number": "",
            "cost_krw": None,
            "vat_krw": None,
        }
        values = {"carrier": carrier.code} | blank | values
        values["quantity"] = values["quantity"].quantize(STEP)
        return values, rules.unsound(values, carrier)

    def _filled(self, use: EnergyUse, values: Mapping[str, Any]) -> EnergyUse:
        for name, value in values.items():
            setattr(use, "carrier_id" if name == "carrier" else name, value)
        use.carrier = self.carriers[use.carrier_id]
        use.entered_by, use.entered_at = self.act.actor, self.now
        return use

    def _refuse_doubles(self) -> bool:
        """No two rows for the same bill after the save; whether a row was given up for it."""
        touched = self._touched()
        taken: dict[Key, int | None] = {
            _key(use): None for use in self.plan_.stored if use.uid not in touched
        }
        for place, use in sorted(self.plan_.uses.items()):
            if _key(use) in taken:
                other = taken[_key(use)]
                text = _already() if other is None else _same_twice() % {"row": self.lines[other]}
                self._give_up(place, {"starts_on": [text]})
                return True
            taken[_key(use)] = place
        return False

    def _touched(self) -> set[UUID]:
        moved = (*self.plan_.uses.values(), *self.plan_.removed.values())
        return {use.uid for use in moved}

    def _give_up(self, place: int, errors: Errors) -> None:
        use = self.plan_.uses[place]
        for rows in (self.plan_.added, self.plan_.changed, self.plan_.same):
            rows.pop(place, None)
        self.plan_.before.pop(str(use.uid), None)
        self.plan_.errors[place] = errors


def _elsewhere() -> str:
    return _("Somebody else saved %(value)s here in the meantime. Save again if yours is right.")


def _already() -> str:
    return _("A bill of this carrier that begins on this day is entered already. Correct that one.")


def _same_twice() -> str:
    return _("The same bill stands in row %(row)s. Keep one, or give each its meter number.")
