"""Industries by word or number in both revisions of the classification (KSIC 10 and 11), and how they correspond.

The correspondence is read off the two tables: a name keeps its industry where the number moved; a number that names
another industry in the other revision is reused, which is why a number means nothing without its revision.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from django.db.models import Q

from programs.models import IndustryCode

REVISIONS = (10, 11)
LIMIT = 60


class Change(StrEnum):
    """How an industry stands in the other revision."""

    SAME = "same"
    MOVED = "moved"
    RENAMED = "renamed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """One industry with its counterpart in the other revision.

    ``reused``: what the same number names there, where that is another industry.
    """

    industry: IndustryCode
    change: Change
    counterpart: IndustryCode | None
    reused: IndustryCode | None


def search(typed: str, revision: int | None = None, *, limit: int = LIMIT) -> list[Found]:
    """Manufacturing industries (five digits) whose number begins with what is typed, or whose name has all its words.

    Without a revision those of both, revision 10 first. At most ``limit``. Two queries, whatever is found.
    """
    words = typed.replace("\x00", " ").split()
    if not words:
        return []
    rows = IndustryCode.objects.filter(level="subclass").order_by("revision", "code")
    if revision in REVISIONS:
        rows = rows.filter(revision=revision)
    if len(words) == 1 and words[0].lstrip("Cc").isdigit():
        rows = rows.filter(code__startswith=words[0].lstrip("Cc"))
    else:
        rows = rows.filter(reduce(lambda wanted, word: wanted & _named(word), words, Q()))
    return with_counterparts(list(rows[:limit]))


def with_counterparts(industries: list[IndustryCode]) -> list[Found]:
    """Industries with what they are in the other revision; one query for all."""
    if not industries:
        return []
    everything = list(IndustryCode.objects.filter(level="subclass", revision__in=REVISIONS))
    by_code = {(row.revision, row.code): row for row in everything}
    by_name = {(row.revision, _key(row)): row for row in everything}
    return [_found(industry, by_code, by_name) for industry in industries]


Table = dict[tuple[int, str], IndustryCode]


def _found(industry: IndustryCode, by_code: Table, by_name: Table) -> Found:
    other = 21 - industry.revision
    same_code = by_code.get((other, industry.code))
    same_name = by_name.get((other, _key(industry)))
    if same_name is not None:
        moved = same_name.code != industry.code
        reused = same_code if moved else None
        return Found(industry, Change.MOVED if moved else Change.SAME, same_name, reused)
    if same_code is None:
        return Found(industry, Change.NONE, None, None)
    if (industry.revision, _key(same_code)) in by_name:  # that name has a number of its own here
        return Found(industry, Change.NONE, None, same_code)
    return Found(industry, Change.RENAMED, same_code, None)


def _named(word: str) -> Q:
    return Q(name_ko__icontains=word) | Q(name_en__icontains=word)


def _key(industry: IndustryCode) -> str:
    """Names apart from how a dot or a blank is written: the revisions write them differently."""
    return "".join(industry.name_ko.replace("ㆍ", "·").split())
