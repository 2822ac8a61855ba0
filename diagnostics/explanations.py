"""How a figure came about, in words: for the page behind every number and the notes of the report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calculations.energy import ElectricityBasis
from calculations.factors import FactorKind
from calculations.quantities import (
    Unit,
    convert,
    round_mj,
    round_quantity,
    round_tco2eq,
    round_toe,
    round_years,
)
from programs.models import Carrier, Factor, FactorSet
from workflow.models import Calculation

FACTOR_NAMES: dict[str, Promise] = {
    FactorKind.HEAT_GROSS_MJ: _("Gross heat value"),
    FactorKind.HEAT_NET_MJ: _("Net heat value"),
    FactorKind.HEAT_ELECTRICITY_860KCAL_MJ: _("Heat of electricity (860 kcal/kWh)"),
    FactorKind.TOE_GROSS: _("TOE factor"),
    FactorKind.TOE_ELECTRICITY_CONSUMPTION: _("TOE factor, consumption basis"),
    FactorKind.TOE_ELECTRICITY_860KCAL: _("TOE factor, 860 kcal/kWh"),
    FactorKind.EMISSION_CO2_KG_PER_TJ: _("CO2 emission factor"),
    FactorKind.EMISSION_CH4_KG_PER_TJ: _("CH4 emission factor"),
    FactorKind.EMISSION_N2O_KG_PER_TJ: _("N2O emission factor"),
    FactorKind.EMISSION_ELECTRICITY_TCO2EQ_PER_MWH: _("Emission factor of electricity"),
    FactorKind.GWP_CH4: _("Global warming potential of CH4"),
    FactorKind.GWP_N2O: _("Global warming potential of N2O"),
    FactorKind.PRICE_KRW: _("Price"),
}

BASIS_NAMES: dict[str, Promise] = {
    ElectricityBasis.CONSUMPTION: _("Consumption basis, 0.229 toe/MWh"),
    ElectricityBasis.KCAL_860: _("Heat of the electricity itself, 0.086 toe/MWh"),
}

GROSS = (FactorKind.HEAT_GROSS_MJ, FactorKind.HEAT_ELECTRICITY_860KCAL_MJ)
TOE = (
    FactorKind.TOE_GROSS,
    FactorKind.TOE_ELECTRICITY_CONSUMPTION,
    FactorKind.TOE_ELECTRICITY_860KCAL,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One result: what was multiplied, what came out."""

    label: str
    formula: str
    result: str


