"""What narrows the official's list, and in which orders it can stand; everything that is asked has an index."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from applications import search
from applications.models import Application, DuplicateFlag
from applications.querysets import ApplicationQuerySet
from journal import clock
from workflow.keyset import NEWEST, Order
from workflow.models import CaseParticipant, CorrectionRequest

MINE, NOBODY = "mine", "nobody"
COUNTED_UP_TO = 1000
MORE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list; ``only`` narrows it to the rows for which the order means something."""

    label: str | Promise
    order: Order
    prepared: Callable[[ApplicationQuerySet], ApplicationQuerySet] = field(default=lambda rows: rows)


def _by_deadline(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Each application with an open correction request once, by its earliest deadline."""
    asked = CorrectionRequest.objects.filter(
        case=OuterRef("case"), record_kind=Application.workflow_kind, state=CorrectionRequest.State.ASKED
    )
    first = asked.order_by("deadline", "pk")
    return (
        rows.filter(case__corrections__state=CorrectionRequest.State.ASKED)
        .filter(case__corrections__record_kind=Application.workflow_kind)
        .annotate(due=F("case__corrections__deadline"), request=F("case__corrections__pk"))
        .filter(request=first.values("pk")[:1])
    )


SORTS: dict[str, Sort] = {
    "newest": Sort(_("Newest first"), NEWEST),
    "oldest": Sort(_("Oldest first"), Order(("pk",), descending=False)),
    "submitted": Sort(_("Last submitted first"), Order(("case__submitted_at", "case__pk"))),
    "score": Sort(_("Most bonus points first"), Order(("bonus_score", "pk"))),
    "deadline": Sort(
        _("Corrections, earliest deadline first"),
        Order(("due", "request"), descending=False, within=True),
        _by_deadline,
    ),
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Rows that pass the filters, and the order in which they stand."""

    rows: ApplicationQuerySet
    order: Order


def handed_in(user: User) -> ApplicationQuerySet:
    """What an official's list is about: submitted applications that the person may see."""
    return Application.objects.visible_to(user).filter(case__submitted_at__isnull=False)


def narrowed(rows: ApplicationQuerySet, wanted: Mapping[str, Any], user: User) -> Narrowed:
    """The rows that pass every filter that is set in ``wanted`` (the clean values of ListFilterForm)."""
    if not wanted.get("tests"):
        rows = rows.filter(case__is_test=False)
    for name, narrow in FILTERS.items():
        value = wanted.get(name)
        if value not in (None, "", []):
            rows = rows.filter(narrow(value))
    if officer := wanted.get("officer"):
        rows = rows.filter(_in_charge(officer, user))
    sort = SORTS.get(wanted.get("sort") or "newest", SORTS["newest"])
    order = sort.order
    if term := wanted.get("q"):
        rows, found_in = search.matching(rows, term)
        order = found_in if order is NEWEST else order
    return Narrowed(sort.prepared(rows), order)


def bounded_count(rows: ApplicationQuerySet) -> tuple[int, bool]:
    """How many rows, counted up to a bound; and whether there are more."""
    found = rows.order_by()[: COUNTED_UP_TO + 1].count()
    return min(found, COUNTED_UP_TO), found > COUNTED_UP_TO


def remembered_count(rows: ApplicationQuerySet, key: str) -> tuple[int, bool]:
    """As ``bounded_count``; that there are more than the bound is remembered for some minutes under ``key``."""
    key = f"list-count:{hashlib.sha256(key.encode()).hexdigest()}"
    if cache.get(key):
        return COUNTED_UP_TO, True
    count, more = bounded_count(rows)
    if more:
        cache.set(key, True, MORE_SECONDS)
    return count, more


# -- filters -------------------------------------------------------------------------------------------------


def _yes(name: str) -> Callable[[str], Q]:
    return lambda value: Q(**{name: value == "yes"})


def _industry(division: str) -> Q:
    """A range instead of a prefix, which an index serves on both databases."""
    return Q(ksic_code__gte=division, ksic_code__lt=f"{division}A")


def _polluting(value: str) -> Q:
    none = Q(polluting_processes=[])
    return ~none if value == "yes" else none


def _corrections(**conditions: Any) -> Exists:
    return Exists(
        CorrectionRequest.objects.filter(
            case=OuterRef("case"), record_kind=Application.workflow_kind, **conditions
        )
    )


def _correction(value: str) -> Q:
    asked = CorrectionRequest.State.ASKED
    if value == "open":
        return Q(_corrections(state=asked))
    if value == "overdue":
        return Q(_corrections(state=asked, deadline__lt=clock.today()))
    return Q(corrected_at__isnull=False)


def _in_charge(officer: str, user: User) -> Q:
    current = CaseParticipant.objects.current().filter(role=Role.REVIEWER)
    if officer == NOBODY:
        return ~Q(Exists(current.filter(case=OuterRef("case"))))
    who = {"user": user} if officer == MINE else {"user__uid": officer}
    return Q(case__in=current.filter(**who).values("case"))


def _flagged(value: str) -> Q:
    flags = DuplicateFlag.objects.filter(application=OuterRef("pk"), state=DuplicateFlag.State.OPEN)
    return Q(Exists(flags)) if value == "yes" else ~Q(Exists(flags))


def _any_of(name: str) -> Callable[[Iterable[str]], Q]:
    return lambda values: Q(**{f"{name}__in": list(values)})


FILTERS: dict[str, Callable[[Any], Q]] = {
    "round": lambda prefix: Q(case__round__case_prefix=prefix),
    "region": lambda code: Q(case__region_code=code),
    "state": _any_of("state"),
    "stage": lambda stage: Q(case__stage=stage),
    "size": lambda size: Q(size=size),
    "industry": _industry,
    "root": _yes("root_industry"),
    "polluting": _polluting,
    "verdict": lambda verdict: Q(verdict=verdict),
    "correction": _correction,
    "grace": lambda value: Q(grace__isnull=value != "yes"),
    "submitted_from": lambda day: Q(case__submitted_at__gte=clock.end_of_day(day, 0)),
    "submitted_until": lambda day: Q(case__submitted_at__lt=clock.end_of_day(day)),
    "score_from": lambda points: Q(bonus_score__gte=points),
    "duplicates": _flagged,
}
