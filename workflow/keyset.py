"""Bounded lists for pages, by key: the last page costs what the first does, in every order that has an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.http import HttpRequest

SIZE = 20


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that an index holds in this order, all in one direction, none of them empty, the last one unique.

    Where ``columns`` names annotations of a query, ``stored`` says where a row keeps them, or ``within`` that only
    the query itself knows.
    """

    columns: tuple[str, ...] = ("pk",)
    descending: bool = True
    stored: tuple[str, ...] = ()
    within: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return self.stored or self.columns

    def sorted(self, rows: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        sign = "-" if self.descending != backwards else ""
        return rows.order_by(*(f"{sign}{column}" for column in self.columns))

    def beyond(self, rows: QuerySet[Any], edge: tuple[Any, ...], *, backwards: bool = False) -> QuerySet[Any]:
        """The rows that follow ``edge``, or precede it."""
        smaller = self.descending != backwards
        if len(self.columns) == 1:
            return rows.filter(Q(**{f"{self.columns[0]}__{'lt' if smaller else 'gt'}": edge[0]}))
        return rows.filter(_row_comparison(rows, self, edge, "<" if smaller else ">"))


NEWEST = Order()


class RowComparison(Func):
    """``(a, b) < (1, 2)``: one range of an index of both columns, which no chain of AND and OR is."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *expressions: Any, operator: str = "<", **extra: Any) -> None:
        super().__init__(*expressions, operator=operator, **extra)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, Any]:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, own = compiler.compile(expression)
            parts.append(sql)
            params.extend(own)
        half = len(parts) // 2
        left, right = ", ".join(parts[:half]), ", ".join(parts[half:])
        return f"({left}) {self.extra['operator']} ({right})", params


def _row_comparison(rows: QuerySet[Any], order: Order, edge: tuple[Any, ...], operator: str) -> RowComparison:
    columns = [F(column) for column in order.columns]
    values = [
        Value(value, output_field=_field(rows, name)) for name, value in zip(order.fields, edge, strict=True)
    ]
    return RowComparison(*columns, *values, operator=operator)


def _field(rows: QuerySet[Any], path: str) -> Any:
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model: Any = rows.model
    field: Any = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = field.related_model
    return field


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


def page(
    rows: QuerySet[Any],
    *,
    after: str = "",
    before: str = "",
    last: bool = False,
    size: int = SIZE,
    order: Order = NEWEST,
) -> KeysetPage:
    """The rows that follow ``after`` or precede ``before`` (uids), or the last ones; an unknown cursor begins anew."""
    edge = None if last else _edge(rows, before, order)
    if last or edge:
        backwards = order.sorted(rows, backwards=True)
        found = list((order.beyond(backwards, edge, backwards=True) if edge else backwards)[: size + 1])
        return _page(found[:size][::-1], older=not last, newer=len(found) > size)
    edge = _edge(rows, after, order)
    forwards = order.sorted(rows)
    found = list((order.beyond(forwards, edge) if edge else forwards)[: size + 1])
    return _page(found[:size], older=len(found) > size, newer=edge is not None)


def page_of(
    request: HttpRequest, rows: QuerySet[Any], *, order: Order = NEWEST, size: int = SIZE
) -> KeysetPage:
    """The page that the address asks for by ``after``, ``before`` or ``last``."""
    wanted = request.GET
    return page(
        rows,
        after=wanted.get("after", ""),
        before=wanted.get("before", ""),
        last=bool(wanted.get("last")),
        size=size,
        order=order,
    )


def _page(rows: list[Any], *, older: bool, newer: bool) -> KeysetPage:
    return KeysetPage(
        rows=rows,
        next_cursor=str(rows[-1].uid) if rows and older else "",
        previous_cursor=str(rows[0].uid) if rows and newer else "",
    )


def _edge(rows: QuerySet[Any], cursor: str, order: Order) -> tuple[Any, ...] | None:
    try:
        uid = UUID(cursor)
    except ValueError:
        return None
    known = rows if order.within else rows.model._default_manager.all()
    return known.filter(uid=uid).order_by().values_list(*order.fields).first()
