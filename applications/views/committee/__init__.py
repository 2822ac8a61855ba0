"""Pages of the selection committee, under ``/committee/``."""

from applications.views.committee.assigning import assignments, distribute, sheet, unassign, upload
from applications.views.committee.deciding import decide, promote, proposal, ranked, release, statistics
from applications.views.committee.records import (
    minutes,
    minutes_edit,
    minutes_file,
    plan,
    plan_file,
    plan_revoke,
)
from applications.views.committee.reviewing import declare, mine, report_conflict, review, ties
from applications.views.committee.setting_up import (
    detail,
    edit,
    listing,
    member_remove,
    members,
    new,
    perform,
)

__all__ = [
    "assignments",
    "decide",
    "declare",
    "detail",
    "distribute",
    "edit",
    "listing",
    "member_remove",
    "members",
    "mine",
    "minutes",
    "minutes_edit",
    "minutes_file",
    "new",
    "perform",
    "plan",
    "plan_file",
    "plan_revoke",
    "promote",
    "proposal",
    "ranked",
    "release",
    "report_conflict",
    "review",
    "sheet",
    "statistics",
    "ties",
    "unassign",
    "upload",
]
