"""What an applicant would enter, for trying a round out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation
from applications.forms import YesNoField
from applications.models import Application
from programs.models import Round


def _label(name: str) -> Any:
    return getattr(Application._meta.get_field(name), "verbose_name", name)


class ApplicantForm(forms.Form):
    """The facts that conditions ask about; the first values are those of a firm like many."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("District of the site"))
    size = forms.ChoiceField(label=_("Firm size"), choices=Organisation.Size.choices, initial="small")
    regular_employees = forms.IntegerField(label=_("Regular employees"), min_value=0, initial=20)
    electricity_kwh = forms.DecimalField(
        label=_("Electricity in a year"), min_value=0, max_digits=15, decimal_places=3, initial=1_000_000
    )
    city_gas_nm3 = forms.DecimalField(
        label=_("City gas in a year"), min_value=0, max_digits=15, decimal_places=3, initial=0
    )
    has_factory = YesNoField(label=_("Production takes place here"), initial=True)
    in_industrial_complex = YesNoField(label=_("The site lies in an industrial complex"), initial=False)
    root_industry = YesNoField(label=_("Confirmed root-industry site"), initial=False)
    polluting_process = YesNoField(label=_("Heavily polluting processes"), initial=False)
    energy_audit_duty = YesNoField(label=_label("energy_audit_duty"), initial=False)
    other_support = YesNoField(label=_label("other_support"), initial=False)
    consecutive_years = forms.IntegerField(label=_label("consecutive_years"), min_value=1, initial=1)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.districts().valid_on(round_.closes_on).order_by("name_ko", "pk")
        first = area.queryset.filter(pk__in=round_.regions.values("areas")).first()
        self.initial.setdefault("area", first)
        for name, unit in (
            ("regular_employees", now("persons")), ("electricity_kwh", "kWh"), ("city_gas_nm3", "Nm³"),
            ("consecutive_years", now("years")),
        ):  # fmt: skip
            self.fields[name].widget.attrs["data-unit"] = unit
