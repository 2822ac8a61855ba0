"""The table of bills of one carrier: a row per bill, its cells as people paste them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy

from applications import bill_cells, rules
from applications.models import Band, EnergyUse, EvidenceGrade
from applications.services.baseline_rows import ENERGY_ENTRIES, described
from calculations.energy import ELECTRICITY
from documents.workbooks import NotThat
from programs.models import Carrier

MOST_ROWS = 400
MOST_DAYS = 28
# A bill is there once one of these is.
TYPED = ("quantity", "cost_krw", "vat_krw", "bill_number", "meter")
FIGURES = ("starts_on", "ends_on", "quantity", "cost_krw", "vat_krw")
ONLY_ELECTRICITY = ("band", "contract")


class CellField(forms.Field):
    """A cell that ``bill_cells`` reads; what cannot be read stays as it was typed."""

    def __init__(self, *, read: Callable[[Any], Any], **options: Any) -> None:
        self.read = read
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> Any:
        try:
            return self.read(value)
        except NotThat as error:
            raise forms.ValidationError(str(error), code="invalid") from error


def _name(field: str) -> Any:
    return EnergyUse._meta.get_field(field).verbose_name


def _cell(read: Callable[[Any], Any], field: str, **attrs: Any) -> CellField:
    numeric = {"inputmode": "decimal"} if field in FIGURES else {}
    widget = forms.TextInput(attrs={"autocomplete": "off", **numeric, **attrs})
    return CellField(read=read, label=_name(field), widget=widget)


class BillForm(forms.Form):
    """One bill. An empty row is none; ``remove`` takes a stored one back.

    ``laid`` are the days that the page wrote into an empty row: with nothing else typed the row stays empty.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    laid = forms.CharField(widget=forms.HiddenInput, required=False)
    starts_on = _cell(bill_cells.read_day, "starts_on")
    ends_on = _cell(bill_cells.read_day, "ends_on")
    band = forms.ChoiceField(
        label=_name("band"), choices=[("", gettext_lazy("whole day")), *Band.choices], required=False
    )
    quantity = _cell(bill_cells.read_quantity, "quantity")
    unit = forms.ChoiceField(label=_name("unit"), required=False)
    cost_krw = _cell(bill_cells.read_won, "cost_krw")
    vat_krw = _cell(bill_cells.read_won, "vat_krw")
    contract = _cell(bill_cells.read_text, "contract", list="contracts", maxlength=40)
    meter = _cell(bill_cells.read_text, "meter", maxlength=30)
    bill_number = _cell(bill_cells.read_text, "bill_number", maxlength=40)
    evidence_grade = forms.ChoiceField(
        label=_name("evidence_grade"),
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.BILLED,
        required=False,
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, carrier: Carrier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carrier = carrier
        self.fields["unit"].choices = [(unit.value, unit.value) for unit in rules.units_of(carrier)]  # type: ignore[attr-defined]
        if carrier.code != ELECTRICITY:
            for name in ONLY_ELECTRICITY:
                del self.fields[name]
        self.fields["remove"].widget.attrs["aria-labelledby"] = f"bills-head-remove {self.prefix}-row"
        for name, field in self.fields.items():
            select = isinstance(field, forms.ChoiceField)
            if not isinstance(field.widget, forms.HiddenInput | forms.CheckboxInput):
                field.widget.attrs["class"] = "krds-form-select" if select else "krds-input"
                labels = f"bills-head-{name} {self.prefix}-row"
                field.widget.attrs["aria-labelledby"] = labels

    @property
    def cells(self) -> Iterator[BoundField]:
        """The cells of the row in the order of a paste."""
        return (self[name] for name in self.fields if name not in ("uid", "laid", "remove"))

    @property
    def row_id(self) -> str:
        return f"{self.prefix}-row"

    @property
    def number(self) -> str:
        """The row's number as people count; the place holder of the row that scripts copy."""
        tail = str(self.prefix).rpartition("-")[2]
        return str(int(tail) + 1) if tail.isdigit() else tail

    @property
    def is_stored(self) -> bool:
        return bool(self["uid"].value())

    @property
    def is_empty(self) -> bool:
        """Nothing typed beyond the days that the page wrote into it."""
        raw: Any = self.data
        if any(str(raw.get(self.add_prefix(name), "")).strip() for name in TYPED):
            return False
        days = [str(raw.get(self.add_prefix(name), "")).strip() for name in ("starts_on", "ends_on")]
        return not any(days) or days == str(raw.get(self.add_prefix("laid"), "")).split(" ")

    def values(self) -> dict[str, Any]:
        """The row as ``services.save_uses`` takes it."""
        if self.cleaned_data.get("remove"):
            return {"uid": self.cleaned_data.get("uid"), "remove": True}
        given = {name: self.cleaned_data[name] for name in ENERGY_ENTRIES if name in self.cleaned_data}
        uid = self.cleaned_data.get("uid") or ""
        return {"carrier": self.carrier.code, **given, "uid": uid, "line": self.number}

    def become(self, use: EnergyUse | None) -> None:
        """Show the row as stored, or as empty once it was removed, when the page is drawn again."""
        data: Any = self.data  # the view's own copy of what was sent
        shown = stored_bill(use) if use else dict.fromkeys(self.fields, "")
        for name, value in shown.items():
            data[self.add_prefix(name)] = "" if value is None else value
        data.pop(self.add_prefix("remove"), None)


BillFormSet = forms.formset_factory(BillForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 100)


class LayOutForm(forms.Form):
    """How to lay out twelve empty bills: the day of the meter reading, and electricity by time band."""

    day = forms.TypedChoiceField(
        label=gettext_lazy("First day of each bill"),
        choices=[(day, day) for day in range(1, MOST_DAYS + 1)],
        coerce=int,
        initial=1,
        empty_value=1,
        required=False,
        help_text=gettext_lazy("The day after the meter reading, as on the bill. 1: calendar months."),
    )
    bands = forms.BooleanField(label=gettext_lazy("One row for each time band"), required=False)

    def __init__(self, *args: Any, carrier: Carrier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if carrier.code != ELECTRICITY:
            del self.fields["bands"]


class BillFileForm(forms.Form):
    """The workbook that was filled in."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in workbook"),
        help_text=gettext_lazy("XLSX, at most 2 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class NoteForm(forms.Form):
    """Why a warning is in order."""

    code = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("Why this is in order"), max_length=300, required=False)


def stored_bill(use: EnergyUse) -> dict[str, Any]:
    """A stored row as the form shows it; the quantity without the zeros its column pads it with."""
    entries = described(use)
    days = {name: entries[name].isoformat() for name in ("starts_on", "ends_on")}
    return {"uid": use.uid, **entries, **days, "quantity": f"{use.quantity.normalize():f}"}


def stored_bills(uses: Iterable[EnergyUse]) -> list[dict[str, Any]]:
    return [stored_bill(use) for use in uses]
