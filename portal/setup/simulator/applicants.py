"""The applicants of an earlier round as columns: read once, as they were stored when they were evaluated."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.models import User
from applications.models import CriterionVerdict, Evaluation
from applications.rules import rule
from calculations import eligibility
from programs.models import Criterion, Round
from workflow.models import Case

CASE = "application__case"


@dataclass(frozen=True)
class Applicants:
    """One applicant at each place of every column, in the order of their evaluation.

    ``facts`` are the stored texts (``applications.rules.plain_text``); ``decided`` are what persons decided, by the
    rule they decided on, as places with the answer.
    """

    cases: Sequence[int]
    numbers: Sequence[str]
    organisations: Sequence[int]
    firms: Sequence[str]
    regions: Sequence[int]
    industries: Sequence[tuple[int, str]]
    criteria_sets: Sequence[int]
    facts: Sequence[dict[str, str]]
    decided: dict[eligibility.Criterion, list[tuple[int, bool]]]

    def __len__(self) -> int:
        return len(self.cases)

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each case."""
        return {case: place for place, case in enumerate(self.cases)}

    def fact(self, name: str) -> list[str]:
        """One fact of everybody; nothing where it was not answered or not yet asked then."""
        return [facts.get(name, "") for facts in self.facts]


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
        .annotate(text=Cast("facts", TextField()))
        .order_by("pk")
        .values_list(
            *("pk", "criteria_set", "text", "application__ksic_revision", "application__ksic_code"),
            *(f"{CASE}_id", f"{CASE}__number", f"{CASE}__site", f"{CASE}__region"),
            *(f"{CASE}__organisation", f"{CASE}__organisation__name_ko"),
        )
    )


def applicants(source: Round) -> Applicants:
    """Everybody who applied in a round. A site that applied twice counts once, with what it said last."""
    by_site = {row[7]: row for row in rows(source)}
    columns = list(zip(*by_site.values(), strict=True)) or [()] * 11
    evaluations, sets, texts, revisions, codes, cases, numbers, _sites, regions, organisations, firms = (
        columns
    )
    return Applicants(
        cases=cases,
        numbers=numbers,
        organisations=organisations,
        firms=firms,
        regions=regions,
        industries=[(revision, code[:2]) for revision, code in zip(revisions, codes, strict=True)],
        criteria_sets=sets,
        facts=json.loads(f"[{','.join(texts)}]"),
        decided=_decided(source, evaluations),
    )


def bare(criterion: Criterion) -> eligibility.Criterion:
    """What decides whether a row is still the same rule: everything but its points, which decide nothing."""
    return replace(rule(criterion), bonus_points=Decimal(0))


def _decided(
    source: Round, evaluations: Sequence[int]
) -> dict[eligibility.Criterion, list[tuple[int, bool]]]:
    """What persons decided then, by the rule they decided on."""
    verdicts = CriterionVerdict.objects.filter(
        **{f"evaluation__{CASE}__round": source}, decided_met__isnull=False
    ).order_by("pk")
    found = list(verdicts.values_list("evaluation", "criterion", "decided_met"))
    criteria = Criterion.objects.in_bulk({criterion for _evaluation, criterion, _met in found})
    places = {evaluation: place for place, evaluation in enumerate(evaluations)}
    decided: dict[eligibility.Criterion, list[tuple[int, bool]]] = {}
    for evaluation, criterion, met in found:
        if (place := places.get(evaluation)) is not None:
            decided.setdefault(bare(criteria[criterion]), []).append((place, met))
    return decided
