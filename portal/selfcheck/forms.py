"""Eight questions, those of them that the round's conditions ask about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Organisation
from applications.forms import YesNoField
from applications.models import Application
from calculations.quantities import Unit
from programs.models import Round

ELSEWHERE = "elsewhere"
# Which facts of the conditions each question answers; one that no condition asks about is not put.
ASKS: dict[str, tuple[str, ...]] = {
    "area": ("site_in_region",),
    "holds": ("has_factory", "in_industrial_complex", "root_industry", "energy_audit_duty_declared"),
    "polluting_processes": ("polluting_process",),
    "size": ("firm_size",),
    "regular_employees": ("regular_employees",),
    "energy": ("site_toe", "energy_audit_duty_computed"),
    "consecutive_years": (
        "consecutive_years",
        "consecutive_years_declared",
        "consecutive_years_computed",
    ),
    "other_support": ("other_support_same_kind",),
}
ENERGY = ("electricity_kwh", "gas_quantity", "gas_unit", "site_toe")
HOLDS = (
    ("has_factory", _("Production takes place there")),
    ("in_industrial_complex", _("It lies in an industrial complex")),
    ("root_industry", _("It has a valid root-firm confirmation")),
    ("energy_audit_duty", _("It is obliged to an energy audit")),
)


def _amount(label: Any, unit: str, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=15,
        decimal_places=3,
        required=False,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"data-unit": unit, "inputmode": "decimal", "step": "any"}),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a field, or a group of fields under a legend."""

    legend: str
    fields: tuple[forms.BoundField, ...]


class SelfCheckForm(forms.Form):
    """Everything may stay open: an open answer shows as one."""

    area = forms.ChoiceField(label=_("District of the factory"), required=False)
    holds = forms.MultipleChoiceField(
        label=_("What is true of the factory?"),
        choices=HOLDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What is not marked counts as “no”."),
    )
    polluting_processes = forms.MultipleChoiceField(
        label=_("Which of these processes take place there?"),
        choices=Application.PollutingProcess.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None is an answer too."),
    )
    size = forms.ChoiceField(
        label=_("Firm size"),
        choices=[("", _("I do not know yet")), *Organisation.Size.choices],
        required=False,
        help_text=_("As your confirmation of firm size says."),
    )
    regular_employees = forms.IntegerField(
        label=_("Regular employees"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=_("Mean of the month-end numbers of the last 12 months."),
    )
    electricity_kwh = _amount(
        _("Electricity in a year"), "kWh", _("As on the bills of the last year. An estimate will do.")
    )
    gas_quantity = _amount(_("City gas in a year"), "")
    gas_unit = forms.ChoiceField(
        label=_("Unit of the gas bill"),
        choices=[(Unit.NM3.value, "Nm³"), (Unit.MJ.value, "MJ")],
        required=False,
    )
    site_toe = _amount(
        _("Or the energy use in TOE"),
        "TOE",
        _("If you know it already. Then leave electricity and gas empty."),
    )
    consecutive_years = forms.IntegerField(
        label=_("Years in a row in this programme, this year included"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_("1 if you did not take part last year."),
    )
    other_support = YesNoField(label=_("Support of the same kind from another programme"))

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = set(round_.criteria_set.criteria.values_list("fact", flat=True))
        for question, facts in ASKS.items():
            if asked.isdisjoint(facts):
                for name in ENERGY if question == "energy" else (question,):
                    del self.fields[name]
        self._fit(asked)
        if "area" in self.fields:
            self.fields["area"].choices = list(_districts(round_))
        for name, unit in (("regular_employees", now("persons")), ("consecutive_years", now("years"))):
            if name in self.fields:
                self.fields[name].widget.attrs["data-unit"] = unit

    @property
    def numbered(self) -> list[Question]:
        """The questions in their order with their numbers; the energy fields stand together under one."""
        asked = [
            name for name in ASKS if name in self.fields or (name == "energy" and "site_toe" in self.fields)
        ]
        return [self._question(number, name) for number, name in enumerate(asked, start=1)]

    def _question(self, number: int, name: str) -> Question:
        if name == "energy":
            return Question(f"{number}. {now('Energy use in a year')}", tuple(self[part] for part in ENERGY))
        field = self[name]
        field.label = f"{number}. {field.label}"
        return Question("", (field,))

    def _fit(self, asked: set[str]) -> None:
        """Of the marks, only those that a condition asks about."""
        if "holds" in self.fields:
            facts = dict(zip((name for name, _label in HOLDS), ASKS["holds"], strict=True))
            self.fields["holds"].choices = [row for row in HOLDS if facts[row[0]] in asked]

    @property
    def questions(self) -> int:
        """How many questions are put: the energy fields are one."""
        return sum(question in self.fields for question in ASKS) + ("site_toe" in self.fields)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        computed = values.get("electricity_kwh") is not None or values.get("gas_quantity") is not None
        if values.get("site_toe") is not None and computed:
            text = _("Enter either the TOE or electricity and gas, not both.")
            self.add_error("site_toe", ValidationError(text, code="either_or"))
        return values


def _districts(round_: Round) -> Iterator[tuple[str, Any]]:
    """The round's districts by region; everybody else finds themselves under the last choice."""
    yield "", _("Choose")
    for region in round_.regions.prefetch_related("areas").order_by("code"):
        areas = [area for area in region.areas.all() if area.level == "sigungu" and _stands(area, round_)]
        if areas:
            yield str(region), [(area.code, str(area)) for area in sorted(areas, key=str)]
    yield ELSEWHERE, _("Another district")


def _stands(area: Area, round_: Round) -> bool:
    """Whether the district exists on the closing day, on which the condition is read."""
    day = round_.closes_on
    return (area.valid_from is None or area.valid_from <= day) and (
        area.valid_to is None or area.valid_to >= day
    )
