"""A year of the demo's firms as bills: the real yearly figures shared out over months as a factory uses them.

The parts of a year sum up to it exactly. What the source does not know is invented and said so in README.md: waste and
wastewater, and water where it is missing.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from calculations.baseline import billing_periods
from portal.demo.data import DemoEnergyUse, DemoFirm

# Shares of a year in thousandths, January to December.
EVEN = (83, 80, 84, 83, 84, 83, 84, 84, 83, 84, 83, 85)
SHARES = {
    "electricity": (86, 81, 83, 79, 80, 83, 91, 93, 82, 79, 80, 83),
    "city_gas_lng": (106, 100, 92, 82, 74, 68, 65, 64, 69, 82, 93, 105),
}
# Time bands of an industrial contract (B): code, share of the quantity and of the price in hundredths.
BANDS = (("off_peak", 47, 36), ("mid_peak", 31, 33), ("peak", 22, 31))
CONTRACT = "산업용(을) 고압A 선택Ⅱ"
WATER_M3_A_HEAD, WATER_KRW = 45, 1_150
WASTEWATER_OF_WATER = Decimal("0.8")
WASTE_KG_A_HEAD, WASTE_KRW = 820, 190


def rows(firm: DemoFirm, year: int, *, by_band: bool = False) -> Iterator[dict[str, Any]]:
    """Every bill of a firm's year as ``services.save_uses`` takes it; electricity ``by_band`` as three rows a month."""
    for use in (*firm.energy, *_invented(firm)):
        if by_band and use.carrier == "electricity":
            yield from _by_band(use, year)
        else:
            yield from _bills(use, year)


def _invented(firm: DemoFirm) -> Iterator[DemoEnergyUse]:
    known = {use.carrier: use for use in firm.energy}
    water = known.get("water")
    if water is None:
        quantity = Decimal(firm.employees * WATER_M3_A_HEAD)
        water = DemoEnergyUse("water", quantity, "m3", int(quantity) * WATER_KRW)
        yield water
    wastewater = (water.quantity * WASTEWATER_OF_WATER).to_integral_value()
    yield DemoEnergyUse("wastewater", wastewater, "m3", int(wastewater) * WATER_KRW // 2)
    waste = Decimal(firm.employees * WASTE_KG_A_HEAD)
    yield DemoEnergyUse("waste", waste, "kg", int(waste) * WASTE_KRW)


def _by_band(use: DemoEnergyUse, year: int) -> Iterator[dict[str, Any]]:
    quantities = _parts(use.quantity, [quantity for _band, quantity, _price in BANDS])
    costs = _parts(Decimal(use.cost_krw), [price for _band, _quantity, price in BANDS])
    for (band, _quantity, _price), quantity, cost_krw in zip(BANDS, quantities, costs, strict=True):
        part = DemoEnergyUse(use.carrier, quantity, use.unit, int(cost_krw))
        for row in _bills(part, year):
            yield {**row, "band": band, "contract": CONTRACT}


def _bills(use: DemoEnergyUse, year: int) -> Iterator[dict[str, Any]]:
    shares = SHARES.get(use.carrier, EVEN)
    costs = _parts(Decimal(use.cost_krw), shares)
    periods = billing_periods(year)
    for (start, end), quantity, cost_krw in zip(periods, _parts(use.quantity, shares), costs, strict=True):
        yield {
            "carrier": use.carrier,
            "starts_on": start,
            "ends_on": end,
            "quantity": quantity,
            "unit": use.unit,
            "cost_krw": int(cost_krw),
            "vat_krw": int(cost_krw) // 10,
        }


def _parts(whole: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """Whole numbers in the given proportions that sum up to ``whole``."""
    total, gone, given, parts = sum(shares), 0, Decimal(0), []
    for share in shares:
        gone += share
        until_here = whole if gone == total else (whole * gone / total).to_integral_value()
        parts.append(until_here - given)
        given = until_here
    return parts
