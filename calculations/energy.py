"""Energy use of bills and meters → MJ and TOE.

1 TOE is 10^7 kcal. Heat and TOE factors: Enforcement Rule of the Energy Act, annex (revisions of
2017-12-28 and 2022-11-21). TOE is counted on gross heat. Electricity has two readings, and the choice
swings a site's TOE 2.7 times, so every caller states it:

- ``CONSUMPTION``: 0.229 toe/MWh, 9.6 MJ/kWh (the annex's consumption row; the reading of the energy
  report and, recalled, of the 2,000 TOE limit);
- ``KCAL_860``: 0.086 toe/MWh, 860 kcal/kWh (note 5 of the annex: heat of the electricity itself).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.factors import Factor, FactorKind, FactorTable, ResourceKind
from calculations.quantities import Dimension, Unit, convert

FORMULA = "energy/1"
ELECTRICITY = "electricity"


class ElectricityBasis(StrEnum):
    """How electricity becomes heat and TOE."""

    CONSUMPTION = "consumption"
    KCAL_860 = "860kcal"


@dataclass(frozen=True)
class Use:
    """A quantity of one carrier in one year; ``quantity`` may be negative only for a saving."""

    carrier: str
    quantity: Decimal
    unit: Unit
    kind: ResourceKind = ResourceKind.ENERGY


@dataclass(frozen=True)
class EnergyLine:
    """What one use comes to, unrounded, with the factor rows it was computed from."""

    use: Use
    gross_mj: Decimal
    net_mj: Decimal
    toe: Decimal
    factors: tuple[Factor, ...]
    formula: str = FORMULA


@dataclass(frozen=True)
class SiteTotals:
    """Yearly energy of a site: each line and its sums, unrounded."""

    lines: tuple[EnergyLine, ...]
    gross_mj: Decimal
    net_mj: Decimal
    toe: Decimal
    basis: ElectricityBasis
    formula: str = FORMULA

    def toe_by_carrier(self) -> dict[str, Decimal]:
        """TOE per carrier, in the order in which the carriers first appear."""
        sums: dict[str, Decimal] = {}
        for line in self.lines:
            sums[line.use.carrier] = sums.get(line.use.carrier, Decimal(0)) + line.toe
        return sums


def energy_line(use: Use, table: FactorTable, basis: ElectricityBasis) -> EnergyLine:
    """Heat (MJ, gross and net) and TOE of one use.

    ``basis`` matters for electricity only. Raises FactorMissing when the set lacks a row, UnitError when
    the unit does not fit the carrier, ValueError when the carrier is no energy.
    """
    if use.kind is not ResourceKind.ENERGY:
        raise ValueError(f"{use.carrier} is {use.kind}, not energy")
    gross, net, toe = _factors(use.carrier, table, basis)
    quantity, unit = natural_quantity(use, table)
    return EnergyLine(
        use=use,
        gross_mj=gross.applied_to(quantity, unit),
        net_mj=net.applied_to(quantity, unit),
        toe=toe.applied_to(quantity, unit),
        factors=(gross, net, toe),
    )


def natural_quantity(use: Use, table: FactorTable) -> tuple[Decimal, Unit]:
    """The use in a unit in which its factors are published.

    City gas is billed on its gross heat since 2012-07-01, so a fuel given in MJ, GJ, TJ or Gcal is
    divided by its gross heat value; everything else stays as it is. Raises FactorMissing.
    """
    if use.carrier == ELECTRICITY or use.unit.dimension is not Dimension.HEAT:
        return use.quantity, use.unit
    heat = table.find(FactorKind.HEAT_GROSS_MJ, use.carrier)
    if heat.per.dimension is Dimension.HEAT:
        return use.quantity, use.unit
    return convert(use.quantity, use.unit, Unit.MJ) / heat.value, heat.per


def site_totals(uses: Iterable[Use], table: FactorTable, basis: ElectricityBasis) -> SiteTotals:
    """Sum a year's energy uses of one site; water, waste and materials are left out.

    Compare limits with the unrounded ``toe``. Raises ValueError for a negative quantity, and what
    ``energy_line`` raises.
    """
    energy = [use for use in uses if use.kind is ResourceKind.ENERGY]
    for use in energy:
        if use.quantity < 0:
            raise ValueError(f"negative use of {use.carrier}: {use.quantity} {use.unit}")
    lines = tuple(energy_line(use, table, basis) for use in energy)
    return SiteTotals(
        lines=lines,
        gross_mj=sum((line.gross_mj for line in lines), Decimal(0)),
        net_mj=sum((line.net_mj for line in lines), Decimal(0)),
        toe=sum((line.toe for line in lines), Decimal(0)),
        basis=basis,
    )


def _factors(carrier: str, table: FactorTable, basis: ElectricityBasis) -> tuple[Factor, Factor, Factor]:
    if carrier != ELECTRICITY:
        return (
            table.find(FactorKind.HEAT_GROSS_MJ, carrier),
            table.find(FactorKind.HEAT_NET_MJ, carrier),
            table.find(FactorKind.TOE_GROSS, carrier),
        )
    if basis is ElectricityBasis.CONSUMPTION:
        return (
            table.find(FactorKind.HEAT_GROSS_MJ, carrier),
            table.find(FactorKind.HEAT_NET_MJ, carrier),
            table.find(FactorKind.TOE_ELECTRICITY_CONSUMPTION, carrier),
        )
    heat = table.find(FactorKind.HEAT_ELECTRICITY_860KCAL_MJ, carrier)
    return heat, heat, table.find(FactorKind.TOE_ELECTRICITY_860KCAL, carrier)
