"""The applicants of an earlier round as columns: read once, as they were stored when they were evaluated."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Substr

from accounts.models import User
from applications.models import CriterionVerdict, Evaluation
from applications.rules import rule
from calculations import eligibility
from programs.facts import FACTS
from programs.models import Criterion, Round
from workflow.models import Case

CASE = "application__case"
AT_ONCE = 100
_INDUSTRY = Concat(
    Cast("application__ksic_revision", TextField()),
    Value("-"),
    Substr("application__ksic_code", 1, 2),
    output_field=TextField(),
)


@dataclass(frozen=True)
class Applicants:
    """One applicant at each place of every column, in the order of their evaluation.

    ``facts`` are columns of stored texts (``applications.rules.plain_text``), empty where a fact was not answered or
    not yet asked then; ``industries`` are "revision-division"; ``decided`` are what persons decided, by the
    rule they decided on, as places with the answer.
    """

    cases: Sequence[int]
    numbers: Sequence[str]
    firms: Sequence[str]
    regions: Sequence[int]
    industries: Sequence[str]
    criteria_sets: Sequence[int]
    facts: dict[str, list[str]]
    decided: dict[eligibility.Criterion, list[tuple[int, bool]]]

    def __len__(self) -> int:
        return len(self.cases)


def sources(user: User) -> QuerySet[Round]:
    """The rounds this administrator sets up in which somebody has applied, newest first."""
    applied = Case.objects.counted().filter(round=OuterRef("pk"))
    return Round.objects.set_up_by(user).filter(Exists(applied)).order_by("-year", "case_prefix")


@contextmanager
def read_only() -> Iterator[None]:
    """One consistent look; PostgreSQL refuses any write within."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
        yield


def stored(source: Round) -> QuerySet[Evaluation]:
    """The evaluation that stands of everybody who applied in a round, without drafts and test cases."""
    later = Evaluation.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    return Evaluation.objects.filter(
        ~Exists(later),
        **{f"{CASE}__round": source, f"{CASE}__is_test": False, f"{CASE}__submitted_at__isnull": False},
    )


def rows(source: Round) -> QuerySet[Evaluation, tuple]:
    """What is read of each applicant; the facts as text, because parsing them all at once is half the work."""
    return (
        stored(source)
        .annotate(text=Cast("facts", TextField()), industry=_INDUSTRY)
        .order_by("pk")
        .values_list(
            *("pk", "criteria_set", "text", "industry", f"{CASE}_id"),
            *(f"{CASE}__number", f"{CASE}__organisation__name_ko", f"{CASE}__region", f"{CASE}__site"),
        )
    )


def applicants(source: Round) -> Applicants:
    """Everybody who applied in a round. A site that applied twice counts once, with what it said last."""
    found = list(rows(source))
    last = {row[-1]: place for place, row in enumerate(found)}
    if len(last) < len(found):
        found = [found[place] for place in sorted(last.values())]
    columns = list(zip(*found, strict=True)) or [()] * 9
    evaluations, sets, texts, industries, cases, numbers, firms, regions, _sites = columns
    return Applicants(
        cases=cases,
        numbers=numbers,
        firms=firms,
        regions=regions,
        industries=industries,
        criteria_sets=sets,
        facts=_facts(texts),
        decided=_decided(source, evaluations),
    )


def _facts(texts: Sequence[str]) -> dict[str, list[str]]:
    """The facts as columns. Parsed some at a time, equal texts kept once: less memory, and twice as fast."""
    columns: list[list[str]] = [[] for _name in FACTS]
    answers = itemgetter(*FACTS)
    unasked, known = dict.fromkeys(FACTS, ""), dict[str, str]()
    for start in range(0, len(texts), AT_ONCE):
        stored = json.loads(f"[{','.join(texts[start : start + AT_ONCE])}]")
        try:
            some = [answers(facts) for facts in stored]
        except KeyError:
            some = [answers(unasked | facts) for facts in stored]
        for column, values in zip(columns, zip(*some, strict=True), strict=True):
            column.extend(map(known.setdefault, values, values))
    return dict(zip(FACTS, columns, strict=True))


def bare(criterion: Criterion) -> eligibility.Criterion:
    """What decides whether a row is still the same rule: everything but its points, which decide nothing."""
    return replace(rule(criterion), bonus_points=Decimal(0))


def decisions(source: Round) -> QuerySet[CriterionVerdict, tuple]:
    """What persons decided in a round: evaluation, criterion, whether it is met."""
    verdicts = CriterionVerdict.objects.filter(
        **{f"evaluation__{CASE}__round": source}, decided_met__isnull=False
    )
    return verdicts.order_by("pk").values_list("evaluation", "criterion", "decided_met")


def _decided(
    source: Round, evaluations: Sequence[int]
) -> dict[eligibility.Criterion, list[tuple[int, bool]]]:
    """What persons decided then, by the rule they decided on."""
    found = list(decisions(source))
    criteria = Criterion.objects.in_bulk({criterion for _evaluation, criterion, _met in found})
    rules = {pk: bare(row) for pk, row in criteria.items()}
    places = {evaluation: place for place, evaluation in enumerate(evaluations)}
    decided: dict[eligibility.Criterion, list[tuple[int, bool]]] = {}
    for evaluation, criterion, met in found:
        if (place := places.get(evaluation)) is not None:
            decided.setdefault(rules[criterion], []).append((place, met))
    return decided
