"""The call's conditions, held against an application as it stands now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applications.models import Application, CriterionVerdict, Evaluation
from applications.rules.energy import SiteEnergy, site_energy
from applications.rules.facts import facts
from applications.rules.terms import criteria_set
from calculations import eligibility
from calculations.eligibility import Kind, Result, Value
from programs.facts import FACTS, FactKind
from programs.models import (
    CriteriaSet,
    Criterion,
)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion held against the application, as text that can be stored: see ``explanations`` for words."""

    criterion: Criterion
    result: Result
    value: str
    limit: str
    difference: str
    bonus_points: Decimal


@dataclass(frozen=True, slots=True)
class Judgement:
    """A set of conditions held against facts, whoever they are about."""

    lines: tuple[CriterionLine, ...]
    result: Result
    score: Decimal


@dataclass(frozen=True, slots=True)
class EvaluationPreview:
    """What the conditions say about the application as it stands now."""

    criteria_set: CriteriaSet
    facts: dict[str, Value | None]
    energy: SiteEnergy | None
    lines: tuple[CriterionLine, ...]
    result: Result
    score: Decimal


def evaluate(application: Application) -> EvaluationPreview:
    """Hold every condition of the call against the application as it stands now."""
    energy = site_energy(application)
    known = facts(application, energy)
    held = judge(criteria_set(application.case), known)
    return EvaluationPreview(
        criteria_set=criteria_set(application.case),
        facts=known,
        energy=energy,
        lines=held.lines,
        result=held.result,
        score=held.score,
    )


def judge(conditions: CriteriaSet, known: Mapping[str, Value | None]) -> Judgement:
    """Hold every criterion of a set against facts; a fact that is not there is not answered yet."""
    rows = list(conditions.criteria.all())
    verdicts = [eligibility.evaluate(rule(row), known) for row in rows]
    return Judgement(
        lines=tuple(line(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)),
        result=eligibility.overall(verdicts),
        score=eligibility.bonus_points(verdicts),
    )


def rule(row: Criterion) -> eligibility.Criterion:
    """A stored row as the calculations read it."""
    operator = eligibility.Operator(row.operator)
    return eligibility.Criterion(
        code=row.code,
        fact=row.fact,
        operator=operator,
        threshold=eligibility.parse_threshold(operator, row.threshold),
        unit=row.unit,
        on_fail=eligibility.OnFail(row.on_fail),
        kind=Kind(row.kind),
        bonus_points=row.bonus_points,
    )


def line(row: Criterion, verdict: eligibility.Verdict) -> CriterionLine:
    """A verdict as text that can be stored and worded."""
    yes_no = {eligibility.Operator.IS_TRUE.value: "yes", eligibility.Operator.IS_FALSE.value: "no"}
    change = verdict.change
    difference = change.difference if change else None
    return CriterionLine(
        criterion=row,
        result=verdict.result,
        value=plain_text(verdict.value),
        limit=yes_no.get(row.operator, row.threshold),
        difference="" if difference is None else plain_text(difference),
        bonus_points=verdict.bonus_points,
    )


def plain_text(value: Value | None) -> str:
    """A fact as it is stored: "yes" and "no", plain digits, nothing for what is not answered."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def fact_value(fact: str, text: str) -> Value | None:
    """The way back from ``plain_text``: a fact as an evaluation stored it."""
    return fact_reader(fact)(text) if text else None


def fact_reader(fact: str) -> Callable[[str], Value]:
    """How the stored text of a fact is read, where there is one."""
    return _READERS[FACTS[fact].kind]


_READERS: dict[FactKind, Callable[[str], Value]] = {
    FactKind.NUMBER: Decimal,
    FactKind.YES_NO: "yes".__eq__,
    FactKind.CHOICE: str,
}


def latest_verdicts(application: Application) -> list[CriterionVerdict]:
    """The lines of the evaluation that stands, with their criteria."""
    evaluation = Evaluation.objects.filter(application=application).order_by("-pk").first()
    if evaluation is None:
        return []
    return list(evaluation.verdicts.select_related("criterion", "decided_by").order_by("criterion__position"))
