"""The closed list of facts that a criterion may ask about. Step 1 computes them (applications.rules.facts)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from calculations.eligibility import Operator

NUMBER_OPERATORS = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)
YES_NO_OPERATORS = (Operator.IS_TRUE, Operator.IS_FALSE)
CHOICE_OPERATORS = (Operator.IN, Operator.EQ, Operator.NE)


class FactKind(StrEnum):
    """What a fact is, which decides the operators that fit it."""

    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"

    @property
    def operators(self) -> tuple[Operator, ...]:
        return {
            FactKind.NUMBER: NUMBER_OPERATORS,
            FactKind.YES_NO: YES_NO_OPERATORS,
            FactKind.CHOICE: CHOICE_OPERATORS,
        }[self]


@dataclass(frozen=True)
class Fact:
    """One fact. A number has the ``unit`` its threshold must be given in; a choice has its ``choices``."""

    code: str
    label: Promise
    kind: FactKind
    unit: str = ""
    choices: tuple[str, ...] = ()


FACTS: Mapping[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact("site_in_region", _("The site lies in a participating region"), FactKind.YES_NO),
        Fact("has_factory", _("Production takes place at the site"), FactKind.YES_NO),
        Fact("in_industrial_complex", _("The site lies in an industrial complex"), FactKind.YES_NO),
        Fact("firm_size", _("Firm size"), FactKind.CHOICE, choices=tuple(Organisation.Size.values)),
        Fact("regular_employees", _("Regular employees"), FactKind.NUMBER, unit="persons"),
        Fact("site_toe", _("Energy use of the site in a year"), FactKind.NUMBER, unit="TOE/yr"),
        Fact("energy_audit_duty_declared", _("Energy audit duty, as declared"), FactKind.YES_NO),
        Fact("energy_audit_duty_computed", _("Energy audit duty, as computed"), FactKind.YES_NO),
        Fact("consecutive_years", _("Years in a row, the larger reading"), FactKind.NUMBER, unit="years"),
        Fact("consecutive_years_declared", _("Years in a row, as declared"), FactKind.NUMBER, unit="years"),
        Fact("consecutive_years_computed", _("Years in a row, by agreements"), FactKind.NUMBER, unit="years"),
        Fact("other_support_same_kind", _("Support of the same kind elsewhere"), FactKind.YES_NO),
        Fact("polluting_process", _("Heavily polluting processes"), FactKind.YES_NO),
        Fact("root_industry", _("Confirmed root-industry site"), FactKind.YES_NO),
    )
}
