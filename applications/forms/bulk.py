"""What an act on many applications asks for, and why a list is taken out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.forms.listing import options
from applications.services.bulk import Kind

FORMATS = [("xlsx", _("Workbook (XLSX)")), ("csv", _("Text (CSV)"))]
MOST_REQUESTS = 30


class BulkForm(forms.Form):
    """The data of an act on many; only what its kind takes."""

    requests = forms.CharField(
        label=_("What is to be corrected"),
        help_text=_("One request on each line; the company answers each by itself."),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    deadline = forms.DateField(label=_("Answer by"), help_text=_("The day ends at 24:00 Korean time."))
    officer = forms.ChoiceField(label=_("Officer in charge"))
    comment = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, kind: Kind, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("requests", "deadline", "officer"):
            if name not in kind.data:
                del self.fields[name]
        if "officer" in self.fields:
            self.fields["officer"].choices = [("", _("Choose")), *options(user)["officer"]]
        comment = self.fields["comment"]
        comment.required = kind.comment_required
        comment.label = _("Reason") if kind.comment_required else _("Comment")
        comment.help_text = _("The same for each. The companies read it in the history of their case.")

    def clean_requests(self) -> list[dict[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["requests"].splitlines() if line.strip()]
        if len(lines) > MOST_REQUESTS:
            text = _("Ask for at most %(count)s corrections at once.")
            raise forms.ValidationError(text, params={"count": MOST_REQUESTS}, code="too_many")
        return [{"text": line} for line in lines]

    def act_data(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "comment"}


class ListExportForm(forms.Form):
    """Why somebody takes the list out, and as what."""

    file_format = forms.ChoiceField(
        label=_("File"), choices=FORMATS, initial="xlsx", widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept with your name, the time and the number of companies."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
