"""Files for one purpose."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.asked import Slot
from applications.forms.fields import FilesField, FilesInput


class EvidenceForm(forms.Form):
    """Files for one purpose."""

    purpose = forms.ChoiceField(label=gettext_lazy("What it is"))
    files = FilesField(
        label=gettext_lazy("Files"),
        widget=FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.xlsx"}),
    )

    def __init__(self, *args: Any, slots: Iterable[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = [(slot.purpose, slot.label) for slot in slots]
        self.fields["files"].help_text = _(
            "PDF, JPG, PNG or XLSX, each at most %(limit)s MB. Several files can be chosen at once."
        ) % {"limit": settings.UPLOAD_MAX_BYTES // 1024**2}
