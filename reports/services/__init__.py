"""Every write of step 4. Lock order: case, record.

``measures`` holds what the firm reports of each measure, ``outcomes`` the report as a whole, ``certificates`` the
decision at the end, in the order of the transition table. Callers use this package: ``services.verify(outcome, act)``.
"""

from reports.services.certificates import issue_certificate, revoke_certificate
from reports.services.measures import (
    report_implemented,
    report_not_implemented,
    report_partly,
    report_pending,
    start,
    stop,
)
from reports.services.outcomes import (
    accept,
    answer_correction,
    open_outcome,
    request_correction,
    return_to_improvement,
    return_to_verification,
    submit_report,
    verify,
    withdraw_acceptance,
)
from workflow.api import Services

TRANSITIONS: Services = {
    ("measure", "start"): start,
    ("measure", "stop"): stop,
    ("measure", "report_implemented"): report_implemented,
    ("measure", "report_partly"): report_partly,
    ("measure", "report_pending"): report_pending,
    ("measure", "report_not_implemented"): report_not_implemented,
    ("case", "open_outcome"): open_outcome,
    ("case", "return_to_improvement"): return_to_improvement,
    ("outcome", "submit_report"): submit_report,
    ("outcome", "request_correction"): request_correction,
    ("outcome", "answer_correction"): answer_correction,
    ("outcome", "verify"): verify,
    ("outcome", "return_to_verification"): return_to_verification,
    ("outcome", "accept"): accept,
    ("outcome", "withdraw_acceptance"): withdraw_acceptance,
    ("case", "issue_certificate"): issue_certificate,
    ("case", "revoke_certificate"): revoke_certificate,
}

__all__ = [
    "TRANSITIONS",
    "accept",
    "answer_correction",
    "issue_certificate",
    "open_outcome",
    "report_implemented",
    "report_not_implemented",
    "report_partly",
    "report_pending",
    "request_correction",
    "return_to_improvement",
    "return_to_verification",
    "revoke_certificate",
    "start",
    "stop",
    "submit_report",
    "verify",
    "withdraw_acceptance",
]
