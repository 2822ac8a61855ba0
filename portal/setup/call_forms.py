"""Forms of the call page: its text, attachments, answers; and the public's question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from applications.forms import FilesField, FilesInput
from documents.files import ACCEPT, limits
from programs.models import Call, Question


class MomentInput(forms.DateTimeInput):
    """The native picker for day and hour."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class CallForm(forms.ModelForm):
    class Meta:
        model = Call
        fields = ("number_ko", "title_ko", "title_en", "body_ko", "body_en", "publish_at")
        widgets = {
            "body_ko": forms.Textarea(attrs={"rows": 14}),
            "body_en": forms.Textarea(attrs={"rows": 8}),
            "publish_at": MomentInput,
        }


class AttachmentForm(forms.Form):
    files = FilesField(label=_("Files"), widget=FilesInput(attrs={"accept": ACCEPT}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = f"{limits()} {now('Several files can be chosen at once.')}"


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("answer", "is_public")
        labels = {"answer": _("Answer text")}
        widgets = {"answer": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True

    def _post_clean(self) -> None:
        """The service holds the answer against the model; the question on the page stays as stored."""
