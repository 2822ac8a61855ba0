"""Units, exact conversion and the only places where a figure is rounded.

Every figure in ``calculations`` is a ``Decimal`` or, for money, a whole ``int`` of KRW. Intermediate
results keep full precision; a figure is rounded once, at the end, by one of the named functions here,
so that "which rounding?" always has an answer with a name.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

Number = Decimal | int | str
_EXACT = (Decimal, int, str)


class UnitError(ValueError):
    """A conversion that would need a guess; names both units."""

    def __init__(self, source: str, target: str, reason: str = "") -> None:
        self.source = source
        self.target = target
        super().__init__(f"cannot convert {source} to {target}" + (f": {reason}" if reason else ""))


class Dimension(StrEnum):
    """What a unit measures. Units convert only inside one dimension."""

    ELECTRICITY = "electricity"
    HEAT = "heat"
    VOLUME = "volume"
    NORMAL_VOLUME = "normal_volume"
    MASS = "mass"
    POWER = "power"


class Unit(StrEnum):
    """The closed list of units a quantity may have.

    ``Nm3`` is gas at 0 °C and 1 atm, ``m3`` is what a meter or a tank holds: the two are different
    dimensions, because the step between them needs temperature and pressure. So are electricity and
    heat: 1 kWh is 3.6, 3.600648 or 9.6 MJ, depending on the basis, and that is a factor row, not a unit.
    """

    KWH = "kWh"
    MWH = "MWh"
    MJ = "MJ"
    GJ = "GJ"
    TJ = "TJ"
    GCAL = "Gcal"
    L = "L"
    KL = "kL"
    M3 = "m3"
    NM3 = "Nm3"
    THOUSAND_NM3 = "1000Nm3"
    KG = "kg"
    T = "t"
    KW = "kW"

    @property
    def dimension(self) -> Dimension:
        """The dimension this unit measures."""
        return _SCALES[self][0]


# Unit -> (dimension, how many of the dimension's first unit it is).
# 1 cal = 4.1868 J: Energy Act Enforcement Rule, annex, note 6.
_SCALES: dict[Unit, tuple[Dimension, Decimal]] = {
    Unit.KWH: (Dimension.ELECTRICITY, Decimal(1)),
    Unit.MWH: (Dimension.ELECTRICITY, Decimal(1000)),
    Unit.MJ: (Dimension.HEAT, Decimal(1)),
    Unit.GJ: (Dimension.HEAT, Decimal(1000)),
    Unit.TJ: (Dimension.HEAT, Decimal(1000000)),
    Unit.GCAL: (Dimension.HEAT, Decimal("4186.8")),
    Unit.L: (Dimension.VOLUME, Decimal(1)),
    Unit.KL: (Dimension.VOLUME, Decimal(1000)),
    Unit.M3: (Dimension.VOLUME, Decimal(1000)),
    Unit.NM3: (Dimension.NORMAL_VOLUME, Decimal(1)),
    Unit.THOUSAND_NM3: (Dimension.NORMAL_VOLUME, Decimal(1000)),
    Unit.KG: (Dimension.MASS, Decimal(1)),
    Unit.T: (Dimension.MASS, Decimal(1000)),
    Unit.KW: (Dimension.POWER, Decimal(1)),
}


def exact(value: Number) -> Decimal:
    """Return ``value`` as a finite Decimal.

    Raises TypeError for float (its digits are already wrong) and bool, ValueError for text that is no
    number, for NaN and for infinity.
    """
    if isinstance(value, bool) or not isinstance(value, _EXACT):
        raise TypeError(f"{type(value).__name__} is not an exact number")
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return number


def convert(quantity: Number, source: Unit, target: Unit) -> Decimal:
    """Convert ``quantity`` from ``source`` to ``target`` exactly.

    Raises UnitError when the units measure different things: converting between them would need a
    density, a heat value or a gas state, none of which is guessed here.
    """
    source_dimension, source_scale = _SCALES[source]
    target_dimension, target_scale = _SCALES[target]
    if source_dimension is not target_dimension:
        raise UnitError(source, target, f"{source_dimension} is not {target_dimension}")
    return exact(quantity) * source_scale / target_scale


def require_won(*amounts: int) -> None:
    """Refuse an amount that is not whole, non-negative KRW.

    Raises TypeError for anything but an int (a bool is none), ValueError below zero.
    """
    for amount in amounts:
        if type(amount) is not int:
            raise TypeError(f"{amount!r} is not whole KRW")
        if amount < 0:
            raise ValueError(f"{amount} KRW is negative")


def round_won_down(amount: Decimal) -> int:
    """Whole KRW, fraction dropped: for public money, so that the firm's share never falls short."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_DOWN))


def round_won_up(amount: Decimal) -> int:
    """Whole KRW, any fraction counts as one won: for a minimum that someone must at least pay."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_UP))


def round_won_half_up(amount: Decimal) -> int:
    """Nearest whole KRW (사사오입): for estimates such as a yearly saving, which favour nobody."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def round_mj(heat_mj: Decimal) -> Decimal:
    """Whole MJ: heat values are published with one decimal, more digits would feign precision."""
    return _half_up(heat_mj, "1")


def round_toe(energy_toe: Decimal) -> Decimal:
    """TOE with 2 decimals, as diagnosis reports print it. Limits are compared before rounding."""
    return _half_up(energy_toe, "0.01")


def round_tco2eq(emission_tco2eq: Decimal) -> Decimal:
    """tCO2eq with 3 decimals (whole kg): small measures would vanish with fewer."""
    return _half_up(emission_tco2eq, "0.001")


def round_years(years: Decimal) -> Decimal:
    """Years with 1 decimal, as payback is printed. The two-year line is compared before rounding."""
    return _half_up(years, "0.1")


def round_percent(percent: Decimal) -> Decimal:
    """Percent with 1 decimal: for scores and shares on screen and paper."""
    return _half_up(percent, "0.1")


def round_quantity(quantity: Decimal) -> Decimal:
    """A physical quantity with 3 decimals, the finest a meter or bill states."""
    return _half_up(quantity, "0.001")


def _half_up(value: Decimal, step: str) -> Decimal:
    rounded = value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded.is_zero() else rounded  # never print "-0.00"
