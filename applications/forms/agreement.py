"""Confirming an agreement."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.fields import FilesInput
from applications.models import AgreementParty


class SignForm(forms.Form):
    """The code of one's device; for which party only where one may confirm for several."""

    party = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    code = forms.CharField(
        label=gettext_lazy("Code of your two-step sign-in"),
        max_length=12,
        help_text=gettext_lazy("The six digits that your app shows now."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, parties: Iterable[AgreementParty], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(party.side, party.get_side_display()) for party in parties]
        self.fields["party"].choices = choices
        if len(choices) < 2:
            del self.fields["party"]


class SignedCopyForm(forms.Form):
    """The agreement as it was signed on paper."""

    file = forms.FileField(
        label=gettext_lazy("Signed copy"), widget=FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.allow_multiple_selected = False
        self.fields["file"].help_text = _("PDF, JPG or PNG, at most %(limit)s MB.") % {
            "limit": settings.UPLOAD_MAX_BYTES // 1024**2
        }
