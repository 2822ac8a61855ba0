"""Who did what when, from journal events or from plain mappings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.components.subjects import Text
from portal.components.tones import Tone


@dataclass(frozen=True)
class Entry:
    at: datetime
    title: Text
    who: Text = ""
    comment: Text = ""
    on_behalf_of: Text = ""
    tone: str = Tone.NEUTRAL


class Recorded(Protocol):
    """An event of the journal, or anything with the same attributes; `title` replaces `action` if there."""

    at: datetime
    action: str
    reason: str
    on_behalf_of: str

    @property
    def who(self) -> str: ...


# A mapping has the fields of `Entry`.
Told = Entry | Recorded | Mapping[str, Any]


def entries(events: Iterable[Told]) -> list[Entry]:
    """What the timeline draws, in the given order."""
    return [_entry(event) for event in events]


def _entry(event: Told) -> Entry:
    if isinstance(event, Entry):
        return event
    if isinstance(event, Mapping):
        return Entry(**event)
    return Entry(
        at=event.at,
        title=str(getattr(event, "title", event.action)),
        who=event.who,
        comment=event.reason,
        on_behalf_of=event.on_behalf_of,
    )
