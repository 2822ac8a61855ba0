"""Every write of step 1.

``entries``, ``baseline``, ``evidence``, ``consenting``: what the firm enters; ``screening`` and ``selection``: the
rows of the transition table, in its order; ``evaluations``: the frozen verdicts. Callers use this package:
``services.submit(application, act)``.
"""

from applications.services.baseline import (
    add_energy_use,
    remove_energy_use,
    replace_energy_use,
    set_year_figures,
)
from applications.services.consenting import give_consents
from applications.services.entries import edit
from applications.services.evidence import attach_evidence
from applications.services.screening import (
    answer_correction,
    decide_criterion,
    refuse,
    reopen,
    request_correction,
    return_to_screening,
    screen,
    submit,
    withdraw_correction,
)
from applications.services.selection import (
    agree,
    cancel_agreement,
    cancel_selection,
    put_on_reserve,
    select,
    withdraw,
)
from applications.services.starting import start
from workflow.api import Services

TRANSITIONS: Services = {
    ("application", "submit"): submit,
    ("application", "request_correction"): request_correction,
    ("application", "answer_correction"): answer_correction,
    ("application", "withdraw_correction"): withdraw_correction,
    ("application", "decide_criterion"): decide_criterion,
    ("application", "screen"): screen,
    ("application", "return_to_screening"): return_to_screening,
    ("application", "select"): select,
    ("application", "put_on_reserve"): put_on_reserve,
    ("application", "cancel_selection"): cancel_selection,
    ("application", "refuse"): refuse,
    ("application", "reopen"): reopen,
    ("application", "agree"): agree,
    ("application", "cancel_agreement"): cancel_agreement,
    ("application", "withdraw"): withdraw,
}

__all__ = [
    "TRANSITIONS",
    "add_energy_use",
    "agree",
    "answer_correction",
    "attach_evidence",
    "cancel_agreement",
    "cancel_selection",
    "decide_criterion",
    "edit",
    "give_consents",
    "put_on_reserve",
    "refuse",
    "remove_energy_use",
    "reopen",
    "replace_energy_use",
    "request_correction",
    "return_to_screening",
    "screen",
    "select",
    "set_year_figures",
    "start",
    "submit",
    "withdraw",
    "withdraw_correction",
]
