"""Decisions of step 3 without writing: what a request comes to, what may be awarded, what the final account says."""

from subsidies.rules.accounts import (
    claims,
    final_account,
    items_without_evidence,
    require_all_judged,
    require_evidence,
    require_reopenable,
    require_return,
    return_due_on,
)
from subsidies.rules.awards import (
    award_krw,
    require_advance,
    require_improvement_stage,
    require_no_payment,
    require_uninvolved,
)
from subsidies.rules.requests import (
    SUPPORTABLE,
    Proposal,
    Terms,
    is_eligible,
    measures_supported_elsewhere,
    propose,
    rows_of,
    terms_for,
)

__all__ = [
    "SUPPORTABLE",
    "Proposal",
    "Terms",
    "award_krw",
    "claims",
    "final_account",
    "is_eligible",
    "items_without_evidence",
    "measures_supported_elsewhere",
    "propose",
    "require_advance",
    "require_all_judged",
    "require_evidence",
    "require_improvement_stage",
    "require_no_payment",
    "require_reopenable",
    "require_return",
    "require_uninvolved",
    "return_due_on",
    "rows_of",
    "terms_for",
]
