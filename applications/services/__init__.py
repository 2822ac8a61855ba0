"""Every write of step 1.

``entries``, ``baseline``, ``evidence``, ``consenting``: what the firm enters; ``screening`` and ``selection``: the
rows of the transition table, in its order; ``evaluations``: the frozen verdicts. Callers use this package:
``services.submit(application, act)``.
"""

from applications.services.agreement import (
    agree,
    attach_signed_copy,
    cancel_agreement,
    prepare_agreement,
    sign_agreement,
)
from applications.services.baseline import (
    add_energy_use,
    remove_energy_use,
    replace_energy_use,
    set_year_figures,
)
from applications.services.baseline_notes import note_warning
from applications.services.baseline_rows import plan_uses, save_uses
from applications.services.consenting import give_consents
from applications.services.entries import confirm_entries, edit
from applications.services.evidence import attach_evidence
from applications.services.refusals import (
    dismiss_objection,
    file_objection,
    refuse,
    reopen,
    uphold_objection,
    withdraw_objection,
)
from applications.services.screening import (
    answer_correction,
    decide_criterion,
    request_correction,
    return_to_screening,
    screen,
    submit,
    withdraw_correction,
)
from applications.services.selection import (
    cancel_selection,
    put_on_reserve,
    select,
    withdraw,
)
from applications.services.starting import start
from applications.services.tables import set_figures, set_permits, set_productions
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
    ("application", "file_objection"): file_objection,
    ("application", "withdraw_objection"): withdraw_objection,
    ("application", "dismiss_objection"): dismiss_objection,
    ("application", "uphold_objection"): uphold_objection,
    ("application", "prepare_agreement"): prepare_agreement,
    ("application", "sign_agreement"): sign_agreement,
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
    "attach_signed_copy",
    "cancel_agreement",
    "cancel_selection",
    "confirm_entries",
    "decide_criterion",
    "dismiss_objection",
    "edit",
    "file_objection",
    "give_consents",
    "note_warning",
    "plan_uses",
    "prepare_agreement",
    "put_on_reserve",
    "refuse",
    "remove_energy_use",
    "reopen",
    "replace_energy_use",
    "request_correction",
    "return_to_screening",
    "save_uses",
    "screen",
    "select",
    "set_figures",
    "set_permits",
    "set_productions",
    "set_year_figures",
    "sign_agreement",
    "start",
    "submit",
    "uphold_objection",
    "withdraw",
    "withdraw_correction",
    "withdraw_objection",
]
