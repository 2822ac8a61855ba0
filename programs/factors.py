"""Factor rows of a set as the calculations take them, and back from the used ones to their rows."""

from collections.abc import Iterable

from calculations import factors as calculation
from programs.models import Factor, FactorSet


def table(factor_set: FactorSet) -> calculation.FactorTable:
    """All rows of a set; raises ValueError when a row's unit or kind is unknown to the calculations."""
    return calculation.FactorTable(str(factor_set.code), (_plain(row) for row in factor_set.factors.all()))


def rows_used(factor_set: FactorSet, used: Iterable[calculation.Factor]) -> list[Factor]:
    """The stored rows behind the factors that a calculation names, each once: what it keeps as its origin."""
    keys = {(factor.kind.value, factor.carrier) for factor in used}
    rows = factor_set.factors.filter(kind__in={kind for kind, _carrier in keys})
    return [row for row in rows if (row.kind, row.carrier) in keys]


def _plain(row: Factor) -> calculation.Factor:
    return calculation.Factor(
        kind=calculation.FactorKind(row.kind),
        carrier=row.carrier,
        value=row.value,
        unit=row.unit,
        source=row.source,
        as_of=row.valid_from.isoformat() if row.valid_from else "",
        confidence=row.confidence,
    )
