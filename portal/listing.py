"""The filters of the list of cases."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Region, Round
from workflow.models import Case
from workflow.states import CaseStage


class CaseFilter(forms.Form):
    """Every filter stands in the address, so that a list can be kept as a link."""

    q = forms.CharField(label=_("Number or company"), max_length=100, required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), to_field_name="code", required=False, empty_label=_("All")
    )
    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round"),
        to_field_name="case_prefix",
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("All")), *CaseStage.choices]
        self.fields["round"].queryset = Round.objects.visible_to(user).distinct()

    def apply(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that pass; a filter that cannot be read leaves nothing out."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if text := chosen.get("q", "").strip():
            cases = cases.filter(
                Q(number__icontains=text)
                | Q(organisation__name_ko__icontains=text)
                | Q(organisation__name_en__icontains=text)
            )
        for name in ("stage", "region", "round"):
            if value := chosen.get(name):
                cases = cases.filter(**{name: value})
        return cases
