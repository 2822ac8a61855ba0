"""Pages of step 1: the lists and the start, the sections of the draft, check and submit, screening."""

from applications.views.agreement import agreement
from applications.views.baseline import energy
from applications.views.consents import consents
from applications.views.entries import entries, industry_options
from applications.views.evidence import evidence
from applications.views.reading import detail, listing, receipt
from applications.views.starting import start
from applications.views.submitting import check

__all__ = [
    "agreement",
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
