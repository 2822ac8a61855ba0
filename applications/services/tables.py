"""Small tables of the form: production and permits of the site, figures of the firm's last years.

Each is handed in as ``act.data["rows"]``: the whole list through the API, which takes away what it does not name; with
``seen`` (the rows as the page showed them, by key) what somebody else saved meanwhile stays. One event for a save.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from applications import rules
from applications.models import Application, Permit, Production, YearFigures
from applications.rules.merging import RowMerge, merge_rows, plain
from applications.services.opening import clean, open_for, record, touch
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, StaleVersion

PRODUCTION_ENTRIES = ("product", "quantity", "unit")
PERMIT_ENTRIES = ("kind", "pollution_class", "number", "issued_on", "remark")
FIGURES = ("sales_krw", "total_assets_krw", "employees")
MOST_ROWS = 60

Seen = Mapping[Hashable, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """What a table keeps: its model, its key, its entries, those that every row needs, what stands in it once."""

    name: str
    model: type[models.Model]
    key: str
    entries: tuple[str, ...]
    required: tuple[str, ...]
    unique: tuple[str, ...]


PRODUCTIONS = Table("productions", Production, "uid", PRODUCTION_ENTRIES, PRODUCTION_ENTRIES, ("product",))
PERMITS = Table("permits", Permit, "uid", PERMIT_ENTRIES, ("kind",), ("kind", "number"))
YEARS = Table(
    "figures",
    YearFigures,
    "fiscal_year",
    ("fiscal_year", *FIGURES),
    ("fiscal_year",),
    ("fiscal_year",),
)


@transaction.atomic
def set_productions(application: Application, act: Act, *, seen: Seen | None = None) -> list[Production]:
    """Store what the site made in a ``year`` (without one: the baseline year): ``rows`` of product, quantity, unit.

    The quantity stands in the unit that the firm counts in; figures per unit of product (원단위) read it.
    """
    data = dict(act.data)
    year = _year(data.pop("year", None), application)
    owner = {"site": rules.factory(application.case), "year": year}
    return _store(PRODUCTIONS, application, replace(act, data=data), seen, owner)


@transaction.atomic
def set_permits(application: Application, act: Act, *, seen: Seen | None = None) -> list[Permit]:
    """Store the site's permits and reports of pollution: ``rows`` of kind, class, number, day, remark."""
    return _store(PERMITS, application, act, seen, {"site": rules.factory(application.case)})


@transaction.atomic
def set_figures(application: Application, act: Act, *, seen: Seen | None = None) -> list[YearFigures]:
    """Store sales and total assets in won and employees of fiscal years of the firm (경영현황): ``rows`` by year.

    A year that is not named stays: other applications of the firm read it.
    """
    return _store(YEARS, application, act, seen, {"organisation": application.case.organisation})


def _year(given: Any, application: Application) -> int:
    year = application.baseline_year if given in (None, "") else given
    if not isinstance(year, int) or isinstance(year, bool):
        raise BadData({"year": [_("Enter the baseline year first.")]})
    if not 2000 <= year <= application.case.round.year:
        raise BadData({"year": [_("Enter a year up to %(year)s.") % {"year": application.case.round.year}]})
    return year


def _store(table: Table, application: Application, act: Act, seen: Seen | None, owner: dict[str, Any]) -> Any:
    """Raises BadData and StaleVersion with paths ``rows.<place>.<entry>``; then nothing is saved."""
    fresh = open_for(application, act if seen is None else replace(act, version=None))
    objects = {getattr(row, table.key): row for row in _rows(table, owner)}
    stored = {key: _entries(table, row) for key, row in objects.items()}
    given = _given(table, act.data)
    merged = merge_rows(stored, given, _shown(table, stored) if seen is None else seen)
    if merged.conflicts:
        raise _stale(fresh, act, merged, [row for _key, row in given])
    _require_once(table, stored, merged)
    if not (merged.changed or merged.added or merged.removed):
        return list(objects.values())
    before = {str(key): stored[key] for key in (*merged.changed, *merged.removed)}
    for key in merged.removed:
        objects.pop(key).delete()
    for key, changes in merged.changed.items():
        _write(objects[key], changes, act)
    for _place, key, values in merged.added:
        _write(table.model(**owner, **_own_key(table, key)), values, act)
    touch(fresh)
    after: dict[str, Any] = {str(key): changes for key, changes in merged.changed.items()}
    if merged.added:
        after["added"] = [dict(values) for _place, _key, values in merged.added]
    record(f"application.set_{table.name}", fresh, act, before or None, after)
    return list(_rows(table, owner))


