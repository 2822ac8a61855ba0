"""Factor rows as the calculations see them: plain, frozen, passed in by the caller.

A factor is a published number with its unit and source, e.g. "city gas, gross heat, 43.1 MJ/Nm3,
annex of 2017-12-28, verified". Which rows apply to a case is decided by the set the case has pinned;
here a table only answers "the one row of this kind for this carrier" and refuses when there is none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculations.quantities import Unit, UnitError, convert, exact


class FactorKind(StrEnum):
    """What a factor states. The value is the code stored in factor rows."""

    HEAT_GROSS_MJ = "heat_gross_mj"
    HEAT_NET_MJ = "heat_net_mj"
    HEAT_ELECTRICITY_860KCAL_MJ = "heat_electricity_860kcal_mj"
    TOE_GROSS = "toe_gross"
    TOE_ELECTRICITY_CONSUMPTION = "toe_electricity_consumption"
    TOE_ELECTRICITY_860KCAL = "toe_electricity_860kcal"
    EMISSION_CO2_KG_PER_TJ = "emission_co2_kg_per_tj"
    EMISSION_CH4_KG_PER_TJ = "emission_ch4_kg_per_tj"
    EMISSION_N2O_KG_PER_TJ = "emission_n2o_kg_per_tj"
    EMISSION_ELECTRICITY_TCO2EQ_PER_MWH = "emission_electricity_tco2eq_per_mwh"
    GWP_CH4 = "gwp_ch4"
    GWP_N2O = "gwp_n2o"
    PRICE_KRW = "price_krw"

    @property
    def numerator(self) -> str:
        """What stands above the line of the unit, e.g. ``MJ`` of ``MJ/Nm3``."""
        return _NUMERATORS[self]


_NUMERATORS = {
    FactorKind.HEAT_GROSS_MJ: "MJ",
    FactorKind.HEAT_NET_MJ: "MJ",
    FactorKind.HEAT_ELECTRICITY_860KCAL_MJ: "MJ",
    FactorKind.TOE_GROSS: "toe",
    FactorKind.TOE_ELECTRICITY_CONSUMPTION: "toe",
    FactorKind.TOE_ELECTRICITY_860KCAL: "toe",
    FactorKind.EMISSION_CO2_KG_PER_TJ: "kgCO2",
    FactorKind.EMISSION_CH4_KG_PER_TJ: "kgCH4",
    FactorKind.EMISSION_N2O_KG_PER_TJ: "kgN2O",
    FactorKind.EMISSION_ELECTRICITY_TCO2EQ_PER_MWH: "tCO2eq",
    FactorKind.GWP_CH4: "kgCO2eq",
    FactorKind.GWP_N2O: "kgCO2eq",
    FactorKind.PRICE_KRW: "KRW",
}


class ResourceKind(StrEnum):
    """What a carrier is. Only energy carriers have heat, TOE and emission factors."""

    ENERGY = "energy"
    WATER = "water"
    WASTE = "waste"
    MATERIAL = "material"


class FactorMissing(LookupError):
    """No row for this carrier and kind in the table; the figure cannot be computed."""

    def __init__(self, set_code: str, kind: FactorKind, carrier: str) -> None:
        self.set_code = set_code
        self.kind = kind
        self.carrier = carrier
        super().__init__(f"factor set {set_code} has no {kind} for {carrier or 'any carrier'}")


@dataclass(frozen=True)
class Factor:
    """One published number.

    ``unit`` is written "numerator/denominator" (``MJ/Nm3``, ``toe/MWh``, ``kgCO2/TJ``); the numerator
    must be the one of ``kind``. ``carrier`` is empty for rows that hold for all (global warming
    potentials). ``confidence`` is verified, recalled, gap or demo.
    """

    kind: FactorKind
    carrier: str
    value: Decimal
    unit: str
    source: str
    as_of: str
    confidence: str

    def __post_init__(self) -> None:
        numerator = self.unit.partition("/")[0]
        if numerator != self.kind.numerator:
            raise UnitError(
                self.unit, f"{self.kind.numerator}/…", f"{self.kind} counts {self.kind.numerator}"
            )
        _denominator(self.unit)  # an unknown one must fail when the row is read, not when it is used

    @property
    def per(self) -> Unit:
        """The unit below the line."""
        return _denominator(self.unit)

    def applied_to(self, quantity: Decimal, unit: Unit) -> Decimal:
        """``quantity`` × value after exact conversion to the factor's unit.

        Raises UnitError when the units measure different things.
        """
        return convert(quantity, unit, self.per) * self.value


class FactorTable:
    """The rows of one factor set, one per kind and carrier."""

    def __init__(self, code: str, factors: Iterable[Factor]) -> None:
        """Raise ValueError when two rows claim the same kind and carrier: no row wins by order."""
        self.code = code
        self._rows: dict[tuple[FactorKind, str], Factor] = {}
        for factor in factors:
            key = (factor.kind, factor.carrier)
            if key in self._rows:
                raise ValueError(f"factor set {code} has two rows for {factor.kind} of {factor.carrier}")
            self._rows[key] = factor

    @classmethod
    def from_rows(cls, code: str, rows: Iterable[Mapping[str, str]]) -> "FactorTable":
        """The table of set ``code`` from rows as they stand in factors.csv; other sets are skipped."""
        return cls(code, (_factor(row) for row in rows if row["factor_set"] == code))

    def find(self, kind: FactorKind, carrier: str = "") -> Factor:
        """The row of ``kind`` for ``carrier``. Raises FactorMissing."""
        try:
            return self._rows[kind, carrier]
        except KeyError:
            raise FactorMissing(self.code, kind, carrier) from None

    def has(self, kind: FactorKind, carrier: str = "") -> bool:
        """Whether the table holds a row of ``kind`` for ``carrier``."""
        return (kind, carrier) in self._rows


def _denominator(unit: str) -> Unit:
    denominator = unit.partition("/")[2]
    try:
        return Unit(denominator)
    except ValueError:
        raise UnitError(unit, "a known unit", f"{denominator!r} is unknown") from None


def _factor(row: Mapping[str, str]) -> Factor:
    return Factor(
        kind=FactorKind(row["kind"]),
        carrier=row["carrier"],
        value=exact(row["value"]),
        unit=row["unit"],
        source=row["source"],
        as_of=row["valid_from"],
        confidence=row["confidence"],
    )
