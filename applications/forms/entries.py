"""What the firm types about itself. A draft may lack anything: what must be there is ``rules.missing``'s matter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import rules
from applications.forms.fields import YesNoField
from applications.models import Application
from applications.services.opening import ENTRIES
from programs.models import IndustryCode

CANDIDATES = 12


class EntriesForm(forms.ModelForm):
    """The long form. Entries that the submission needs carry the mark, but an empty one can be saved."""

    root_industry = YesNoField(label=Application._meta.get_field("root_industry").verbose_name)
    energy_audit_duty = YesNoField(label=Application._meta.get_field("energy_audit_duty").verbose_name)
    other_support = YesNoField(label=Application._meta.get_field("other_support").verbose_name)
    polluting_processes = forms.MultipleChoiceField(
        label=Application._meta.get_field("polluting_processes").verbose_name,
        choices=Application.PollutingProcess.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Mark every process that takes place at this site; none is an answer too."),
    )
    ksic_code = forms.CharField(
        label=Application._meta.get_field("ksic_code").verbose_name,
        max_length=60,
        required=False,
        help_text=gettext_lazy("Five digits, or a word of the industry's name such as 도금."),
        widget=forms.TextInput(attrs={"list": "industries", "autocomplete": "off"}),
    )

    use_required_attribute = False

    class Meta:
        model = Application
        fields = ENTRIES
        widgets = {
            "ksic_revision": forms.RadioSelect,
            "difficulties": forms.Textarea(attrs={"rows": 4}),
            "wishes": forms.Textarea(attrs={"rows": 4}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "size": gettext_lazy("As your confirmation of firm size says. Large firms cannot take part."),
            "regular_employees": gettext_lazy("Mean of the month-end numbers of the last 12 months."),
            "ksic_revision": gettext_lazy(
                "As printed on your papers. Revision 11 holds since July 2024; both use the same numbers "
                "for different industries."
            ),
            "root_confirmation_until": gettext_lazy("Only for root-industry sites: as printed on it."),
            "consecutive_years": gettext_lazy("1 if you did not take part last year."),
            "other_support_detail": gettext_lazy("Only if yes: programme, agency, year, amount."),
            "baseline_year": gettext_lazy("The calendar year of the energy use that you enter."),
            "contact_phone": gettext_lazy("Such as 032-000-0000."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["regular_employees"].widget.attrs["data-unit"] = _("persons")
        self.fields["consecutive_years"].widget.attrs["data-unit"] = _("years")
        if not self.is_bound:
            self._mark_required()

    def full_clean(self) -> None:
        super().full_clean()
        self._mark_required()

    def _mark_required(self) -> None:
        """For the page only, after cleaning: a draft lacks what it lacks."""
        for name in rules.REQUIRED_FIELDS:
            self.fields[name].required = True

    def _post_clean(self) -> None:
        """The service holds the values against the model; the instance on the page stays as stored."""

    def clean_ksic_code(self) -> str:
        """A number stays; a word becomes the number of the only industry whose name contains it."""
        typed = self.cleaned_data["ksic_code"].strip()
        if not typed or typed.isdigit():
            return typed
        found = list(industries(typed, self.data.get(self.add_prefix("ksic_revision"), ""))[: CANDIDATES + 1])
        if len(found) == 1:
            return found[0].code
        if not found:
            raise ValidationError(_("No industry has “%(word)s” in its name."), params={"word": typed})
        names = " · ".join(str(industry) for industry in found[:CANDIDATES])
        more = " …" if len(found) > CANDIDATES else ""
        raise ValidationError(
            _("Several industries fit; enter the number: %(names)s"), params={"names": names + more}
        )


def industries(typed: str, revision: str) -> Any:
    """Manufacturing industries of a revision by the beginning of their number or a word of their name."""
    rows = IndustryCode.objects.filter(level="subclass").order_by("code")
    rows = rows.filter(revision=revision if str(revision) in ("10", "11") else 10)
    return rows.filter(code__startswith=typed) if typed.isdigit() else rows.filter(name_ko__contains=typed)
