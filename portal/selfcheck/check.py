"""From answers to the verdict of every condition, by the rules that judge applications."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications import explanations, first_answers, rules
from applications.rules import SiteEnergy
from calculations.eligibility import Result, Value
from calculations.energy import ELECTRICITY, ElectricityBasis, Use
from calculations.quantities import Unit
from portal.selfcheck.forms import ELSEWHERE, HOLDS
from programs.models import Round

GAS = "city_gas_lng"


@dataclass(frozen=True, slots=True)
class Check:
    """What the conditions say about the answers. ``token`` carries the answers on to an application."""

    lines: list[explanations.Explanation]
    result: Result
    score: Decimal
    energy: explanations.EnergyPanel | None
    token: str


def check(round_: Round, answers: Mapping[str, Any]) -> Check:
    """Hold a round's conditions against cleaned answers (forms.SelfCheckForm). Reads only; keeps nothing."""
    known = dict(answers) | _marks(answers)
    energy = _energy(round_, answers)
    held = rules.judge(round_.criteria_set, _facts(round_, known, energy))
    return Check(
        lines=explanations.explain(held.lines),
        result=held.result,
        score=held.score,
        energy=explanations.energy_panel(energy, round_.factor_set, None) if energy else None,
        token=first_answers.sign(round_, known),
    )


def _marks(answers: Mapping[str, Any]) -> dict[str, bool]:
    """What was marked, once anything about the factory was answered: an untouched page answers nothing."""
    if not any(value not in (None, "", []) for name, value in answers.items() if name != "gas_unit"):
        return {}
    marked = answers.get("holds") or ()
    return {name: name in marked for name, _label in HOLDS}


def _facts(round_: Round, known: Mapping[str, Any], energy: SiteEnergy | None) -> dict[str, Value | None]:
    """As ``rules.facts`` computes them for an application. Earlier agreements are not known before an account."""
    toe = energy.counted.toe if energy else known.get("site_toe")
    area, processes = known.get("area"), known.get("polluting_processes")
    touched = "has_factory" in known
    return {
        "site_in_region": _in_region(round_, area) if area else None,
        "has_factory": known.get("has_factory"),
        "in_industrial_complex": known.get("in_industrial_complex"),
        "firm_size": known.get("size") or None,
        "regular_employees": known.get("regular_employees"),
        "site_toe": toe,
        "energy_audit_duty_declared": known.get("energy_audit_duty"),
        "energy_audit_duty_computed": None if toe is None else toe >= rules.AUDIT_DUTY_TOE,
        "consecutive_years": known.get("consecutive_years"),
        "consecutive_years_declared": known.get("consecutive_years"),
        "consecutive_years_computed": None,
        "other_support_same_kind": known.get("other_support"),
        "polluting_process": bool(processes) if touched else None,
        "root_industry": known.get("root_industry"),
    }


def _in_region(round_: Round, area: str) -> bool:
    return area != ELSEWHERE and round_.region_of(area) is not None


def _energy(round_: Round, answers: Mapping[str, Any]) -> SiteEnergy | None:
    """TOE of what was entered, on both readings of electricity, with the round's factors."""
    gas_unit = Unit(answers.get("gas_unit") or Unit.NM3.value)
    entered = (
        (ELECTRICITY, answers.get("electricity_kwh"), Unit.KWH),
        (GAS, answers.get("gas_quantity"), gas_unit),
    )
    uses = [Use(carrier, quantity, unit) for carrier, quantity, unit in entered if quantity is not None]
    if not uses:
        return None
    return rules.both_bases(uses, round_.factor_set, ElectricityBasis(round_.electricity_basis))
