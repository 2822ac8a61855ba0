"""Files for one document of the application, and the papers of the firm's wallet."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import papers
from applications.asked import Slot
from applications.forms.fields import FilesField, FilesInput
from documents import files

# Phones offer their camera where pictures are among the types.
ACCEPT = f"{files.ACCEPT},image/jpeg,image/png"


class DatedForm(forms.Form):
    """When a paper was issued and until when it holds, as both stand on it."""

    issued_on = forms.DateField(
        label=gettext_lazy("Issue date"),
        required=False,
        widget=forms.DateInput(attrs={"class": "control-narrow"}),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"class": "control-narrow"}),
        help_text=gettext_lazy("Only where the paper names a last day."),
    )


class EvidenceForm(DatedForm):
    """Files for one document: the pages of one paper, with its dates."""

    purpose = forms.ChoiceField(label=gettext_lazy("What it is"))
    files = FilesField(label=gettext_lazy("Files"), widget=FilesInput(attrs={"accept": ACCEPT}))
    keep_in_wallet = forms.BooleanField(
        label=gettext_lazy("Keep it in the company's document wallet, for later applications too"),
        required=False,
        initial=True,
    )
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)
    page_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("purpose", "files", "issued_on", "valid_until", "keep_in_wallet", "replaces", "page_of")

    def __init__(self, *args: Any, slots: Iterable[Slot], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = [(slot.purpose, slot.label) for slot in slots]
        hint = _("Several files can be chosen at once, as the photos of all pages.")
        self.fields["files"].help_text = f"{files.limits()} {hint}"

    def go_on_after(self, kept: uuid.UUID) -> None:
        """Another try adds to the page that was kept, and takes the place of nothing a second time."""
        sent: Any = self.data.copy()
        sent["page_of"], sent["replaces"] = str(kept), ""
        self.data = sent


class DateForm(DatedForm):
    """The dates of papers that were handed in without."""

    purpose = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["issued_on"].required = True


class WalletForm(DatedForm):
    """A paper for the wallet with its pages."""

    code = forms.ChoiceField(label=gettext_lazy("Document"))
    title = forms.CharField(
        label=gettext_lazy("Name of the document"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Where it is none of the listed ones, or there are several of its kind."),
    )
    number = forms.CharField(label=gettext_lazy("Document number"), max_length=60, required=False)
    issuer = forms.CharField(label=gettext_lazy("Issuer"), max_length=120, required=False)
    files = FilesField(label=gettext_lazy("Files"), widget=FilesInput(attrs={"accept": ACCEPT}))

    field_order = ("code", "title", "files", "issued_on", "valid_until", "number", "issuer")

    def __init__(self, *args: Any, fixed_code: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].choices = [(kind.code, kind.label) for kind in papers.KINDS]
        hint = _("Several files can be chosen at once, as the photos of all pages.")
        self.fields["files"].help_text = f"{files.limits()} {hint}"
        kind = papers.kind_of(fixed_code or self.initial.get("code", ""))
        if kind.valid_days:
            self.fields["valid_until"].help_text = _(
                "Empty: %(days)s days from the issue date, that day counted."
            ) % {"days": kind.valid_days}
        if fixed_code:
            del self.fields["code"]
