"""Bounded lists for pages: newest first by key, so that the last page costs what the first does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 20


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Some rows and the cursors to their neighbours, empty at the ends: for ``{% pager page %}``."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(rows: QuerySet[Any], *, after: str = "", before: str = "", size: int = SIZE) -> KeysetPage:
    """The rows older than ``after`` or newer than ``before`` (uids); an unknown cursor begins anew."""
    newest_first = rows.order_by("-pk")
    if edge := _key(rows, before):
        found = list(rows.filter(pk__gt=edge).order_by("pk")[: size + 1])
        return _page(found[:size][::-1], older=True, newer=len(found) > size)
    edge = _key(rows, after)
    found = list((newest_first.filter(pk__lt=edge) if edge else newest_first)[: size + 1])
    return _page(found[:size], older=len(found) > size, newer=edge is not None)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> KeysetPage:
    """The page that the address asks for by ``after`` or ``before``."""
    return page(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))


def _page(rows: list[Any], *, older: bool, newer: bool) -> KeysetPage:
    return KeysetPage(
        rows=rows,
        next_cursor=str(rows[-1].uid) if rows and older else "",
        previous_cursor=str(rows[0].uid) if rows and newer else "",
    )


def _key(rows: QuerySet[Any], cursor: str) -> int | None:
    try:
        uid = UUID(cursor)
    except ValueError:
        return None
    return rows.model._default_manager.filter(uid=uid).values_list("pk", flat=True).first()
