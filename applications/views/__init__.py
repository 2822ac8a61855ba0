"""Pages of step 1: the lists and the start, the sections of the draft, check and submit, screening."""

from applications.views.drafting import consents, energy, entries, evidence, industry_options
from applications.views.reading import detail, listing, receipt
from applications.views.starting import start
from applications.views.submitting import check

__all__ = [
    "check",
    "consents",
    "detail",
    "energy",
    "entries",
    "evidence",
    "industry_options",
    "listing",
    "receipt",
    "start",
]
