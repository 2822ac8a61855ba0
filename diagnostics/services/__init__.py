"""Every write of step 2.

``assignment``, ``visits``, ``report`` and ``answers`` hold the rows of the transition table, in its order;
``checklist``, ``findings`` and ``measures`` what the team enters; ``figures`` how any figure is computed and kept.
Callers use this package: ``services.release(diagnosis, act)``.
"""

from diagnostics.services.answers import accept, decline, dispute, reconsider, revise
from diagnostics.services.assignment import assign, reassign
from diagnostics.services.checklist import answer_item, answer_items
from diagnostics.services.figures import record_figures
from diagnostics.services.findings import add_finding, edit_finding
from diagnostics.services.measures import add_measure, edit_measure, remove_measure
from diagnostics.services.report import recall_report, release, return_report, submit_report
from diagnostics.services.visits import answer_visit, confirm_visit, propose_visit
from workflow.api import Services

TRANSITIONS: Services = {
    ("case", "assign"): assign,
    ("diagnosis", "reassign"): reassign,
    ("diagnosis", "propose_visit"): propose_visit,
    ("diagnosis", "confirm_visit"): confirm_visit,
    ("diagnosis", "answer_visit"): answer_visit,
    ("diagnosis", "submit_report"): submit_report,
    ("diagnosis", "return_report"): return_report,
    ("diagnosis", "release"): release,
    ("diagnosis", "recall_report"): recall_report,
    ("measure", "accept"): accept,
    ("measure", "dispute"): dispute,
    ("measure", "decline"): decline,
    ("measure", "revise"): revise,
    ("measure", "reconsider"): reconsider,
}

__all__ = [
    "TRANSITIONS",
    "accept",
    "add_finding",
    "add_measure",
    "answer_item",
    "answer_items",
    "answer_visit",
    "assign",
    "confirm_visit",
    "decline",
    "dispute",
    "edit_finding",
    "edit_measure",
    "propose_visit",
    "reassign",
    "recall_report",
    "reconsider",
    "record_figures",
    "release",
    "remove_measure",
    "return_report",
    "revise",
    "submit_report",
]
