"""Finding applications by two syllables: the index, how it is kept, and how a search walks it.

A search starts from the rarest bigram of the term in the order of the list, so that its first page costs what the
first page of the whole list does; other bigrams are looked up for the rows on the way, and a term longer than a bigram
is checked against the text. SQLite and PostgreSQL do the same.

Kept by: submission and every save of an application that is handed in, in their own transactions (``refresh``). Firms
and sites are edited a layer below, which knows no applications; their versions stand in the index, and a sweep makes
anew what is behind (``stale``), so a renamed firm is found under its new name within a minute. ``manage.py
rebuild_search`` makes everything anew.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from applications.models import Application, SearchGram, SearchText
from applications.querysets import ApplicationQuerySet
from calculations import korean_search
from workflow.keyset import NEWEST, Order

# A newest-first walk along one bigram; ``hit`` is the application's key as it stands in the index.
NEWEST_HIT = Order(columns=("hit",), stored=("pk",))
# Bigrams beyond the rarest that are looked up for each row; the text decides in any case.
PROBES = 2
# Nobody types so many words; each costs a comparison.
MAX_WORDS = 6
COUNTED = 1000
# Up to so many hits are named to the database one by one.
FEW = 500
BATCH = 500

SOURCES = (
    "case__number",
    "case__organisation__name_ko",
    "case__organisation__name_en",
    "case__organisation__business_number",
    "case__organisation__address",
    "case__site__name",
    "case__site__address",
    "products",
)
VERSIONS = ("case__organisation__version", "case__site__version")


def is_too_short(term: str) -> bool:
    """One letter alone stands in nearly every text: it is not looked up."""
    found = korean_search.words(term)
    return not found or any(len(word) < korean_search.LENGTH for word in found)


def matching(rows: ApplicationQuerySet, term: str) -> tuple[ApplicationQuerySet, Order]:
    """The rows in which every word of the term stands, and the order in which walking them is cheap.

    ``term`` is not too short (``is_too_short``).
    """
    words = korean_search.words(term)[:MAX_WORDS]
    grams = _rarest_first({gram for word in words for gram in korean_search.bigrams(word)})
    if not grams:
        return rows.none(), NEWEST
    hits = SearchGram.objects.filter(gram=grams[0]).order_by()
    keys = list(hits.values_list("application_id", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        # So few are named: databases know how often a common bigram occurs, and guess a rare one far too often.
        return _with_words(rows.filter(pk__in=keys), [word for word in words if word != grams[0]]), NEWEST
    rows = rows.filter(search_grams__gram=grams[0]).annotate(hit=F("search_grams__application_id"))
    for gram in grams[1 : 1 + PROBES]:
        rows = rows.filter(Exists(SearchGram.objects.filter(gram=gram, application=OuterRef("hit"))))
    return _with_words(rows, [word for word in words if word != grams[0]]), NEWEST_HIT


def _with_words(rows: ApplicationQuerySet, words: list[str]) -> ApplicationQuerySet:
    for word in words:
        rows = rows.filter(search_text__text__contains=word)
    return rows


def _rarest_first(grams: set[str]) -> list[str]:
    """The bigrams by how often they occur, counted up to a bound; none when one of them occurs nowhere."""
    if len(grams) == 1:
        return list(grams)
    ordered = sorted(grams)
    table = connection.ops.quote_name(SearchGram._meta.db_table)
    one = f"(SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE gram = %s LIMIT {COUNTED}) AS bounded)"  # noqa: S608  # own names only
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(one for _gram in ordered), ordered)
        counts = dict(zip(ordered, cursor.fetchone(), strict=True))
    return [] if 0 in counts.values() else sorted(ordered, key=lambda gram: counts[gram])


# -- keeping -------------------------------------------------------------------------------------------------


def refresh(application: Application) -> None:
    """Make the index of one application anew, in the transaction of what changed its texts. Drafts have none."""
    refresh_many([application.pk])


@transaction.atomic
def refresh_many(keys: Iterable[int]) -> int:
    """Make the index of these applications anew; only what differs is written. Returns how many were looked at."""
    rows = (
        Application.objects.filter(pk__in=list(keys), case__submitted_at__isnull=False)
        .order_by("pk")
        .values_list("pk", *VERSIONS, *SOURCES)
    )
    texts = {
        pk: SearchText(
            application_id=pk,
            text=korean_search.searchable(field or "" for field in fields),
            organisation_version=firm_version,
            site_version=site_version or 0,
        )
        for pk, firm_version, site_version, *fields in rows
    }
    wanted = {(gram, pk) for pk, row in texts.items() for gram in korean_search.grams_of(row.text)}
    stored = set(SearchGram.objects.filter(application__in=texts).values_list("gram", "application_id"))
    for gram, pk in stored - wanted:
        SearchGram.objects.filter(gram=gram, application_id=pk).delete()
    SearchGram.objects.bulk_create(
        [SearchGram(gram=gram, application_id=pk) for gram, pk in sorted(wanted - stored)],
        ignore_conflicts=True,  # somebody else has made the same at the same moment
        batch_size=5000,
    )
    SearchText.objects.bulk_create(
        texts.values(),
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["text", "organisation_version", "site_version"],
    )
    return len(texts)


def stale() -> ApplicationQuerySet:
    """Applications that were handed in and whose index is missing, or older than their firm or site."""
    behind = (
        Q(search_text=None)
        | ~Q(search_text__organisation_version=F("case__organisation__version"))
        | ~Q(search_text__site_version=Coalesce(F("case__site__version"), Value(0)))
    )
    return Application.objects.filter(behind, case__submitted_at__isnull=False)


def refresh_stale(limit: int = BATCH) -> int:
    """Bring the index up to date for at most so many applications; returns how many."""
    return refresh_many(list(stale().order_by("pk").values_list("pk", flat=True)[:limit]))
