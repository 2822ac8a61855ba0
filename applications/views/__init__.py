"""Pages of step 1: the lists and the start, the sections of the draft, check and submit, screening."""

from applications.views.agreement import agreement
from applications.views.baseline import energy, energy_carrier, energy_note
from applications.views.baseline_import import energy_import, energy_template
from applications.views.bulk import bulk_act, bulk_new
from applications.views.consents import consents
from applications.views.deadline import copy
from applications.views.evidence import evidence, evidence_take, evidence_take_back
from applications.views.firm import firm
from applications.views.industries import industry_options, industry_search, size_hint
from applications.views.listing import export_list, list_page, saved_view_act, saved_views
from applications.views.management import management
from applications.views.processes import processes
from applications.views.reading import detail, receipt
from applications.views.starting import start
from applications.views.submitting import check
from applications.views.wallet import wallet, wallet_add, wallet_item, wallet_put_away, wallet_replace
from applications.views.wishes import wishes

__all__ = [
    "agreement",
    "bulk_act",
    "bulk_new",
    "check",
    "consents",
    "copy",
    "detail",
    "energy",
    "energy_carrier",
    "energy_import",
    "energy_note",
    "energy_template",
    "evidence",
    "evidence_take",
    "evidence_take_back",
    "export_list",
    "firm",
    "industry_options",
    "industry_search",
    "list_page",
    "management",
    "processes",
    "receipt",
    "saved_view_act",
    "saved_views",
    "size_hint",
    "start",
    "wallet",
    "wallet_add",
    "wallet_item",
    "wallet_put_away",
    "wallet_replace",
    "wishes",
]
