"""Every write of the selection committee: seats and places, declarations and scores, decisions and their release."""

from applications.services.committee.assigning import assign, distribute, replace_assignments, unassign
from applications.services.committee.committees import (
    add_members,
    begin,
    close,
    edit_committee,
    open_committee,
    remove_member,
    reopen,
)
from applications.services.committee.deciding import (
    Outcome,
    decide,
    promote,
    release,
    release_one,
    take_proposal,
)
from applications.services.committee.minutes import confirm_plan, revoke_plan_confirmation, write_minutes
from applications.services.committee.reviewing import (
    abstain,
    criteria_of,
    declare,
    report_conflict,
    save_review,
    state_ties,
)

__all__ = [
    "Outcome",
    "abstain",
    "add_members",
    "assign",
    "begin",
    "close",
    "confirm_plan",
    "criteria_of",
    "decide",
    "declare",
    "distribute",
    "edit_committee",
    "open_committee",
    "promote",
    "release",
    "release_one",
    "remove_member",
    "reopen",
    "replace_assignments",
    "report_conflict",
    "revoke_plan_confirmation",
    "save_review",
    "state_ties",
    "take_proposal",
    "unassign",
    "write_minutes",
]