@dataclass(frozen=True, slots=True)
class StreamNote:
    """A stream's lines; energy lines stand only for energy carriers."""

    carrier: Carrier
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind the figures of one calculation."""

    calculation: Calculation
    streams: tuple[StreamNote, ...]
    totals: tuple[Line, ...]
    factors: tuple[tuple[str, str, Factor], ...]  # name, value as text, row
    electricity_basis: str

    @property
    def factor_set(self) -> FactorSet | None:
        """The set, in its version, that the figures were computed with."""
        return self.factors[0][2].factor_set if self.factors else None


def explain(calculation: Calculation) -> Explanation:
    """Read a calculation of a measure back: its inputs, its results and the factor rows that it named."""
    inputs, results = calculation.inputs, calculation.results
    carriers = Carrier.objects.in_bulk([stream["carrier"] for stream in inputs["streams"]])
    factors = {factor.pk: factor for factor in calculation.factors.select_related("factor_set")}
    notes = tuple(
        StreamNote(
            carriers[given["carrier"]],
            tuple(_stream_lines(given, found, [factors[pk] for pk in found["factors"]])),
        )
        for given, found in zip(inputs["streams"], results["streams"], strict=True)
    )
    return Explanation(
        calculation=calculation,
        streams=notes,
        totals=tuple(_total_lines(inputs, results)),
        factors=tuple((name, number(row.value), row) for name, row in named(factors.values())),
        electricity_basis=str(BASIS_NAMES[inputs["electricity_basis"]]),
    )


def named(factors: Iterable[Factor]) -> list[tuple[str, Factor]]:
    """Factor rows with the words for them, such as "Gross heat value · Electricity"; in the order of the kinds."""
    factors = list(factors)
    carriers = Carrier.objects.in_bulk({factor.carrier for factor in factors if factor.carrier})
    order = list(FACTOR_NAMES)
    factors.sort(key=lambda row: (not row.carrier, row.carrier, order.index(FactorKind(row.kind))))
    return [
        (
            f"{FACTOR_NAMES[factor.kind]} · {carriers[factor.carrier]}"
            if factor.carrier
            else str(FACTOR_NAMES[factor.kind]),
            factor,
        )
        for factor in factors
    ]


def _stream_lines(given: dict[str, Any], found: dict[str, Any], factors: list[Factor]) -> Iterator[Line]:
    quantity, unit = Decimal(given["quantity"]), Unit(given["unit"])
    price = f"{_won(Decimal(given['price_krw']))}/{unit}"
    yield Line(_t("Saved cost"), f"{_amount(quantity, unit)} × {price}", _won(found["saved_krw"]))
    if found["saved_mj"] is None:
        return
    mj, toe, tco2eq = (Decimal(found[name]) for name in ("saved_mj", "saved_toe", "saved_tco2eq"))
    rows = {factor.kind: factor for factor in factors}
    gross = next(rows[kind] for kind in GROSS if kind in rows)
    to_toe = next(rows[kind] for kind in TOE if kind in rows)
    natural = _natural(quantity, unit, gross)
    yield Line(_t("Heat, gross"), _product(*natural, gross), f"{number(round_mj(mj))} MJ")
    yield Line(_t("Energy"), _product(*natural, to_toe), f"{round_toe(toe):,f} TOE")
    yield Line(_t("Greenhouse gases"), _emission(*natural, rows), f"{round_tco2eq(tco2eq):,f} tCO2eq")


def _natural(quantity: Decimal, unit: Unit, gross: Factor) -> tuple[Decimal, Unit]:
    """As ``calculations.energy.natural_quantity``: a fuel given as heat is divided by its gross heat."""
    per = Unit(gross.unit.partition("/")[2])
    if unit.dimension == per.dimension:
        return quantity, unit
    return convert(quantity, unit, Unit.MJ) / gross.value, per


def _product(quantity: Decimal, unit: Unit, factor: Factor) -> str:
    per = Unit(factor.unit.partition("/")[2])
    return f"{_amount(convert(quantity, unit, per), per)} × {number(factor.value)} {factor.unit}"


def _emission(quantity: Decimal, unit: Unit, by_kind: dict[str, Factor]) -> str:
    if electricity := by_kind.get(FactorKind.EMISSION_ELECTRICITY_TCO2EQ_PER_MWH):
        return _product(quantity, unit, electricity)
    net = by_kind[FactorKind.HEAT_NET_MJ]
    gases = (
        f"{number(by_kind[FactorKind.EMISSION_CO2_KG_PER_TJ].value)} "
        f"+ {number(by_kind[FactorKind.EMISSION_CH4_KG_PER_TJ].value)} × {number(by_kind[FactorKind.GWP_CH4].value)} "
        f"+ {number(by_kind[FactorKind.EMISSION_N2O_KG_PER_TJ].value)} × {number(by_kind[FactorKind.GWP_N2O].value)}"
    )
    return f"{_product(quantity, unit, net)} × ({gases}) kgCO2eq/TJ"


def _total_lines(inputs: dict[str, Any], results: dict[str, Any]) -> Iterator[Line]:
    saved = results["saved_krw"]
    first, *others = (stream["saved_krw"] for stream in results["streams"])
    signs = "".join(f" {'−' if amount < 0 else '+'} {abs(amount):,}" for amount in others)
    yield Line(_t("Saved cost"), f"{first:,}{signs}", _won(saved))
    if results["payback_years"] is not None:
        yield Line(
            _t("Payback"),
            f"{_won(inputs['cost_krw'])} ÷ {_won(saved)}",
            _t("%(years)s years") % {"years": round_years(Decimal(results["payback_years"]))},
        )


def _won(amount: Decimal | int) -> str:
    return _t("%(amount)s won") % {"amount": number(Decimal(amount))}


def _amount(quantity: Decimal, unit: Unit) -> str:
    """ "15 × 1000 Nm3" rather than "15 1000Nm3"."""
    name = "× 1000 Nm3" if unit is Unit.THOUSAND_NM3 else unit.value
    return f"{number(quantity)} {name}"


def number(value: Decimal) -> str:
    """Grouped, without zeros at the end: "50,000", "0.4594"; the last places of a division are left out."""
    shown = value if -int(value.as_tuple().exponent) <= 8 else round_quantity(value)
    text = f"{shown:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
