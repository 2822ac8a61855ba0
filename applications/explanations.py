"""Words for what the conditions say: own value, limit, result, source, and what would change it.

The same for a live preview and for a frozen verdict: both keep plain text (``rules.plain_text``), worded here in the
reader's language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, localized
from applications.asked import ROOT_CONFIRMATION, SIZE_CONFIRMATION
from applications.models import Application, CriterionVerdict, Evaluation
from applications.rules import (
    CriterionLine,
    SiteEnergy,
    evaluate,
    factor_set,
    latest_verdicts,
)
from calculations.quantities import round_toe
from documents.models import File
from programs import factors
from programs.models import Carrier, Criterion, Factor, FactorSet
from programs.sentences import UNITS

Text = str | Promise

BASES: dict[str, Text] = {
    "consumption": gettext_lazy("Consumption basis"),
    "860kcal": gettext_lazy("860 kcal/kWh basis"),
}
# Which evidence proves a fact.
PROOFS = {
    "firm_size": SIZE_CONFIRMATION,
    "root_industry": ROOT_CONFIRMATION,
    "has_factory": "factory_registration",
}
FACTOR_NAMES: dict[str, Text] = {
    "heat_gross_mj": gettext_lazy("gross heat"),
    "heat_net_mj": gettext_lazy("net heat"),
    "heat_electricity_860kcal_mj": gettext_lazy("heat at 860 kcal/kWh"),
    "toe_gross": gettext_lazy("TOE by gross heat"),
    "toe_electricity_consumption": gettext_lazy("TOE, consumption basis"),
    "toe_electricity_860kcal": gettext_lazy("TOE at 860 kcal/kWh"),
}
TONES = {"met": "success", "not_met": "danger", "person_decides": "warning", "missing": "neutral"}
RESULTS = dict(CriterionVerdict.Result.choices)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One condition as a row of the panel."""

    code: str
    fact: str
    kind: str
    kind_label: Text
    wording: str
    staff_wording: str
    result: str
    result_label: Text
    tone: str
    value: str
    limit: str
    change: str
    hint: str
    source: str
    confidence: str
    confidence_label: Text
    remark: str
    verdict: CriterionVerdict | None
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class CarrierToe:
    """TOE of one carrier on both readings of electricity."""

    carrier: str
    toe: Decimal
    toe_other_basis: Decimal


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor behind a figure, with where it comes from."""

    name: str
    value: str
    factor: Factor


@dataclass(frozen=True, slots=True)
class EnergyPanel:
    """A site's year: the basis that counts in the round, the other one, and the factors behind both."""

    year: int | None
    basis: Text
    other_basis: Text
    toe: Decimal
    toe_other_basis: Decimal
    carriers: list[CarrierToe]
    factors: list[FactorRow]

    @property
    def factor_set(self) -> FactorSet | None:
        """The set, in its version, that the figures were computed with."""
        return self.factors[0].factor.factor_set if self.factors else None


def live_energy(application: Application, energy: SiteEnergy | None) -> EnergyPanel | None:
    """The panel of the application as it stands now."""
    if energy is None:
        return None
    return energy_panel(energy, factor_set(application.case), application.baseline_year)


def energy_panel(energy: SiteEnergy, used_set: FactorSet, year: int | None) -> EnergyPanel:
    """The panel of any year's energy, with the rows of the set that it was computed from."""
    used = [f for totals in (energy.counted, energy.other) for line in totals.lines for f in line.factors]
    return EnergyPanel(
        year=year,
        basis=BASES[energy.counted.basis.value],
        other_basis=BASES[energy.other.basis.value],
        toe=energy.counted.toe,
        toe_other_basis=energy.other.toe,
        carriers=_carriers(energy.counted.toe_by_carrier(), energy.other.toe_by_carrier()),
        factors=_factors(factors.rows_used(used_set, used)),
    )


def frozen_energy(evaluation: Evaluation) -> EnergyPanel | None:
    """The panel as it was when the evaluation was frozen."""
    calculation = evaluation.calculation
    if calculation is None:
        return None
    inputs, results = calculation.inputs, calculation.results
    return EnergyPanel(
        year=inputs["baseline_year"],
        basis=BASES[inputs["basis"]],
        other_basis=BASES[inputs["other_basis"]],
        toe=Decimal(results["toe"]),
        toe_other_basis=Decimal(results["toe_other_basis"]),
        carriers=_carriers(results["toe_by_carrier"], results["toe_by_carrier_other_basis"]),
        factors=_factors(calculation.factors.select_related("factor_set")),
    )


def eligibility(
    application: Application, evidence: Iterable[File] = (), *, as_typed: bool = True
) -> dict[str, Any]:
    """The evaluation that stands; as long as the firm may change its entries, how they look now.

    ``as_typed`` is False for staff: while the firm corrects, they keep what was handed in before their eyes.
    """
    evaluation = (
        Evaluation.objects.filter(application=application)
        .select_related("calculation", "criteria_set")
        .first()
    )
    if evaluation is None or (as_typed and application.is_editable):
        preview = evaluate(application)
        return {
            "frozen": False,
            "evaluated_at": None,
            "criteria_set": preview.criteria_set,
            "lines": explain(preview.lines, evidence),
            "score": preview.score,
            "overall": preview.result.value,
            "energy": live_energy(application, preview.energy),
        }
    return {
        "frozen": True,
        "evaluated_at": evaluation.evaluated_at,
        "criteria_set": evaluation.criteria_set,
        "lines": explain(latest_verdicts(application), evidence),
        "score": evaluation.score,
        "energy": frozen_energy(evaluation),
    }


