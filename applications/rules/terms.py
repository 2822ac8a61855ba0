"""By which versions of the round's rules a case is judged: pinned ones, before submission the round's."""

from programs.models import (
    CriteriaSet,
    FactorSet,
)
from workflow.models import Case


def criteria_set(case: Case) -> CriteriaSet:
    """The pinned conditions, before submission the round's."""
    return case.criteria_set or case.round.criteria_set


def factor_set(case: Case) -> FactorSet:
    """The pinned factors, before submission the round's."""
    return case.factor_set or case.round.factor_set
