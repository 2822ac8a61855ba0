"""Dated ceilings of firm sizes and the rules around them, as data (data/size_ceilings.csv, data/size_rules.csv)."""

from dataclasses import dataclass
from functools import lru_cache

from calculations.firm_size import Ceiling, Measure
from programs.reference import day_of, rows


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A rule that the hint follows or leaves to the confirmation, with where it comes from."""

    code: str
    rule_ko: str
    law_ko: str
    source: str
    confidence: str
    remark: str


@lru_cache(maxsize=1)
def ceilings() -> tuple[Ceiling, ...]:
    """Every ceiling that holds for a whole industry; those for single products within one need a person."""
    return tuple(
        Ceiling(
            ksic=row["ksic"],
            measure=Measure(row["measure"]),
            mean_sales_krw=int(row["mean_sales_krw"]),
            valid_from=day_of(row["valid_from"]),
            valid_to=day_of(row["valid_to"]),
            source=row["source"],
            confidence=row["confidence"],
            remark=row["remark"],
        )
        for row in rows("size_ceilings.csv")
        if not row["only_for"]
    )


@lru_cache(maxsize=1)
def size_rules() -> tuple[SizeRule, ...]:
    """The rules in the order of the file; recalled ones say so."""
    names = ("code", "rule_ko", "law_ko", "source", "confidence", "remark")
    return tuple(SizeRule(**{name: row[name] for name in names}) for row in rows("size_rules.csv"))