def _carriers(counted: Mapping[str, Any], other: Mapping[str, Any]) -> list[CarrierToe]:
    names = Carrier.objects.in_bulk(list(counted))
    return [CarrierToe(str(names[code]), Decimal(toe), Decimal(other[code])) for code, toe in counted.items()]


def _factors(rows: Iterable[Factor]) -> list[FactorRow]:
    rows = list(rows)
    names = Carrier.objects.in_bulk([row.carrier for row in rows])
    return [
        FactorRow(
            name=" · ".join(
                str(part) for part in (names.get(row.carrier), FACTOR_NAMES.get(row.kind)) if part
            ),
            value=f"{_number(row.value)} {row.unit}",
            factor=row,
        )
        for row in rows
    ]


def explain(
    lines: Iterable[CriterionLine | CriterionVerdict], evidence: Iterable[Any] = ()
) -> list[Explanation]:
    """Every condition worded, with the files that prove its value (``rules.evidence``) beside it."""
    files: dict[str, list[File]] = {}
    for file in evidence:
        files.setdefault(file.handed_in_as, []).append(file)
    return [_explain(line, tuple(files.get(_proof(line.criterion), ()))) for line in lines]


def _proof(criterion: Criterion) -> str:
    """The document that proves a criterion: the one it asks for, else the usual one of its fact."""
    return criterion.evidence or PROOFS.get(criterion.fact, "")


def _explain(line: CriterionLine | CriterionVerdict, files: tuple[File, ...]) -> Explanation:
    criterion = line.criterion
    result = str(line.result)
    verdict = line if isinstance(line, CriterionVerdict) else None
    label, tone = _outcome(criterion, result, verdict)
    return Explanation(
        code=criterion.code,
        fact=criterion.fact,
        kind=criterion.kind,
        kind_label=criterion.get_kind_display(),
        wording=str(criterion),
        staff_wording=localized(criterion, "staff_wording"),
        result=result,
        result_label=label,
        tone=tone,
        value=_value(criterion, line.value, line.limit),
        limit=_limit(criterion, line.limit),
        change="" if result in ("met", "missing") else _change(criterion, line.limit, line.difference),
        hint=localized(criterion, "hint") if result in ("not_met", "person_decides") else "",
        source=criterion.source,
        confidence=criterion.confidence,
        confidence_label=criterion.get_confidence_display(),
        remark=criterion.remark,
        verdict=verdict,
        files=files,
    )


def _outcome(criterion: Criterion, result: str, verdict: CriterionVerdict | None) -> tuple[Text, str]:
    """Badge and tone; only an unmet condition is alarming, a missed priority or bonus is not."""
    if verdict and verdict.decided_met is not None:
        return (_("Decided: met"), "success") if verdict.decided_met else (_("Decided: not met"), "danger")
    if criterion.kind == Criterion.Kind.CONDITION:
        return RESULTS[result], TONES[result]
    if criterion.kind == Criterion.Kind.BONUS and result == "met":
        return _("+%(points)s points") % {"points": _number(criterion.bonus_points)}, "success"
    return (RESULTS[result], "success") if result == "met" else (_("Does not apply"), "neutral")


def _value(criterion: Criterion, value: str, limit: str) -> str:
    if not value:
        return _("Not answered yet")
    if criterion.operator in ("is_true", "is_false"):
        return _yes_no(value)
    if criterion.fact == "firm_size":
        return str(dict(Organisation.Size.choices).get(value, value))
    if _is_number(value):
        return _with_unit(_shown(Decimal(value), limit), criterion.unit)
    return value


def _shown(value: Decimal, limit: str) -> str:
    """Two decimals, unless rounding would put the value on its limit."""
    if value == value.to_integral_value():
        return _number(value)
    rounded = round_toe(value)
    return _number(value if _is_number(limit) and rounded == Decimal(limit) else rounded)


def _limit(criterion: Criterion, limit: str) -> str:
    if criterion.operator in ("is_true", "is_false"):
        return _yes_no(limit)
    if criterion.operator == "in":
        return _listed(criterion, limit)
    if not _is_number(limit):
        return limit
    wording = {
        "lt": _("less than %(limit)s"),
        "le": _("at most %(limit)s"),
        "gt": _("more than %(limit)s"),
        "ge": _("at least %(limit)s"),
    }
    return wording[criterion.operator] % {"limit": _with_unit(_number(Decimal(limit)), criterion.unit)}


def _change(criterion: Criterion, limit: str, difference: str) -> str:
    """What would turn the result."""
    if criterion.operator in ("is_true", "is_false"):
        return _("Met with the answer “%(answer)s”.") % {"answer": _yes_no(limit)}
    if criterion.operator == "in":
        return _("Met with: %(values)s.") % {"values": _listed(criterion, limit)}
    if not difference:
        return ""
    wording = {
        "lt": _("Met if it were lower by more than %(difference)s."),
        "le": _("Met if it were lower by at least %(difference)s."),
        "gt": _("Met if it were higher by more than %(difference)s."),
        "ge": _("Met if it were higher by at least %(difference)s."),
    }
    amount = Decimal(difference)
    text = _number(amount if amount == amount.to_integral_value() else round_toe(amount))
    return wording[criterion.operator] % {"difference": _with_unit(text, criterion.unit)}


def _listed(criterion: Criterion, limit: str) -> str:
    names = dict(Organisation.Size.choices) if criterion.fact == "firm_size" else {}
    return ", ".join(str(names.get(part, part)) for part in limit.split("|"))


def _yes_no(value: str) -> str:
    return yes_no(value == "yes")


def yes_no(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def _with_unit(number: str, unit: str) -> str:
    wording = UNITS.get(unit)
    return str(wording) % {"number": number} if wording else f"{number} {unit}".strip()


def _number(value: Decimal) -> str:
    return str(number_format(f"{value.normalize():f}", force_grouping=True))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()
