"""Two factor sets side by side: which figures differ, and what that does to a site."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calculations.emissions import emission_line
from calculations.energy import ELECTRICITY, ElectricityBasis, Use, site_totals
from calculations.factors import FactorMissing, FactorTable
from calculations.quantities import Unit, UnitError, round_percent, round_tco2eq, round_toe
from programs import factor_kinds, factors
from programs.models import Carrier, Factor, FactorSet

BASES: dict[ElectricityBasis, Promise] = {
    ElectricityBasis.CONSUMPTION: _("TOE, electricity on the consumption basis"),
    ElectricityBasis.KCAL_860: _("TOE, electricity at 860 kcal/kWh"),
}


class CompareForm(forms.Form):
    """The two sets and the site that is looked at."""

    a = forms.ModelChoiceField(queryset=FactorSet.objects.none(), label=_("First set"), empty_label=None)
    b = forms.ModelChoiceField(queryset=FactorSet.objects.none(), label=_("Second set"), empty_label=None)
    electricity = forms.DecimalField(
        label=_("Electricity"),
        min_value=0,
        max_digits=12,
        widget=forms.NumberInput(attrs={"data-unit": "MWh"}),
    )
    city_gas = forms.DecimalField(
        label=_("City gas (LNG)"),
        min_value=0,
        max_digits=12,
        widget=forms.NumberInput(attrs={"data-unit": "Nm3"}),
    )
    diesel = forms.DecimalField(
        label=_("Diesel"), min_value=0, max_digits=12, widget=forms.NumberInput(attrs={"data-unit": "kL"})
    )

    SAMPLE = {"electricity": "1200", "city_gas": "80000", "diesel": "10"}

    def __init__(self, data: dict[str, str], *, sets: Iterable[FactorSet]) -> None:
        super().__init__({**self.SAMPLE, **data})
        self.fields["a"].queryset = self.fields["b"].queryset = sets

    def uses(self) -> list[Use]:
        """A year of the site."""
        return [
            Use(ELECTRICITY, self.cleaned_data["electricity"], Unit.MWH),
            Use("city_gas_lng", self.cleaned_data["city_gas"], Unit.NM3),
            Use("diesel", self.cleaned_data["diesel"], Unit.KL),
        ]


@dataclass(frozen=True)
class Pair:
    """One figure in both sets; ``percent`` is how much the second is above the first, None where that says nothing."""

    label: str
    first: Factor | None
    second: Factor | None
    percent: Decimal | None

    @property
    def differs(self) -> bool:
        if self.first is None or self.second is None:
            return True
        return (self.first.value, self.first.unit) != (self.second.value, self.second.unit)


@dataclass(frozen=True)
class Effect:
    """What the site comes to under both sets; a figure is None where its set lacks a factor."""

    label: str | Promise
    first: Decimal | None
    second: Decimal | None
    percent: Decimal | None


def pairs(first: FactorSet, second: FactorSet) -> list[Pair]:
    """Every figure of either set, those that differ first."""
    left, right = _by_key(first), _by_key(second)
    carriers = {carrier.code: str(carrier) for carrier in Carrier.objects.all()}
    found = [
        _pair(key, left.get(key), right.get(key), carriers) for key in sorted(left.keys() | right.keys())
    ]
    return sorted(found, key=lambda pair: not pair.differs)


def effects(first: FactorSet, second: FactorSet, uses: list[Use]) -> list[Effect]:
    """TOE on both bases and tCO2eq of a site under both sets."""
    tables = (factors.table(first), factors.table(second))
    rows = [_effect(label, *(_toe(table, uses, basis) for table in tables)) for basis, label in BASES.items()]
    return [*rows, _effect("tCO₂eq", *(_tco2eq(table, uses) for table in tables))]


def _by_key(factor_set: FactorSet) -> dict[tuple[str, str], Factor]:
    return {(row.kind, row.carrier): row for row in factor_set.factors.all()}


def _pair(
    key: tuple[str, str], first: Factor | None, second: Factor | None, carriers: dict[str, str]
) -> Pair:
    kind, carrier = key
    label = " · ".join(part for part in (factor_kinds.label(kind), carriers.get(carrier, carrier)) if part)
    same_unit = first is not None and second is not None and first.unit == second.unit
    percent = _percent(first.value, second.value) if same_unit and first and second else None
    return Pair(label, first, second, percent)


def _effect(label: str | Promise, first: Decimal | None, second: Decimal | None) -> Effect:
    return Effect(label, first, second, _percent(first, second))


def _percent(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return None if not first or second is None else round_percent((second - first) / first * 100)


def _toe(table: FactorTable, uses: list[Use], basis: ElectricityBasis) -> Decimal | None:
    return _or_none(lambda: round_toe(site_totals(uses, table, basis).toe))


def _tco2eq(table: FactorTable, uses: list[Use]) -> Decimal | None:
    return _or_none(lambda: round_tco2eq(sum((emission_line(use, table).tco2eq for use in uses), Decimal(0))))


def _or_none(compute: Callable[[], Decimal]) -> Decimal | None:
    try:
        return compute()
    except (FactorMissing, UnitError):
        return None
