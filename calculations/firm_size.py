"""A hint on the size of a firm (소기업, 중기업) from the mean of its sales and dated ceilings. Never a decision.

Framework Act on SMEs, art. 2 and its decree, art. 3 with annex 1 (SME) and art. 8 with annex 3 (small): the mean
sales of the last three closed fiscal years do not exceed the ceiling of the main industry, and total assets stay below
500 billion won. What these figures cannot show: independence, the years of grace after growing out, ceilings before the
day from which they are on file. The confirmation of firm size counts, not this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

FORMULA = "firm_size/1"
MEAN_YEARS = 3
# Decree art. 3: total assets at the end of the last fiscal year must stay below this, in won.
ASSETS_CEILING_KRW = 500_000_000_000


class Measure(StrEnum):
    """Which ceiling."""

    SME = "sme"
    SMALL = "small"


class Outcome(StrEnum):
    """What the figures point to. SME: small or medium, the ceiling between them is not on file."""

    SMALL = "small"
    MEDIUM = "medium"
    SME = "sme"
    ABOVE = "above"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Mean sales in won, itself included, that hold for an industry from a day to a day (both included)."""

    ksic: str
    measure: Measure
    mean_sales_krw: int
    valid_from: date | None
    valid_to: date | None
    source: str
    confidence: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SizeHint:
    """The figures behind a hint: ``years`` are those whose sales were averaged, newest first."""

    outcome: Outcome
    mean_sales_krw: Decimal | None
    years: tuple[int, ...]
    sme: Ceiling | None
    small: Ceiling | None
    assets_too_large: bool
    formula: str = FORMULA


def ceiling(ceilings: Iterable[Ceiling], ksic_code: str, measure: Measure, day: date) -> Ceiling | None:
    """The ceiling that held on a day for an industry: that of the longest code which begins ``ksic_code``."""
    fitting = [
        row
        for row in ceilings
        if row.measure is measure
        and row.ksic
        and ksic_code.startswith(row.ksic)
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day <= row.valid_to)
    ]
    return max(fitting, key=lambda row: len(row.ksic), default=None)


def mean_sales(sales_krw: Mapping[int, int | None], day: date) -> tuple[Decimal | None, tuple[int, ...]]:
    """The mean of the last three fiscal years closed before a day (years that end in December), and these years.

    Fewer years give the mean of what is there, as of a younger firm; a year without sales in between ends the row.
    """
    years: list[int] = []
    for year in range(day.year - 1, day.year - 1 - MEAN_YEARS, -1):
        if sales_krw.get(year) is None:
            if years:
                break
            continue
        years.append(year)
    if not years:
        return None, ()
    total = sum((Decimal(sales_krw[year] or 0) for year in years), Decimal(0))
    return total / len(years), tuple(years)


def size_hint(
    sales_krw: Mapping[int, int | None],
    total_assets_krw: int | None,
    ksic_code: str,
    ceilings: Iterable[Ceiling],
    day: date,
) -> SizeHint:
    """What sales by fiscal year, assets (won) and industry point to on a day. UNKNOWN where a figure is missing."""
    rows = list(ceilings)
    mean, years = mean_sales(sales_krw, day)
    sme = ceiling(rows, ksic_code, Measure.SME, day) if ksic_code else None
    small = ceiling(rows, ksic_code, Measure.SMALL, day) if ksic_code else None
    too_large = total_assets_krw is not None and total_assets_krw >= ASSETS_CEILING_KRW
    return SizeHint(
        outcome=_outcome(mean, sme, small, too_large=too_large),
        mean_sales_krw=mean,
        years=years,
        sme=sme,
        small=small,
        assets_too_large=too_large,
    )


def _outcome(mean: Decimal | None, sme: Ceiling | None, small: Ceiling | None, *, too_large: bool) -> Outcome:
    if too_large:
        return Outcome.ABOVE
    if mean is None or sme is None:
        return Outcome.UNKNOWN
    if mean > sme.mean_sales_krw:
        return Outcome.ABOVE
    if small is None:
        return Outcome.SME
    return Outcome.SMALL if mean <= small.mean_sales_krw else Outcome.MEDIUM
