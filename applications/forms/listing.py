"""What the list of applications is narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy

from workflow.states import ApplicationState


class ListFilterForm(forms.Form):
    """What the list of applications is narrowed by; it stands in the address."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All")), *ApplicationState.choices],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Number or company"), max_length=60, required=False)
