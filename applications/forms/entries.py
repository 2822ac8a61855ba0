"""What the firm types about itself. A draft may lack anything: what must be there is ``rules.missing``'s matter."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import rules
from applications.entered import SECTION_ENTRIES
from applications.forms.fields import YesNoField
from applications.models import Application
from programs.models import IndustryCode

CANDIDATES = 12
MONTHS = range(1, 13)


def _label(name: str) -> Any:
    return Application._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # no relation


class SectionForm(forms.ModelForm):
    """A section's entries. Those that the submission needs carry the mark, but an empty one can be saved."""

    section: ClassVar[str]
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self._mark_required()

    def entries(self) -> dict[str, Any]:
        """What fits its field, as ``services.edit`` takes it."""
        return {
            name: self.cleaned_data[name]
            for name in SECTION_ENTRIES[self.section]
            if name in self.cleaned_data
        }

    def full_clean(self) -> None:
        super().full_clean()
        self._mark_required()

    def _mark_required(self) -> None:
        """For the page only, after cleaning: a draft lacks what it lacks."""
        for name in rules.REQUIRED_FIELDS:
            if name in self.fields:
                self.fields[name].required = True

    def _post_clean(self) -> None:
        """The service holds the values against the model; the instance on the page stays as stored."""


class FirmForm(SectionForm):
    section = "firm"

    ksic_code = forms.CharField(
        label=_label("ksic_code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Five digits, or a word of the industry's name such as 도금. Used for the size limit of your industry."
        ),
        widget=forms.TextInput(attrs={"list": "industries", "autocomplete": "off"}),
    )

    class Meta:
        model = Application
        fields = SECTION_ENTRIES["firm"]
        widgets = {
            "ksic_revision": forms.RadioSelect,
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "size": gettext_lazy(
                "As your confirmation of firm size says. It decides whether you can take part and how much support "
                "you get. Large firms cannot take part."
            ),
            "ksic_revision": gettext_lazy(
                "As printed on your papers. Revision 11 holds since July 2024; both use the same numbers "
                "for different industries."
            ),
            "contact_name": gettext_lazy(
                "Whom the officials and the diagnosis team call about this application."
            ),
            "contact_phone": gettext_lazy("Such as 032-000-0000."),
            "contact_email": gettext_lazy("Requests for corrections and results go there."),
        }

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


class ManagementForm(SectionForm):
    section = "management"

    class Meta:
        model = Application
        fields = ("baseline_year", "regular_employees", "products")
        help_texts = {
            "baseline_year": gettext_lazy(
                "The calendar year of the production, energy and waste that you enter. Results are compared with it."
            ),
            "regular_employees": gettext_lazy(
                "Mean of the month-end numbers of the last 12 months. The call asks for a least number. Enter it here, "
                "or the twelve numbers below."
            ),
            "products": gettext_lazy("Used to find processes and cases like yours for the diagnosis."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["regular_employees"].widget.attrs["data-unit"] = _("persons")
        stored = self.instance.monthly_employees or [None] * 12
        for month, number in zip(MONTHS, stored, strict=True):
            self.fields[f"month_{month}"] = forms.IntegerField(
                label=_("End of month %(month)s") % {"month": month},
                min_value=0,
                max_value=999_999,
                required=False,
                initial=number,
            )

    def entries(self) -> dict[str, Any]:
        names = [f"month_{month}" for month in MONTHS]
        entries = super().entries()
        if all(name in self.cleaned_data for name in names) and any(name in self.data for name in names):
            entries["monthly_employees"] = [self.cleaned_data[name] for name in names]
            if not any(number is not None for number in entries["monthly_employees"]):
                entries["monthly_employees"] = []
        return entries

    def months(self) -> list[Any]:
        return [self[f"month_{month}"] for month in MONTHS]

    @property
    def has_months(self) -> bool:
        return any(bound.value() not in (None, "") for bound in self.months())


class ProcessesForm(SectionForm):
    section = "processes"

    polluting_processes = forms.MultipleChoiceField(
        label=_label("polluting_processes"),
        choices=Application.PollutingProcess.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Mark every process that takes place at this site; none is an answer too. Sites with such processes come "
            "first in the selection."
        ),
    )
    root_industry = YesNoField(
        label=_label("root_industry"),
        help_text=gettext_lazy("Bonus points where the root-firm confirmation says so."),
    )
    energy_audit_duty = YesNoField(
        label=_label("energy_audit_duty"),
        help_text=gettext_lazy(
            "From 2,000 TOE a year on; such sites cannot take part, as the law has them audited."
        ),
    )
    has_permits = YesNoField(
        label=_label("has_permits"),
        help_text=gettext_lazy(
            "The diagnosis team prepares its visit by them; they change nothing in the selection."
        ),
    )

    class Meta:
        model = Application
        fields = SECTION_ENTRIES["processes"]
        widgets = {"processes": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "processes": gettext_lazy(
                "In the order of the work, such as: pickling → washing → zinc plating → drying → packing. The "
                "diagnosis team plans its visit by it."
            ),
            "root_confirmation_until": gettext_lazy("Only for root-industry sites: as printed on it."),
        }


class WishesForm(SectionForm):
    section = "wishes"

    other_support = YesNoField(
        label=_label("other_support"),
        help_text=gettext_lazy(
            "An official decides whether it excludes this programme; it alone is no refusal."
        ),
    )

    class Meta:
        model = Application
        fields = SECTION_ENTRIES["wishes"]
        widgets = {
            "difficulties": forms.Textarea(attrs={"rows": 5}),
            "wishes": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "difficulties": gettext_lazy(
                "What costs most, breaks often, smells, is dangerous or hard to dispose of."
            ),
            "wishes": gettext_lazy("The diagnosis begins with it."),
            "consecutive_years": gettext_lazy(
                "1 if you did not take part last year. The call allows two in a row."
            ),
            "other_support_detail": gettext_lazy("Only if yes: programme, agency, year, amount."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consecutive_years"].widget.attrs["data-unit"] = _("years")


def industries(typed: str, revision: str) -> Any:
    """Manufacturing industries of a revision by the beginning of their number or a word of their name."""
    rows = IndustryCode.objects.filter(level="subclass").order_by("code")
    rows = rows.filter(revision=revision if str(revision) in ("10", "11") else 10)
    return rows.filter(code__startswith=typed) if typed.isdigit() else rows.filter(name_ko__contains=typed)