def _own_key(table: Table, key: Hashable | None) -> dict[str, Any]:
    """A new row keeps the uid that the caller gave it, so that a repeated save is no second row."""
    if table.key != "uid" or key is None or table.model._default_manager.filter(uid=key).exists():
        return {}
    return {"uid": key}


def _rows(table: Table, owner: dict[str, Any]) -> models.QuerySet[Any]:
    return table.model._default_manager.filter(**owner).order_by("pk")


def _shown(table: Table, stored: Mapping[Hashable, dict[str, Any]]) -> dict[Hashable, dict[str, Any]]:
    """What a caller that names the whole list replaces. Years that it does not name stay."""
    if table is YEARS:
        return {}
    return {key: {name: plain(value) for name, value in row.items()} for key, row in stored.items()}


def _stale(application: Application, act: Act, merged: RowMerge, rows: list[dict[str, Any]]) -> StaleVersion:
    return StaleVersion(
        sent=act.version or 0,
        stored=application.version,
        current={f"rows.{path}": value for path, value in merged.conflicts.items()},
        given={f"rows.{path}": _at(rows, path) for path in merged.conflicts},
    )


def _given(table: Table, data: Mapping[str, Any]) -> list[tuple[Hashable | None, dict[str, Any]]]:
    """The rows as their fields take them, each with its key; BadData names places and entries."""
    rows = data.get("rows")
    if set(data) != {"rows"} or not isinstance(rows, list) or not all(isinstance(r, Mapping) for r in rows):
        raise BadData({"rows": [_("Send a list of rows.")]})
    if len(rows) > MOST_ROWS:
        raise BadData({"rows": [_("Enter at most %(most)s rows.") % {"most": MOST_ROWS}]})
    errors: dict[str, list[str]] = {}
    cleaned = [_clean_row(table, place, row, errors) for place, row in enumerate(rows)]
    if errors:
        raise BadData(errors)
    return cleaned


def _clean_row(
    table: Table, place: int, row: Mapping[str, Any], errors: dict[str, list[str]]
) -> tuple[Hashable | None, dict[str, Any]]:
    given = {name: value for name, value in row.items() if not (name == table.key == "uid")}
    values: dict[str, Any] = {}
    try:
        values = clean(table.model(), given, table.entries)
    except BadData as error:
        errors |= {f"rows.{place}.{name}": messages for name, messages in error.errors.items()}
    for name in table.required:
        if given.get(name) in (None, ""):
            errors[f"rows.{place}.{name}"] = [_("This entry is required.")]
    if values.get("pollution_class") is not None and values.get("kind") not in Permit.GRADED:
        text = _("Only permits for air and wastewater have a class.")
        errors[f"rows.{place}.pollution_class"] = [text]
    key = _uid(row.get("uid")) if table.key == "uid" else values.get(table.key)
    return key, values


def _require_once(table: Table, stored: Mapping[Hashable, Mapping[str, Any]], merged: RowMerge) -> None:
    """No row says what another says already, be it given with it or stored meanwhile."""
    kept = {key: {**row, **merged.changed.get(key, {})} for key, row in stored.items()}
    known = [_identity(table, row) for key, row in kept.items() if key not in merged.removed]
    errors: dict[str, list[str]] = {}
    for place, _key, row in merged.added:
        identity = _identity(table, row)
        if None not in identity and identity in known:
            errors[f"rows.{place}.{table.unique[-1]}"] = [_("This stands in the table already.")]
        known.append(identity)
    whole = [identity for identity in known if None not in identity]
    if not errors and len(set(whole)) < len(whole):
        errors["rows"] = [_("Two rows say the same.")]
    if errors:
        raise BadData(errors)


def _identity(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) or None for name in table.unique)


def _write(row: Any, values: Mapping[str, Any], act: Act) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if hasattr(row, "entered_at"):
        row.entered_by, row.entered_at = act.actor, clock.now()
    row.save()


def _entries(table: Table, row: models.Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in table.entries}


def _at(rows: list[dict[str, Any]], path: str) -> Any:
    place, _dot, name = path.partition(".")
    return rows[int(place)][name]


def _uid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
