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
from applications.services.correcting import (
    accept_answer,
    answer_correction,
    answer_request,
    ask_extension,
    decide_extension,
    request_correction,
    withdraw_correction,
    withdraw_request,
)
from applications.services.deadline import confirm_copy, end_grace, freeze_drafts, open_grace
from applications.services.entries import confirm_entries, edit
from applications.services.evidence import (
    attach_evidence,
    date_evidence,
    take_back_evidence,
    take_from_wallet,
)
from applications.services.refusals import (
    dismiss_objection,
    file_objection,
    refuse,
    reopen,
    uphold_objection,
    withdraw_objection,
)
from applications.services.screening import (
    decide_criterion,
    edit_again,
    return_to_screening,
    screen,
    submit,
)
from applications.services.selection import (
    cancel_selection,
    put_on_reserve,
    reinstate,
    select,
    withdraw,
)
from applications.services.site_checks import record_site_check
from applications.services.starting import start
from applications.services.tables import set_figures, set_permits, set_productions
from applications.services.wallet import (
    MAX_FILES as MAX_WALLET_FILES,
)
from applications.services.wallet import (
    add_to_wallet,
    put_away,
    replace_in_wallet,
)
from workflow.api import Services

TRANSITIONS: Services = {
    ("application", "submit"): submit,
    ("application", "edit_again"): edit_again,
    ("application", "confirm_copy"): confirm_copy,
    ("application", "request_correction"): request_correction,
    ("application", "answer_correction"): answer_correction,
    ("application", "answer_request"): answer_request,
    ("application", "accept_answer"): accept_answer,
    ("application", "withdraw_correction"): withdraw_correction,
    ("application", "withdraw_request"): withdraw_request,
    ("application", "ask_extension"): ask_extension,
    ("application", "decide_extension"): decide_extension,
    ("application", "decide_criterion"): decide_criterion,
    ("application", "screen"): screen,
    ("application", "return_to_screening"): return_to_screening,
    ("application", "select"): select,
    ("application", "put_on_reserve"): put_on_reserve,
    ("application", "cancel_selection"): cancel_selection,
    ("application", "record_site_check"): record_site_check,
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
    ("application", "reinstate"): reinstate,
}

__all__ = [
    "MAX_WALLET_FILES",
    "TRANSITIONS",
    "accept_answer",
    "add_energy_use",
    "add_to_wallet",
    "agree",
    "answer_correction",
    "answer_request",
    "ask_extension",
    "attach_evidence",
    "attach_signed_copy",
    "cancel_agreement",
    "cancel_selection",
    "confirm_copy",
    "confirm_entries",
    "date_evidence",
    "decide_criterion",
    "decide_extension",
    "dismiss_objection",
    "edit",
    "edit_again",
    "end_grace",
    "file_objection",
    "freeze_drafts",
    "give_consents",
    "note_warning",
    "open_grace",
    "plan_uses",
    "prepare_agreement",
    "put_away",
    "put_on_reserve",
    "record_site_check",
    "refuse",
    "reinstate",
    "remove_energy_use",
    "reopen",
    "replace_energy_use",
    "replace_in_wallet",
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
    "take_back_evidence",
    "take_from_wallet",
    "uphold_objection",
    "withdraw",
    "withdraw_correction",
    "withdraw_objection",
    "withdraw_request",
]
