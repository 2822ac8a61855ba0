"""Management figures."""

from typing import Any

from django import forms

from applications.models import YearFigures
from applications.services.baseline import FIGURES


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


YearFiguresFormSet = forms.formset_factory(YearFiguresForm, extra=0, max_num=3)
