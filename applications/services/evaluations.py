"""Freezing what the conditions say: verdicts, TOE with its factor rows, what a person has decided."""

from decimal import Decimal
from typing import Any

from applications import rules, standing
from applications.models import Application, CriterionVerdict, EnergyUse, Evaluation
from applications.rules import SiteEnergy
from calculations.quantities import round_quantity
from journal import clock
from programs import factors
from workflow.models import Calculation


def freeze(application: Application) -> Evaluation:
    """Store the evaluation of the application as it stands now; earlier ones stay.

    Effects: a calculation of the site's TOE with inputs and factor rows, the evaluation, one verdict per criterion,
    verdict and points in the list of applications.
    What a person decided before is carried over where the value it was decided for is still the same.
    """
    preview = rules.evaluate(application)
    decided = {
        verdict.criterion_id: verdict
        for verdict in rules.latest_verdicts(application)
        if verdict.decided_met is not None
    }
    evaluation = Evaluation.objects.create(
        application=application,
        criteria_set=preview.criteria_set,
        evaluated_at=clock.now(),
        facts={name: rules.plain_text(value) for name, value in preview.facts.items()},
        toe=round_quantity(preview.energy.counted.toe) if preview.energy else None,
        toe_other_basis=round_quantity(preview.energy.other.toe) if preview.energy else None,
        calculation=_calculation(application, preview.energy) if preview.energy else None,
        score=preview.score,
    )
    CriterionVerdict.objects.bulk_create(
        CriterionVerdict(
            evaluation=evaluation,
            criterion=line.criterion,
            result=line.result.value,
            value=line.value,
            limit=line.limit,
            difference=line.difference,
            **_carried_over(line, decided.get(line.criterion.pk)),
        )
        for line in preview.lines
    )
    standing.refresh(application)
    return evaluation


def _carried_over(line: rules.CriterionLine, earlier: CriterionVerdict | None) -> dict[str, Any]:
    if earlier is None or (earlier.result, earlier.value) != (line.result.value, line.value):
        return {}
    return {name: getattr(earlier, name) for name in ("decided_met", "decided_by_id", "decided_at", "reason")}


def _calculation(application: Application, energy: SiteEnergy) -> Calculation:
    """How the TOE came about: enough to compute it again by hand."""
    counted, other = energy.counted, energy.other
    calculation = Calculation.objects.create(
        case=application.case,
        record_kind=application.workflow_kind,
        record_uid=application.uid,
        purpose="site-toe",
        formula=counted.formula,
        inputs={
            "baseline_year": application.baseline_year,
            "basis": counted.basis.value,
            "other_basis": other.basis.value,
            "uses": [_input(use) for use in rules.energy_uses(application)],
        },
        results={
            "toe": f"{counted.toe:f}",
            "toe_other_basis": f"{other.toe:f}",
            "gross_mj": f"{counted.gross_mj:f}",
            "net_mj": f"{counted.net_mj:f}",
            "toe_by_carrier": _plain(counted.toe_by_carrier()),
            "toe_by_carrier_other_basis": _plain(other.toe_by_carrier()),
        },
        computed_at=clock.now(),
    )
    used = [factor for totals in (counted, other) for line in totals.lines for factor in line.factors]
    calculation.factors.set(factors.rows_used(rules.factor_set(application.case), used))
    return calculation


def _plain(sums: dict[str, Decimal]) -> dict[str, str]:
    return {carrier: f"{toe:f}" for carrier, toe in sums.items()}


def _input(use: EnergyUse) -> dict[str, Any]:
    return {
        "carrier": use.carrier_id,
        "starts_on": use.starts_on.isoformat(),
        "ends_on": use.ends_on.isoformat(),
        "quantity": f"{use.quantity:f}",
        "unit": use.unit,
        "cost_krw": use.cost_krw,
        "evidence_grade": use.evidence_grade,
    }
