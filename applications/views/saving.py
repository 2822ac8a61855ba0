"""Saving a section: what fits is kept, what does not stays on the page, what two people changed is put side by side.

The page carries what it showed (``seen``) with every save, by button or by itself (``X-Autosave``); both go through
the same services. Entries of the page's own form are named by their field, cells of a table ``<prefix>-<row>-<field>``.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.forms.formsets import BaseFormSet
from django.http import HttpRequest

from accounts.forms import show_error
from applications import services
from applications.entered import SECTION_ENTRIES
from applications.explanations import yes_no
from applications.forms import RowForm, SectionForm
from applications.forms.tables import rows_of
from applications.models import Application
from applications.rules import label
from applications.rules.merging import plain
from applications.services.entries import shown_entries
from journal.models import Event
from workflow.acts import Act
from workflow.errors import ActError, BadData, StaleVersion

MINE, THEIRS = "mine", "theirs"
LARGEST_SEEN = 60_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that two people changed differently: both values, and who saved the other one when."""

    name: str
    label: str
    mine: str
    theirs: str
    shown: str
    by: str
    at: datetime | None


@dataclass(slots=True)
class Seen:
    """What the page showed when it was drawn; ``given`` is False where it sent nothing of the kind."""

    given: bool = False
    entries: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> "Seen":
        return cls.read(request.POST.get("seen", ""))

    @classmethod
    def read(cls, text: str) -> "Seen":
        """Read off the hidden field; nonsense is nothing, and the version decides then."""
        try:
            sent = json.loads(text) if 0 < len(text) < LARGEST_SEEN else None
            if not isinstance(sent, dict):
                return cls()
            tables = {
                str(name): {str(key): dict(row) for key, row in rows.items()}
                for name, rows in sent.get("tables", {}).items()
            }
            return cls(True, dict(sent.get("entries", {})), tables)
        except (ValueError, TypeError, AttributeError):
            return cls()

    def text(self) -> str:
        return json.dumps({"entries": self.entries, "tables": self.tables}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table of a section: its rows on the page, its service, and how to read the stored rows."""

    name: str
    formset: BaseFormSet
    service: Callable[..., Any]
    stored: Callable[[], Iterable[Any]]

    def shown(self) -> dict[str, dict[str, Any]]:
        """The stored rows by key, as the page carries them along."""
        rows = rows_of(self.formset)
        entries, key = (rows[0].entries, rows[0].key) if rows else ((), "uid")
        shown = {
            str(getattr(row, key)): {name: plain(getattr(row, name)) for name in entries}
            for row in self.stored()
        }
        if key != "uid":  # a year that nobody has filled in yet was shown as empty
            for form in rows:
                year = form["fiscal_year"].value()
                shown.setdefault(str(year), dict.fromkeys(entries) | {key: plain(year)})
        return shown


@dataclass(slots=True)
class Saving:
    """One save of a page: reads the request, calls the services, keeps what must go back to the page."""

    request: HttpRequest
    application: Application
    doing: Act
    seen: Seen
    is_autosave: bool = False
    conflicts: list[Conflict] = field(default_factory=list)

    def picked(self, name: str) -> str:
        return "" if self.is_autosave else self.request.POST.get(f"pick-{name}", "")

    def shown(self, name: str) -> Any:
        """The stored value that a person saw beside their own when they picked."""
        try:
            return json.loads(self.request.POST.get(f"shown-{name}", "null"))
        except ValueError:
            return None

    # -- entries ---------------------------------------------------------------------------------------------

    def save_entries(self, form: SectionForm) -> None:
        form.is_valid()
        given = form.entries()
        for name in list(given):
            if self.picked(name) == THEIRS:
                del given[name]
            elif self.picked(name) == MINE:
                self.seen.entries[name] = self.shown(name)
        seen = self.seen.entries if self.seen.given else None
        while True:
            try:
                self.application = services.edit(self.application, replace(self.doing, data=given), seen=seen)
                break
            except BadData as error:
                show_error(form, error)
                refused = set(error.errors)
            except StaleVersion as error:
                if seen is None:
                    show_error(form, error)
                    return
                refused = set(error.current)
                self._clash(error, {name: (name, _named(form, name)) for name in refused})
            except ActError as error:
                show_error(form, error)
                return
            if not refused & given.keys():
                return
            given = {name: value for name, value in given.items() if name not in refused}
        self.doing = replace(self.doing, version=None)

    # -- tables ----------------------------------------------------------------------------------------------

    def save_table(self, part: TablePart) -> None:
        part.formset.is_valid()
        seen = self.seen.tables.get(part.name, {}) if self.seen.given else None
        all_rows = rows_of(part.formset)
        left_alone = {
            str(row.key_value) for row in all_rows if row.errors or (self.is_autosave and row.is_empty)
        }
        rows = [row for row in all_rows if not row.errors and self._counts(row, seen)]
        while True:
            values = [self._values(row, seen) for row in rows]
            shown = None if seen is None else _keyed(seen, all_rows, left_alone)
            try:
                part.service(self.application, replace(self.doing, data={"rows": values}), seen=shown)
            except (BadData, StaleVersion) as error:
                dropped = self._refused(error, rows, seen)
                if not dropped:
                    show_error(all_rows[0], _whole(error))
                    return
            except ActError as error:
                show_error(all_rows[0], error)
                return
            else:
                self.doing = replace(self.doing, version=None)
                return
            left_alone |= {str(rows[place].key_value) for place in dropped}
            rows = [row for place, row in enumerate(rows) if place not in dropped]

    def _refused(
        self, error: BadData | StaleVersion, rows: list[RowForm], seen: dict[str, Any] | None
    ) -> set[int]:
        """Show what cannot stand at its cell, or beside the other value; which rows it concerns."""
        if isinstance(error, BadData):
            places = _places(error.errors)
            for place, name, messages in places:
                show_error(rows[place], BadData({name: messages}))
        else:
            places = _places(error.current) if seen is not None else []
            if places:
                self._clash(error, {path: _cell(rows, path) for path in error.current})
        return {place for place, _name, _messages in places}

    def _counts(self, row: RowForm, seen: dict[str, Any] | None) -> bool:
        """A row that says something and is not to be taken away; a save by itself takes nothing away."""
        if not row.counts((seen or {}).get(str(row.key_value))):
            return False
        return self.is_autosave or not row.is_removed

    def _values(self, row: RowForm, seen: dict[str, Any] | None) -> dict[str, Any]:
        values = row.values()
        for name in row.entries:
            path = row.add_prefix(name)
            pick = self.picked(path)
            if pick and seen is not None:
                seen.setdefault(str(row.key_value), {})[name] = self.shown(path)
                if pick == THEIRS:
                    values[name] = self.shown(path)
        return values

    # -- what two people changed -----------------------------------------------------------------------------

    def _clash(self, error: StaleVersion, named: dict[str, tuple[str, tuple[str, Any]]]) -> None:
        for path, (name, (title, form)) in named.items():
            stored = error.current[path]
            last = _last_event(self.application, path.rpartition(".")[2])
            self.conflicts.append(
                Conflict(
                    name=name,
                    label=title,
                    mine=worded(form, path, error.given.get(path)),
                    theirs=worded(form, path, stored),
                    shown=json.dumps(plain(stored), ensure_ascii=False),
                    by=last.actor_label if last else "",
                    at=last.at if last else None,
                )
            )

    # -- what the page carries along -------------------------------------------------------------------------

    def seen_now(self, form: SectionForm | None, tables: Iterable[TablePart]) -> Seen:
        """What the next save shall be compared with: what is stored, where the page shows it.

        An entry that somebody else changed and this page still shows as it was stays as seen, so that its next save
        does not take that change back.
        """
        application = Application.objects.get(pk=self.application.pk)
        now = Seen(True)
        if form is not None:
            typed = form.entries()
            for name, stored in shown_entries(application, tuple(typed)).items():
                now.entries[name] = self._told(stored, plain(typed[name]), self.seen.entries, name)
            stated = shown_entries(application, SECTION_ENTRIES[form.section])
            now.entries = {**{n: self.seen.entries.get(n, v) for n, v in stated.items()}, **now.entries}
        for part in tables:
            now.tables[part.name] = self._rows_now(part)
        return now

    def _rows_now(self, part: TablePart) -> dict[str, dict[str, Any]]:
        before = self.seen.tables.get(part.name, {})
        typed = {str(row.key_value): row.values() for row in rows_of(part.formset) if row.is_bound}
        return {
            key: {
                name: self._told(value, plain(typed[key].get(name)), before.get(key, row), name)
                for name, value in row.items()
            }
            for key, row in part.shown().items()
            if key in typed or key in before
        }

    @staticmethod
    def _told(stored: Any, typed: Any, before: dict[str, Any], name: str) -> Any:
        return stored if stored == typed else before.get(name, stored)


def worded(form: Any, path: str, value: Any) -> str:
    """A value as the form words it."""
    name = path.rpartition(".")[2]
    if isinstance(value, bool):
        return str(yes_no(value))
    if value in (None, "", []):
        return "–"
    labels = {str(code): str(label) for code, label in getattr(form.fields.get(name), "choices", ())}
    if isinstance(value, list):
        return ", ".join(labels.get(str(item), "–" if item is None else str(item)) for item in value)
    return labels.get(str(plain(value)), str(plain(value)))


def _whole(error: ActError) -> ActError:
    """What is refused as a whole, without a place."""
    if isinstance(error, BadData):
        return BadData({"": [message for messages in error.errors.values() for message in messages]})
    return error


def _named(form: SectionForm, name: str) -> tuple[str, Any]:
    return label(name), form


def _cell(rows: list[RowForm], path: str) -> tuple[str, tuple[str, Any]]:
    _rows, place, name = path.split(".", 2)
    row = rows[int(place)]
    heading = next((str(row[n].value()) for n in row.entries if row[n].value()), "")
    return row.add_prefix(name), (f"{heading} · {row.fields[name].label}", row)


def _keyed(seen: dict[str, Any], rows: list[RowForm], without: set[str]) -> dict[Any, dict[str, Any]]:
    """The rows that were seen, by the keys of the service; those that are not handed in this time are left alone."""
    keys = {str(row.key_value): row.key_value for row in rows if not row.errors and row.key_value is not None}
    return {keys[key]: row for key, row in seen.items() if key in keys and key not in without}


def _places(errors: dict[str, Any]) -> list[tuple[int, str, Any]]:
    found = []
    for path, messages in errors.items():
        parts = path.split(".", 2)
        if len(parts) == 3 and parts[1].isdigit():
            found.append((int(parts[1]), parts[2], messages))
    return found


def _last_event(application: Application, name: str) -> Event | None:
    """The latest save of this entry by anybody: who is to be asked about the other value."""
    events = Event.objects.filter(case_id=application.case_id, action__startswith="application.").order_by(
        "-pk"
    )
    for event in events[:50]:
        if name in json.dumps(event.after or {}):
            return event
    return None
