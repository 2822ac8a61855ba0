"""The four steps of the programme (사업 추진 절차) as the public reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.components.steps import PROGRAMME_STEPS

_WHAT_HAPPENS = (
    _("The firm enters basic, energy, water and waste data and applies; the city checks and selects."),
    _("Experts visit the factory, answer checklists, measure, and propose improvements with their payback."),
    _("The firm carries improvements out; support covers a part of the cost, the firm bears at least 33 %."),
    _("Savings in money, energy and greenhouse gas are reported, verified and certified."),
)

STEPS: tuple[tuple[str | Promise, Promise], ...] = tuple(zip(PROGRAMME_STEPS, _WHAT_HAPPENS, strict=True))
