"""Two people on one page: what of a save can stand beside what somebody else saved meanwhile, value by value.

Three values meet: what the page showed (``seen``), what is stored now, what was typed. Who changed nothing takes
nothing back; who changed what nobody else did is saved; where both changed the same value differently, a person
picks. Values are compared as plain JSON, as they travel with the page.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]


def plain(value: Any) -> Any:
    """A value as JSON carries it: days as ISO text, decimals without padding zeros, lines ended in one way."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if type(value) not in (bool, int, str, list, dict, type(None)) else value


def merge(stored: Row, given: Row, seen: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of ``given`` is to be written, and the stored values of what must be picked by a person.

    A value that ``seen`` does not name was not shown; it is compared with what is stored.
    """
    changes: dict[str, Any] = {}
    conflicts: dict[str, Any] = {}
    for name, value in given.items():
        now, typed = plain(stored[name]), plain(value)
        before = seen.get(name, now)
        if typed in (now, before):
            continue
        if now == before:
            changes[name] = value
        else:
            conflicts[name] = stored[name]
    return changes, conflicts


@dataclass(slots=True)
class RowMerge:
    """What becomes of a table: rows changed and removed by their key, rows added and conflicts by their place."""

    changed: dict[Hashable, dict[str, Any]] = field(default_factory=dict)
    added: list[tuple[int, Hashable | None, Row]] = field(default_factory=list)
    removed: list[Hashable] = field(default_factory=list)
    conflicts: dict[str, Any] = field(default_factory=dict)


def merge_rows(
    stored: Mapping[Hashable, Row],
    given: Iterable[tuple[Hashable | None, Row]],
    seen: Mapping[Hashable, Row],
) -> RowMerge:
    """The same for the rows of a table; a row without a key, or with one that is not known yet, is new.

    A row that was shown and is not given any more is removed, unless somebody changed it meanwhile. One that somebody
    removed comes back if it was changed here. Rows that were not shown stay.
    """
    result = RowMerge()
    kept = set()
    for place, (key, row) in enumerate(given):
        if key is not None and key in stored:
            kept.add(key)
            changes, conflicts = merge(stored[key], row, seen.get(key, {}))
            if changes:
                result.changed[key] = changes
            result.conflicts |= {f"{place}.{name}": value for name, value in conflicts.items()}
        elif key is None or _differs(row, seen.get(key, {})):
            result.added.append((place, key, row))
    gone = [key for key in seen if key in stored and key not in kept]
    result.removed = [key for key in gone if not _differs(stored[key], seen[key])]
    return result


def _differs(row: Row, other: Row) -> bool:
    return any(plain(value) != other.get(name) for name, value in row.items())
