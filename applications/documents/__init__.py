"""Papers of step 1. ``programme``, ``firm``, ``site`` and ``contact`` are for the papers of the later steps too.

Papers are Korean whatever language the person at the screen reads.
"""

from applications.documents import copy, letters, objection, receipt
from applications.documents.agreement import parties
from applications.documents.parts import contact, firm, head_of, programme, site

__all__ = [
    "contact",
    "copy",
    "firm",
    "head_of",
    "letters",
    "objection",
    "parties",
    "programme",
    "receipt",
    "site",
]
