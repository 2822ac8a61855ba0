"""The site's year in TOE: what is entered, what it comes to, what it leaves open."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from applications.models import Application, EnergyUse
from applications.rules.terms import factor_set
from calculations.energy import ELECTRICITY, ElectricityBasis, SiteTotals, Use, site_totals
from calculations.factors import FactorMissing, FactorTable, ResourceKind
from calculations.quantities import Dimension, Unit, UnitError
from programs import factors
from programs.models import (
    Carrier,
    FactorSet,
)


@dataclass(frozen=True, slots=True)
class SiteEnergy:
    """A site's year on the basis that counts in the round, and on the other reading of electricity."""

    counted: SiteTotals
    other: SiteTotals


def energy_uses(application: Application) -> list[EnergyUse]:
    """The site's uses in the application's baseline year, in the order of the table."""
    if application.baseline_year is None:
        return []
    uses = EnergyUse.objects.filter(site=application.case.site_id).in_year(application.baseline_year)
    return list(uses.with_list_data().order_by("carrier__position", "starts_on"))


def site_energy(application: Application, uses: Iterable[EnergyUse] | None = None) -> SiteEnergy | None:
    """TOE of the baseline year on both bases; None without energy, or where a factor is missing."""
    rows = [_use(row) for row in (energy_uses(application) if uses is None else uses)]
    if not any(use.kind is ResourceKind.ENERGY for use in rows):
        return None
    counted = ElectricityBasis(application.case.reading("electricity_basis"))
    return both_bases(rows, factor_set(application.case), counted)


def both_bases(rows: Iterable[Use], used: FactorSet, counted: ElectricityBasis) -> SiteEnergy | None:
    """A year's uses on the basis that counts and on the other; None where the set lacks a factor."""
    rows = list(rows)
    other = next(basis for basis in ElectricityBasis if basis is not counted)
    try:
        table = factors.table(used)
        return SiteEnergy(site_totals(rows, table, counted), site_totals(rows, table, other))
    except (FactorMissing, UnitError):
        return None


def units_of(carrier: Carrier) -> list[Unit]:
    """Units in which a carrier may be entered: those of its own dimension; fuels also by their heat."""
    own = Unit(carrier.unit).dimension
    dimensions = {own}
    if carrier.kind == Carrier.Kind.ENERGY and carrier.code != ELECTRICITY:
        dimensions.add(Dimension.HEAT)
    return [unit for unit in Unit if unit.dimension in dimensions]


def without_factor(uses: Iterable[EnergyUse], table: FactorTable) -> list[Carrier]:
    """Energy carriers in use that the round's factors cannot count."""
    carriers = {row.carrier_id: row.carrier for row in uses if row.carrier.kind == Carrier.Kind.ENERGY}
    return [carrier for carrier in carriers.values() if not has_factors(carrier, table)]


def has_factors(carrier: Carrier, table: FactorTable) -> bool:
    """Whether a set turns a carrier into TOE on both readings of electricity."""
    one = Use(str(carrier.code), Decimal(1), Unit(carrier.unit))
    try:
        for basis in ElectricityBasis:
            site_totals([one], table, basis)
    except FactorMissing:
        return False
    return True


def _use(row: EnergyUse) -> Use:
    return Use(str(row.carrier_id), row.quantity, Unit(row.unit), ResourceKind(row.carrier.kind))
