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
            answer.required = text.required and not self.is_bound
            self.fields[text.code] = answer

    def answers(self) -> dict[str, bool]:
        return {code: given for code, given in self.cleaned_data.items() if given is not None}

    def required_texts(self) -> Iterator[tuple[consents.ConsentText, forms.BoundField]]:
        return ((text, self[text.code]) for text in consents.TEXTS if text.required)

    def optional_texts(self) -> Iterator[tuple[consents.ConsentText, forms.BoundField]]:
        return ((text, self[text.code]) for text in consents.TEXTS if not text.required)


class ConfirmingForm(forms.Form):
    """A tick where a helper typed for the firm."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("We have looked at these entries and confirm them."), required=False
    )

    def __init__(self, *args: Any, confirms: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not confirms:
            del self.fields["confirmed"]


class SubmitForm(ConfirmingForm):
    """Nothing else to type: the button is the act."""


class AnswerForm(forms.Form):
    """What was corrected, for the official who asked."""

    comment = forms.CharField(
        label=gettext_lazy("What you corrected"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
