"""What people type about papers."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _


class VerificationForm(forms.Form):
    """The code of a paper, or the whole address printed under its QR code."""

    code = forms.CharField(
        label=_("Verification code or address"),
        help_text=_("Enter the code or the address printed beside the QR code of the paper."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return urlsplit(self.cleaned_data["code"].strip()).path.rstrip("/").rpartition("/")[2] or "-"
