"""Searching the classification."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Site


class IndustrySearchForm(forms.Form):
    q = forms.CharField(
        label=_("A word of the name, or the beginning of the number"),
        max_length=60,
        required=False,
        help_text=_("Such as 도금 or 2592."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    revision = forms.TypedChoiceField(
        label=_("Revision"),
        choices=[("", _("Both")), *Site.KsicRevision.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
