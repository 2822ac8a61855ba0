"""Which applications somebody has ticked in the list, or all that its filters leave."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from applications import columns
from applications.columns import Column
from applications.forms.listing import ListFilterForm, query_of
from applications.querysets import ApplicationQuerySet
from applications.rules import listing
from workflow.keyset import NEWEST, Order

# A page has 20 rows; whoever ticks more than this by hand means all of them.
TICKED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows in their order with their columns; ``query`` is the filter they come from, ``ticked`` the uids."""

    rows: ApplicationQuerySet
    order: Order
    columns: list[Column]
    query: str
    ticked: list[str]

    @property
    def sorted(self) -> ApplicationQuerySet:
        return cast("ApplicationQuerySet", self.order.sorted(self.rows))


def of(sent: QueryDict, user: User) -> Selection | None:
    """What ``row`` (uids) or ``all`` and ``filter`` (a query string) name; None when the filter cannot be read.

    A filter that cannot be read narrows nothing on a page, where its error stands beside it; what acts on rows or
    takes them out must not take that for "all".
    """
    query = query_of(QueryDict(sent.get("filter", "")))
    form = ListFilterForm(QueryDict(query), user=user)
    if not form.is_valid():
        return None
    found = listing.narrowed(listing.handed_in(user), form.cleaned_data, user)
    shown = columns.chosen(form.cleaned_data["column"])
    if sent.get("all"):
        return Selection(found.rows, found.order, shown, query, [])
    ticked = [uid for uid in map(_uid, sent.getlist("row")[:TICKED_AT_MOST]) if uid]
    rows = listing.handed_in(user).filter(uid__in=ticked)
    return Selection(rows, NEWEST, shown, query, ticked)


def _uid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
