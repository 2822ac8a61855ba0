"""What may be entered for a finding and a measure: one schema for page, API and commands."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.rules import units_of
from diagnostics.models import Finding, Measure
from diagnostics.rules.figures import ESTIMATED, latest_figure
from programs.models import Carrier
from workflow import schema
from workflow.errors import BadData
from workflow.schema import Datum, Schema, Type

MAX_STREAMS = 4

FINDING: Schema = (
    Datum("area", Type.CHOICE, _("Area"), choices=tuple(Finding.Area.choices)),
    Datum("place", Type.TEXT, _("Where"), required=False, max_length=100),
    Datum("text", Type.TEXT, _("What was found"), max_length=5000),
)

MEASURE: Schema = (
    Datum("title_ko", Type.TEXT, _("Measure"), max_length=150),
    Datum("title_en", Type.TEXT, _("Measure in English"), required=False, max_length=150),
    Datum("description", Type.TEXT, _("Description"), required=False, max_length=5000),
    Datum("measure_type", Type.CHOICE, _("Measure type"), choices=tuple(Measure.Type.choices)),
    Datum("capital_cost_krw", Type.MONEY, _("Investment (won)")),
    Datum("other_cost_krw", Type.MONEY, _("Other one-time cost (won)"), required=False),
    Datum("source", Type.TEXT, _("Source of the figures"), required=False, max_length=100),
    Datum(
        "streams",
        Type.LIST,
        _("Resources saved a year"),
        required=False,
        items=(
            Datum("carrier", Type.TEXT, _("Resource"), max_length=40),
            Datum("unit", Type.TEXT, _("Unit"), required=False, max_length=10),
            Datum("quantity", Type.DECIMAL, _("Saved quantity a year")),
            Datum("price_krw", Type.DECIMAL, _("Price (won per unit)")),
        ),
    ),
)


def clean_finding(data: Mapping[str, Any]) -> dict[str, Any]:
    """Typed entries of a finding; raises BadData."""
    return {name: value or "" for name, value in schema.clean(FINDING, data).items()}


def clean_measure(data: Mapping[str, Any]) -> dict[str, Any]:
    """Typed entries of a measure, each stream with its Carrier and a unit that fits it; raises BadData."""
    cleaned = schema.clean(MEASURE, data)
    for name in ("title_en", "description", "source"):
        cleaned[name] = cleaned[name] or ""
    cleaned["other_cost_krw"] = cleaned["other_cost_krw"] or 0
    carriers = Carrier.objects.in_bulk([stream["carrier"] for stream in cleaned["streams"]])
    errors: dict[str, list[str]] = {}
    seen: set[str] = set()
    for index, stream in enumerate(cleaned["streams"]):
        for entry, message in _stream_errors(stream, carriers, seen):
            errors.setdefault(f"streams.{index}.{entry}", []).append(message)
        seen.add(stream["carrier"])
    if len(cleaned["streams"]) > MAX_STREAMS:
        errors["streams"] = [_t("A measure has at most %(count)s resources.") % {"count": MAX_STREAMS}]
    if errors:
        raise BadData(errors)
    for stream in cleaned["streams"]:
        stream["carrier"] = carriers[stream["carrier"]]
        stream["unit"] = stream["unit"] or stream["carrier"].unit
    return cleaned


def measure_entries(measure: Measure) -> dict[str, Any]:
    """What stands entered for a measure, in the shape in which it is sent."""
    entries: dict[str, Any] = {
        datum.name: getattr(measure, datum.name) for datum in MEASURE if datum.name != "streams"
    }
    entries["streams"] = []
    for stream in measure.streams.all():
        figure = latest_figure(stream, ESTIMATED)
        if figure is not None:
            entries["streams"].append(
                {
                    "carrier": stream.carrier_id,
                    "unit": stream.unit,
                    "quantity": str(figure.quantity),
                    "price_krw": str(figure.price_krw),
                }
            )
    return entries


def finding_entries(finding: Finding) -> dict[str, Any]:
    """What stands entered for a finding."""
    return {datum.name: getattr(finding, datum.name) for datum in FINDING}


def _stream_errors(
    stream: Mapping[str, Any], carriers: Mapping[str, Carrier], seen: set[str]
) -> Iterator[tuple[str, str]]:
    carrier = carriers.get(stream["carrier"])
    if carrier is None:
        yield "carrier", _t("Choose one of the listed values.")
    elif stream["unit"] and stream["unit"] not in units_of(carrier):
        yield "unit", _t("This unit does not fit the resource.")
    if stream["carrier"] in seen:
        yield "carrier", _t("This resource stands here twice.")
    if stream["quantity"] == 0:
        yield "quantity", _t("Enter a quantity other than 0.")
    if _places(stream["quantity"]) > 3:
        yield "quantity", _t("At most %(count)s decimal places.") % {"count": 3}
    if _places(stream["price_krw"]) > 4:
        yield "price_krw", _t("At most %(count)s decimal places.") % {"count": 4}
    if stream["price_krw"] < Decimal(0):
        yield "price_krw", _t("A price is not negative; enter a negative quantity for additional use.")


def _places(number: Decimal) -> int:
    return -int(number.normalize().as_tuple().exponent)
