"""The cells of a long table whose columns are chosen: made here rather than in a template, which takes ten times as
long for the hundreds of cells of a page."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.components.tones import Tone, tone_of

PLAIN = {
    "text": "<td>{}</td>",
    "time": '<td class="nowrap">{}</td>',
    "number": '<td class="numeric">{}</td>',
}
BADGE = '<td><span class="badge badge--{}">{}</span></td>'
TONES = frozenset(Tone)


def cell(kind: str, value: Any, tone: str) -> SafeString:
    """One cell. ``tone`` is a tone or a state; with it the value is a badge. Nothing stays an empty cell."""
    if value is None or value == "":
        return mark_safe("<td></td>")  # a constant
    if tone:
        return format_html(BADGE, tone if tone in TONES else tone_of(tone), value)
    return format_html(PLAIN.get(kind, PLAIN["text"]), value)


def cells(values: Iterable[tuple[str, Any, str]]) -> SafeString:
    return mark_safe("".join(cell(*value) for value in values))  # noqa: S308  # each is escaped above
