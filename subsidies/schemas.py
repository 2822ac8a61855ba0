"""The data of evidence, declared once for the page, the API and the service."""

from django.utils.translation import gettext_lazy as _

from subsidies.models import Evidence
from workflow.schema import Datum, Schema, Type

EVIDENCE: Schema = (
    Datum("kind", Type.CHOICE, _("Kind"), choices=tuple(Evidence.Kind.choices)),
    Datum("number", Type.TEXT, _("Number"), max_length=60),
    Datum("supplier", Type.TEXT, _("Supplier"), max_length=100),
    Datum("issued_on", Type.DATE, _("Date")),
    Datum("supply_price_krw", Type.MONEY, _("Supply price (won)")),
    Datum("vat_krw", Type.MONEY, _("VAT (won)")),
)
