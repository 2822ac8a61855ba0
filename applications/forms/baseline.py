"""Management figures and the energy table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from applications.forms.fields import DayInput
from applications.models import EnergyUse, EvidenceGrade, YearFigures
from applications.services.baseline import ENERGY_ENTRIES, FIGURES
from calculations.quantities import Unit
from programs.models import Carrier


class YearFiguresForm(forms.Form):
    """Sales, assets and employees of one fiscal year."""

    fiscal_year = forms.IntegerField(widget=forms.HiddenInput)
    sales_krw = forms.IntegerField(
        label=YearFigures._meta.get_field("sales_krw").verbose_name, min_value=0, required=False
    )
    total_assets_krw = forms.IntegerField(
        label=YearFigures._meta.get_field("total_assets_krw").verbose_name, min_value=0, required=False
    )
    employees = forms.IntegerField(
        label=YearFigures._meta.get_field("employees").verbose_name, min_value=0, required=False
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("fiscal_year", *FIGURES)}


class EnergyUseForm(forms.Form):
    """One row of the energy table. An empty row is none; ``remove`` takes a stored one back."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    carrier = forms.ModelChoiceField(Carrier.objects.all(), label=gettext_lazy("Carrier"), required=False)
    starts_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), min_value=0, max_digits=16, decimal_places=3, required=False
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("", "")] + [(unit.value, unit.value) for unit in Unit if unit is not Unit.KW],
        required=False,
    )
    cost_krw = forms.IntegerField(label=gettext_lazy("Cost without VAT (won)"), min_value=0, required=False)
    evidence_grade = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.BILLED,
        required=False,
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    use_required_attribute = False

    def values(self) -> dict[str, Any]:
        """The row's entries as the service takes them."""
        given = {name: self.cleaned_data.get(name) for name in ENERGY_ENTRIES}
        return given | {"carrier": given["carrier"].pk if given["carrier"] else ""}

    @property
    def is_empty(self) -> bool:
        typed = ("carrier", "quantity", "unit", "cost_krw")
        return all(not self.data.get(self.add_prefix(name)) for name in typed)

    def become(self, use: EnergyUse | None) -> None:
        """Show the row as stored, or as empty once it was removed, when the page is drawn again."""
        data: Any = self.data  # the view's own copy of what was sent
        shown = stored_use(use) if use else dict.fromkeys(("uid", *ENERGY_ENTRIES), "")
        for name, value in shown.items():
            data[self.add_prefix(name)] = value.pk if isinstance(value, Carrier) else value
        data.pop(self.add_prefix("remove"), None)


def stored_use(use: EnergyUse) -> dict[str, Any]:
    """A stored row as the form's first values; the quantity without the zeros its column pads it with."""
    values = {name: getattr(use, name) for name in ENERGY_ENTRIES}
    return {"uid": use.uid, **values, "quantity": f"{use.quantity.normalize():f}"}


EnergyFormSet = forms.formset_factory(EnergyUseForm, extra=3, max_num=400, absolute_max=500)


YearFiguresFormSet = forms.formset_factory(YearFiguresForm, extra=0, max_num=3)
