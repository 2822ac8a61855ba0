"""Input of the pages of step 4. Forms only shape what was typed; the act's schema and the rules decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms import show_error
from diagnostics.models import Measure, MeasureStream, StreamFigure
from diagnostics.rules import latest_figure
from workflow.errors import ActError, BadData
from workflow.states import OutcomeState
from workflow.transitions import NOT_IMPLEMENTED_REASONS

IMPLEMENTED, PARTLY, PENDING, NOT_IMPLEMENTED = "implemented", "partly", "pending", "not_implemented"
STATUS = (
    (IMPLEMENTED, _("Implemented")),
    (PARTLY, _("Partly implemented")),
    (PENDING, _("Still to come")),
    (NOT_IMPLEMENTED, _("Not implemented")),
)
ACHIEVED = (IMPLEMENTED, PARTLY)


class OutcomeFilter(forms.Form):
    """Filter above the list; anything unknown filters nothing."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *OutcomeState.choices], required=False
    )

    def chosen_state(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One resource as the page shows it: what was said of it, and the fields for what is said now."""

    stream: MeasureStream
    estimated: StreamFigure | None
    reported: StreamFigure | None
    quantity: BoundField
    price: BoundField | None = None


class StreamsForm(forms.Form):
    """Base: a quantity (and a price) for each of some resources, named by the resource's key."""

    with_price = False

    def __init__(self, *args: Any, streams: Sequence[MeasureStream], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streams = streams
        for stream in streams:
            self.fields[_quantity(stream)] = _number(
                _("Actual saving a year: %(stream)s") % {"stream": stream}, stream.unit
            )
            if self.with_price:
                self.fields[_price(stream)] = _number(
                    _("Price: %(stream)s") % {"stream": stream}, f"{_('won')}/{stream.unit}"
                )

    def lines(self) -> Iterator[StreamLine]:
        """The resources in the order of the page."""
        for stream in self.streams:
            yield StreamLine(
                stream,
                latest_figure(stream, StreamFigure.Basis.ESTIMATED),
                latest_figure(stream, StreamFigure.Basis.REPORTED),
                self[_quantity(stream)],
                self[_price(stream)] if self.with_price else None,
            )

    def filled(self) -> list[MeasureStream]:
        """The resources for which a quantity was typed, in the order in which they are sent."""
        return [stream for stream in self.streams if self.cleaned_data.get(_quantity(stream))]

    def rows(self) -> list[dict[str, Any]]:
        """What was typed, in the shape of the act's data."""
        rows = []
        for stream in self.filled():
            row = {"stream": str(stream.uid), "quantity": self.cleaned_data[_quantity(stream)]}
            if self.with_price and self.cleaned_data[_price(stream)]:
                row["price_krw"] = self.cleaned_data[_price(stream)]
            rows.append(row)
        return rows

    def show(self, error: ActError) -> None:
        """As ``show_error``; what is wrong with a resource goes to its field."""
        if not isinstance(error, BadData):
            show_error(self, error)
            return
        rest: dict[str, list[str]] = {}
        for path, messages in error.errors.items():
            field = self._field_of(path)
            if field is None:
                rest[path] = messages
            for message in messages if field else ():
                self.add_error(field, message)
        show_error(self, BadData(rest))

    def _field_of(self, path: str) -> str | None:
        _streams, _dot, place = path.partition("streams.")
        index, _dot, entry = place.partition(".")
        filled = self.filled()
        if not index.isdigit() or int(index) >= len(filled):
            return None
        stream = filled[int(index)]
        return _price(stream) if entry == "price_krw" and self.with_price else _quantity(stream)


class ReportForm(StreamsForm):
    """What became of one measure. Which entries count depends on the status."""

    with_price = True

    status = forms.ChoiceField(label=_("What became of it?"), choices=STATUS, widget=forms.RadioSelect)
    done_on = forms.DateField(label=_("Done on"), required=False, widget=forms.DateInput())
    actual_cost_krw = forms.CharField(
        label=_("Actual cost without VAT"),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "data-unit": _("won"), "class": "control-narrow"}
        ),
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose")), *NOT_IMPLEMENTED_REASONS],
        required=False,
        help_text=_("Only if it was not implemented."),
    )
    comment = forms.CharField(
        label=_("Explanation"),
        max_length=5000,
        required=False,
        help_text=_("Needed unless it was implemented as proposed."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def act_name(self) -> str:
        """The row of the transition table that the status means."""
        return f"report_{self.cleaned_data['status']}"

    def act_data(self) -> dict[str, Any]:
        """The entries that count for the status; the others are left out."""
        status = self.cleaned_data["status"]
        if status in ACHIEVED:
            entries = {name: self.cleaned_data[name] for name in ("done_on", "actual_cost_krw")}
            return {**entries, "streams": self.rows()}
        if status == NOT_IMPLEMENTED:
            return {"reason_code": self.cleaned_data["reason_code"]}
        return {}


class VerifyForm(StreamsForm):
    """Verified quantities; a resource left empty keeps the reported one."""

    comment = forms.CharField(
        label=_("Comment"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExportForm(forms.Form):
    comment = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("What you need the data for. It is recorded together with your name and the time."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def initial_report(measure: Measure) -> dict[str, Any]:
    """What the firm said of the measure before; nothing is taken from the estimate."""
    result = getattr(measure, "result", None)
    if result is None:
        return {}
    initial: dict[str, Any] = {
        "status": result.status,
        "done_on": result.done_on,
        "actual_cost_krw": result.actual_cost_krw,
        "reason_code": result.reason_code,
        "comment": result.note,
    }
    for stream in measure.streams.all():
        if figure := latest_figure(stream, StreamFigure.Basis.REPORTED):
            initial[_quantity(stream)] = figure.quantity.normalize()
            initial[_price(stream)] = figure.price_krw.normalize()
    return initial


def _quantity(stream: MeasureStream) -> str:
    return f"quantity_{stream.pk}"


def _price(stream: MeasureStream) -> str:
    return f"price_{stream.pk}"


def _number(label: Any, unit: Any) -> forms.CharField:
    """As text: people write 45,000, and the schema reads it. Left empty here, asked for by the rules."""
    attrs = {"inputmode": "decimal", "data-unit": unit, "class": "control-narrow"}
    return forms.CharField(label=label, max_length=30, required=False, widget=forms.TextInput(attrs=attrs))
