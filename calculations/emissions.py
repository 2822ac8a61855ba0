"""Energy use → greenhouse-gas emissions (tCO2eq).

Electricity: MWh × the national factor (tCO2eq/MWh, consumption end) of the pinned set.
Fuels: quantity × net heat value × (CO2 + CH4 × GWP + N2O × GWP), per TJ; the reporting guideline of the
emissions trading scheme, annex 12, with IPCC 2006 defaults for CH4 and N2O.
"""

from dataclasses import dataclass
from decimal import Decimal

from calculations.energy import ELECTRICITY, Use, natural_quantity
from calculations.factors import Factor, FactorKind, FactorTable, ResourceKind
from calculations.quantities import Unit, convert

FORMULA = "emissions/1"


@dataclass(frozen=True)
class EmissionLine:
    """Emissions of one use, unrounded; the gases are None where the factor is already a sum of them."""

    use: Use
    tco2eq: Decimal
    co2_t: Decimal | None
    ch4_tco2eq: Decimal | None
    n2o_tco2eq: Decimal | None
    factors: tuple[Factor, ...]
    formula: str = FORMULA


def emission_line(use: Use, table: FactorTable) -> EmissionLine:
    """Emissions of one energy use.

    Raises FactorMissing when the set lacks a row, UnitError when the unit does not fit the carrier,
    ValueError when the carrier is no energy (no Korean factor for water or waste is known: a gap).
    """
    if use.kind is not ResourceKind.ENERGY:
        raise ValueError(f"{use.carrier} is {use.kind}, not energy")
    if use.carrier == ELECTRICITY:
        return _electricity(use, table)
    return _fuel(use, table)


def _electricity(use: Use, table: FactorTable) -> EmissionLine:
    factor = table.find(FactorKind.EMISSION_ELECTRICITY_TCO2EQ_PER_MWH, use.carrier)
    return EmissionLine(
        use=use,
        tco2eq=factor.applied_to(use.quantity, use.unit),
        co2_t=None,
        ch4_tco2eq=None,
        n2o_tco2eq=None,
        factors=(factor,),
    )


def _fuel(use: Use, table: FactorTable) -> EmissionLine:
    heat = table.find(FactorKind.HEAT_NET_MJ, use.carrier)
    co2 = table.find(FactorKind.EMISSION_CO2_KG_PER_TJ, use.carrier)
    ch4 = table.find(FactorKind.EMISSION_CH4_KG_PER_TJ, use.carrier)
    n2o = table.find(FactorKind.EMISSION_N2O_KG_PER_TJ, use.carrier)
    gwp_ch4 = table.find(FactorKind.GWP_CH4)
    gwp_n2o = table.find(FactorKind.GWP_N2O)

    net_mj = heat.applied_to(*natural_quantity(use, table))
    co2_t = _tonnes(co2.applied_to(net_mj, Unit.MJ))
    ch4_tco2eq = _tonnes(gwp_ch4.applied_to(ch4.applied_to(net_mj, Unit.MJ), Unit.KG))
    n2o_tco2eq = _tonnes(gwp_n2o.applied_to(n2o.applied_to(net_mj, Unit.MJ), Unit.KG))
    return EmissionLine(
        use=use,
        tco2eq=co2_t + ch4_tco2eq + n2o_tco2eq,
        co2_t=co2_t,
        ch4_tco2eq=ch4_tco2eq,
        n2o_tco2eq=n2o_tco2eq,
        factors=(heat, co2, ch4, n2o, gwp_ch4, gwp_n2o),
    )


def _tonnes(mass_kg: Decimal) -> Decimal:
    return convert(mass_kg, Unit.KG, Unit.T)
