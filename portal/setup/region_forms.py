"""Forms of a round's regions and strands, and of the region sets themselves."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from programs.models import Region, RegionTarget, Round, RoundRegion, Strand

# The labels of the others say their unit.
TARGET_UNITS = {"firms": _("firms"), "saved_krw": _("won"), "trainings": _("trainings")}


class AddRegionForm(forms.Form):
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"))

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = Region.objects.exclude(rounds=round_)


class PartForm(forms.ModelForm):
    """A region's part in a round, with one field for each target; none is forced."""

    class Meta:
        model = RoundRegion
        fields = ("joint_applicant_ko", "text_ko", "text_en", "contact_ko", "quota_firms")
        widgets = {
            "text_ko": forms.Textarea(attrs={"rows": 4}),
            "text_en": forms.Textarea(attrs={"rows": 3}),
            "quota_firms": forms.NumberInput(attrs={"data-unit": _("firms")}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {target.kind: target.value for target in self.instance.targets.all()}
        for kind, label in RegionTarget.Kind.choices:
            value = stored.get(kind)
            self.fields[f"target_{kind}"] = forms.DecimalField(
                label=label,
                min_value=0,
                max_digits=16,
                decimal_places=1,
                required=False,
                initial=None if value is None else value.normalize() + 0,
                widget=forms.NumberInput(attrs={"data-unit": TARGET_UNITS.get(kind, ""), "step": "any"}),
            )

    def part_fields(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    def target_fields(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("target_")]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def targets(self) -> dict[str, Decimal]:
        given = {kind: self.cleaned_data[f"target_{kind}"] for kind in RegionTarget.Kind.values}
        return {kind: value for kind, value in given.items() if value is not None}


class ByProvince(ModelChoiceIterator):
    """Districts under the names of their provinces."""

    def __iter__(self) -> Iterator[Any]:
        provinces = dict(Area.objects.filter(level="sido").values_list("code", "name_ko"))
        for code, districts in groupby(self.queryset, key=lambda area: area.parent_code):
            yield provinces.get(code, code), [self.choice(area) for area in districts]


class AreasField(forms.ModelMultipleChoiceField):
    iterator = ByProvince
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, area: Area) -> str:  # type: ignore[override]
        return area_label(area)


class RegionForm(forms.ModelForm):
    """A named set of areas; districts of every time are offered, each with the days it existed."""

    areas = AreasField(
        Area.objects.districts().order_by("code", "valid_from"),
        label=_("Areas"),
        help_text=_(
            "Mark a district that was renamed or divided under its old name and its new ones: each counts for its own "
            "time."
        ),
    )

    class Meta:
        model = Region
        fields = ("code", "name_ko", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.initial["areas"] = list(self.instance.areas.all())

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name_ko", "name_en")}


def area_label(area: Area) -> str:
    """A district with its code and, where it is bounded, its time."""
    label = f"{area} ({area.code})"
    if area.valid_from is None and area.valid_to is None:
        return label
    return f"{label} {area.valid_from or ''} – {area.valid_to or ''}"


class StrandForm(forms.Form):
    """One strand that a round may have; its kind is the row."""

    kind = forms.CharField(widget=forms.HiddenInput)
    is_part = forms.BooleanField(label=_("Part of this round"), required=False)
    name_ko = forms.CharField(label=_("Name"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    runs_four_steps = forms.BooleanField(label=_("Runs through the four steps"), required=False)
    description_ko = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("is_part") and not values.get("name_ko"):
            self.add_error("name_ko", _("Name the strand, or take the mark away."))
        return values

    def label(self) -> str:
        return str(dict(Strand.Kind.choices).get(self["kind"].value(), ""))

    def strand(self, round_: Round) -> Strand:
        names = ("kind", "name_ko", "name_en", "runs_four_steps", "description_ko")
        return Strand(round=round_, **{name: self.cleaned_data[name] for name in names})


StrandFormSet = forms.formset_factory(StrandForm, extra=0, max_num=len(Strand.Kind.values))


def strand_rows(round_: Round) -> list[dict[str, Any]]:
    """One row for each kind, filled in from the round's strands."""
    stored = {strand.kind: strand for strand in round_.strands.all()}
    names = ("name_ko", "name_en", "runs_four_steps", "description_ko")
    return [
        {"kind": kind, "is_part": kind in stored}
        | ({name: getattr(stored[kind], name) for name in names} if kind in stored else {"name_ko": label})
        for kind, label in Strand.Kind.choices
    ]
