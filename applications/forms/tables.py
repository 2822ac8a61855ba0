"""Rows of the small tables: figures of the last years, production, permits. An empty row is none."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy

from applications.forms.fields import AmountField, CountField, DayInput
from applications.models import Permit, Production, YearFigures
from applications.services.tables import FIGURES, PERMIT_ENTRIES, PRODUCTION_ENTRIES

EMPTY_ROWS = 3


class RowForm(forms.Form):
    """One row. Its uid stands in the page before it is stored, so that a repeated save is no second row."""

    entries: ClassVar[tuple[str, ...]]
    key: ClassVar[str] = "uid"
    use_required_attribute = False

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def values(self) -> dict[str, Any]:
        """The entries that fit their fields, with the key, as the service takes them."""
        given = {name: self.cleaned_data[name] for name in self.entries if name in self.cleaned_data}
        return {**given, self.key: self.key_value}

    @property
    def key_value(self) -> Any:
        """None where it is missing or no key at all."""
        return getattr(self, "cleaned_data", {}).get(self.key)

    @property
    def is_empty(self) -> bool:
        return all(not self.data.get(self.add_prefix(name)) for name in self.entries)

    def counts(self, seen: dict[str, Any] | None) -> bool:
        """Whether the row says anything; one that was emptied says that it is to go."""
        return not self.is_empty

    @property
    def is_removed(self) -> bool:
        return bool(self.cleaned_data.get("remove"))


class ProductionForm(RowForm):
    entries = PRODUCTION_ENTRIES

    product = forms.CharField(
        label=Production._meta.get_field("product").verbose_name, max_length=80, required=False
    )
    quantity = AmountField(label=Production._meta.get_field("quantity").verbose_name)
    unit = forms.CharField(
        label=Production._meta.get_field("unit").verbose_name,
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"list": "production-units", "autocomplete": "off"}),
    )


class PermitForm(RowForm):
    entries = PERMIT_ENTRIES

    kind = forms.ChoiceField(
        label=Permit._meta.get_field("kind").verbose_name,
        choices=[("", ""), *Permit.Kind.choices],
        required=False,
    )
    pollution_class = forms.TypedChoiceField(
        label=Permit._meta.get_field("pollution_class").verbose_name,
        choices=[("", ""), *Permit.PollutionClass.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    number = forms.CharField(
        label=Permit._meta.get_field("number").verbose_name, max_length=60, required=False
    )
    issued_on = forms.DateField(
        label=Permit._meta.get_field("issued_on").verbose_name, required=False, widget=DayInput
    )
    remark = forms.CharField(
        label=Permit._meta.get_field("remark").verbose_name, max_length=200, required=False
    )


class FiguresForm(RowForm):
    """Sales, assets and employees of one fiscal year; the year itself stands fast."""

    entries = ("fiscal_year", *FIGURES)
    key = "fiscal_year"

    fiscal_year = forms.IntegerField(widget=forms.HiddenInput)
    sales_krw = CountField(label=YearFigures._meta.get_field("sales_krw").verbose_name)
    total_assets_krw = CountField(label=YearFigures._meta.get_field("total_assets_krw").verbose_name)
    employees = CountField(label=YearFigures._meta.get_field("employees").verbose_name)

    @property
    def is_empty(self) -> bool:
        return all(not self.data.get(self.add_prefix(name)) for name in FIGURES)

    def counts(self, seen: dict[str, Any] | None) -> bool:
        """A year that had figures may be emptied; one that never had any stays away."""
        return not self.is_empty or any((seen or {}).get(name) is not None for name in FIGURES)


ProductionFormSet = forms.formset_factory(ProductionForm, extra=0, max_num=60, absolute_max=70)
PermitFormSet = forms.formset_factory(PermitForm, extra=0, max_num=60, absolute_max=70)
FiguresFormSet = forms.formset_factory(FiguresForm, extra=0, max_num=5)


def empty_rows() -> list[dict[str, Any]]:
    return [{"uid": uuid.uuid4()} for _number in range(EMPTY_ROWS)]


def rows_of(formset: BaseFormSet) -> list[RowForm]:
    """The rows as what they are; Django's stubs know forms only."""
    return list(formset.forms)  # type: ignore[arg-type]
