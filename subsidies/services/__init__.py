"""Every write of step 3. Lock order: case, record, firm, line (ledger.services).

``requests``, ``awards``, ``evidence`` and ``settlement`` hold the rows of the transition table in its order and what
the firm enters; ``splits`` and ``money`` what they share. A figure that decides about money (split, award, final
account) is computed under these locks, never taken from a form. Callers use this package:
``services.approve(grant, act)``.
"""

from subsidies.services.awards import approve, cancel, pay_advance, release_award, withdraw_approval
from subsidies.services.evidence import (
    add_evidence,
    claim,
    judge_evidence,
    return_claim,
    withdraw_evidence,
)
from subsidies.services.requests import (
    answer_correction,
    reject,
    reopen,
    request_correction,
    request_support,
    return_to_review,
    review,
)
from subsidies.services.settlement import record_return, reopen_settlement, settle
from workflow.api import Services

TRANSITIONS: Services = {
    ("case", "request_support"): request_support,
    ("grant", "request_correction"): request_correction,
    ("grant", "answer_correction"): answer_correction,
    ("grant", "review"): review,
    ("grant", "return_to_review"): return_to_review,
    ("grant", "approve"): approve,
    ("grant", "withdraw_approval"): withdraw_approval,
    ("grant", "reject"): reject,
    ("grant", "reopen"): reopen,
    ("grant", "cancel"): cancel,
    ("grant", "pay_advance"): pay_advance,
    ("grant", "claim"): claim,
    ("grant", "return_claim"): return_claim,
    ("grant", "judge_evidence"): judge_evidence,
    ("grant", "settle"): settle,
    ("grant", "reopen_settlement"): reopen_settlement,
    ("grant", "record_return"): record_return,
}

__all__ = [
    "TRANSITIONS",
    "add_evidence",
    "answer_correction",
    "approve",
    "cancel",
    "claim",
    "judge_evidence",
    "pay_advance",
    "record_return",
    "reject",
    "release_award",
    "reopen",
    "reopen_settlement",
    "request_correction",
    "request_support",
    "return_claim",
    "return_to_review",
    "review",
    "settle",
    "withdraw_approval",
    "withdraw_evidence",
]
