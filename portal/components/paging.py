"""Links between the pages of a list, for numbered and for keyset pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.core.paginator import Page
from django.http import QueryDict


class KeysetPage(Protocol):
    """A page that knows only its neighbours: cursors for `?after=` and `?before=`, empty at the ends."""

    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True)
class PageLink:
    """One entry of the numbered pager; without `number` it is a gap."""

    number: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Pager:
    previous_url: str
    next_url: str
    links: tuple[PageLink, ...] = ()

    @property
    def needed(self) -> bool:
        return bool(self.previous_url or self.next_url)


def url_with(query: QueryDict, changes: Mapping[str, str | int | None]) -> str:
    """The current query string with some keys replaced (None removes one); filters stay."""
    changed = query.copy()
    for key, value in changes.items():
        changed.pop(key, None)
        if value is not None:
            changed[key] = str(value)
    return "?" + changed.urlencode()


def pager(page: Page | KeysetPage, query: QueryDict) -> Pager:
    return _numbered(page, query) if isinstance(page, Page) else _keyset(page, query)


def _numbered(page: Page, query: QueryDict) -> Pager:
    def url(number: int) -> str:
        return url_with(query, {"page": number})

    paginator = page.paginator
    links = tuple(
        PageLink(number, url(number), current=number == page.number)
        if isinstance(number, int)
        else PageLink(None)
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    )
    return Pager(
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
        links=links,
    )


def _keyset(page: KeysetPage, query: QueryDict) -> Pager:
    previous, following = page.previous_cursor, page.next_cursor
    return Pager(
        previous_url=url_with(query, {"before": previous, "after": None, "last": None}) if previous else "",
        next_url=url_with(query, {"after": following, "before": None, "last": None}) if following else "",
    )
