"""The form of a paper's wording: one field for each block that the paper declares."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import files, registry
from documents.wording import REASON_LENGTH, Wording
from portal.setup.money_forms import reason_field

SEAL_BYTES = 100 * 1024
BLOCK_LENGTH = 5000


class WordingForm(forms.Form):
    """Blocks, sender and seal. What may stand in a block is said by ``documents.wording``."""

    sender_ko = forms.CharField(
        label=_("Sender"),
        required=False,
        max_length=60,
        help_text=_("Printed at the end of the paper. Empty: as the operator signs."),
    )
    seal = forms.FileField(
        label=_("Picture of the seal"),
        required=False,
        help_text=_("A PNG of at most 100 kB, best square. Printed only while the operator shows its seal."),
        widget=forms.FileInput(attrs={"accept": "image/png"}),
    )
    without_seal = forms.BooleanField(label=_("Take the picture of the seal off"), required=False)
    reason = reason_field(help_text=_("Why the wording changes; kept with the version."))

    def __init__(self, *args: Any, paper: registry.Paper, wording: Wording, **kwargs: Any) -> None:
        initial = {**wording.blocks, "sender_ko": wording.sender_ko}
        super().__init__(*args, initial=initial, **kwargs)
        self._paper, self._wording = paper, wording
        for block in paper.blocks:
            text = wording.blocks[block.name]
            self.fields[block.name] = forms.CharField(
                label=block.label,
                required=False,
                max_length=BLOCK_LENGTH,
                strip=False,
                help_text=_("One clause a line.") if block.by_line else "",
                widget=forms.Textarea(
                    attrs={"rows": max(2, min(12, text.count("\n") + len(text) // 90 + 2))}
                ),
            )
        if not wording.seal:
            del self.fields["without_seal"]
        self.order_fields([block.name for block in paper.blocks])
        self.fields["reason"].max_length = REASON_LENGTH

    def clean_seal(self) -> bytes | None:
        upload = self.cleaned_data["seal"]
        return files.read_picture(upload, SEAL_BYTES) if upload else None

    def wording(self) -> Wording:
        """What was entered; a seal that was not touched stays."""
        entered = self.cleaned_data
        kept = b"" if entered.get("without_seal") else self._wording.seal
        return Wording(
            version=self._wording.version,
            blocks={block.name: _plain(entered[block.name]) for block in self._paper.blocks},
            sender_ko=entered["sender_ko"],
            seal=entered["seal"] or kept,
        )


def _plain(text: str) -> str:
    """Browsers send CRLF; a text that nobody touched equals the stored one."""
    return text.replace("\r\n", "\n").strip()
