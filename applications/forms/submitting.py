"""Consents, and the button at the end."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import consents
from applications.forms.fields import YesNoField


class ConsentForm(forms.Form):
    """One pair of radios per text, required ones first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for text in consents.TEXTS:
            answer = YesNoField(label=text.question)
            answer.choices = [("yes", _("I agree")), ("no", _("I do not agree"))]
            self.fields[text.code] = answer

    def answers(self) -> dict[str, bool]:
        return {code: given for code, given in self.cleaned_data.items() if given is not None}

    def texts(self) -> Iterator[tuple[consents.ConsentText, forms.BoundField]]:
        for text in consents.TEXTS:
            yield text, self[text.code]


class SubmitForm(forms.Form):
    """Nothing to type: the button is the act."""


class AnswerForm(forms.Form):
    """What was corrected, for the official who asked."""

    comment = forms.CharField(
        label=gettext_lazy("What you corrected"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
