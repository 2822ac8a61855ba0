"""Forms about programmes and rounds. What holds together is said by the models (their ``clean``)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.setup import copying, sets
from portal.setup.lifecycle import RoundAct
from portal.setup.rule_forms import GroupedForm
from programs.models import Program, Region, Round
from programs.serializers import RoundFieldsSerializer
from programs.versions import KINDS
from workflow.models import Case

RULES = ("criteria_set", "factor_set", "checklist", "rate_table")
UNITS = {
    "closing_hour": _("o'clock"),
    "diagnosis_fee_krw": _("won"),
    "correction_days": _("days"),
    "agreement_days": _("days"),
    "objection_days": _("days"),
    "objection_answer_days": _("days"),
    "payback_line_years": _("years"),
    "expected_applicants": _("firms"),
}


class ProgramForm(forms.ModelForm):
    """A programme; its code stays as it was made."""

    class Meta:
        model = Program
        fields = ("code", "operator", "name_ko", "name_en", "summary_ko", "summary_en", "rounds_planned")
        widgets = {
            "summary_ko": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True


class RoundForm(GroupedForm):
    """Name, dates and the figures of a round."""

    template = "setup/rounds/fields.html"
    GROUPS: ClassVar = (
        (_("Name"), ("name_ko", "name_en", "year", "case_prefix")),
        (_("Application"), ("announced_on", "opens_on", "closes_on", "closing_hour")),
        (_("Selection"), ("screened_by", "selected_on", "selected_by", "expected_applicants")),
        (_("Project"), ("project_from", "project_until", "visits_from", "visits_until", "execution_until")),
        (_("Settlement and outcome"), ("settlement_on", "outcome_on", "follow_up_6m_on", "follow_up_12m_on")),
        (
            _("How the round is run"),
            (
                *("electricity_basis", "years_counted_by", "diagnosis_fee_krw", "correction_days"),
                *("agreement_days", "objection_days", "objection_answer_days"),
                *(
                    "corrections_block",
                    "payback_line_years",
                    "initial_site_check",
                    "plan_confirmed_by_committee",
                ),
                "questionnaire",
            ),
        ),
        (_("Contact and notes"), ("contact_ko", "note_ko")),
    )

    class Meta:
        model = Round
        fields = (*RoundFieldsSerializer.Meta.fields, "questionnaire")
        widgets = {
            **{name: forms.DateInput() for name in Round.DATES},
            "note_ko": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, unit in UNITS.items():
            self.fields[name].widget.attrs["data-unit"] = unit
        if self.instance.pk and Case.objects.filter(round=self.instance).exists():
            for name in ("year", "case_prefix"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Stays as it is: cases are numbered by it.")

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewRoundForm(RoundForm):
    """A round from nothing: the rules it begins with are chosen; conditions and rates may begin empty."""

    GROUPS: ClassVar = (*RoundForm.GROUPS, (_("Rules to begin with"), RULES))

    class Meta(RoundForm.Meta):
        fields = (*RoundFieldsSerializer.Meta.fields, *RULES)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RULES:
            self.fields[name].queryset = sets.choosable(user, KINDS[name])
        for name in ("criteria_set", "rate_table"):
            self.fields[name].required = False
            self.fields[name].empty_label = _("A new, empty one")

    def _get_validation_exclusions(self) -> set[str]:
        """Rules that are left open are made by the service (copying.begin)."""
        return super()._get_validation_exclusions() | {"program"}


class CopyForm(forms.Form):
    """What a copy cannot take over: its year, its names, and where it is run."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    name_ko = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    case_prefix = forms.CharField(
        label=_("Beginning of case numbers"), max_length=12, help_text=_("Such as IC-2021.")
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(),
        label=_("Regions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Another city begins with its own part: no targets, quota or texts of the old one."),
    )

    def clean_case_prefix(self) -> str:
        prefix = self.cleaned_data["case_prefix"].strip()
        if Round.objects.filter(case_prefix=prefix).exists():
            raise forms.ValidationError(now("Another round numbers its cases so. Choose another beginning."))
        return prefix

    def values(self) -> copying.NewRound:
        return copying.NewRound(**{**self.cleaned_data, "regions": list(self.cleaned_data["regions"])})


class ActForm(forms.Form):
    """Why a round is opened, paused, closed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the round's history."),
    )

    def __init__(self, *args: Any, act: RoundAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = act.needs_reason
