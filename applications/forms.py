"""What the firm types in step 1. A draft may lack anything: what must be there is ``rules.missing``'s matter."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Site
from applications import consents, rules
from applications.asked import Slot
from applications.models import Application, EnergyUse, EvidenceGrade, YearFigures
from applications.services.drafting import ENERGY_ENTRIES, ENTRIES, FIGURES
from calculations.quantities import Unit
from programs.models import Carrier, IndustryCode, Round
from workflow.states import ApplicationState

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
CANDIDATES = 12


class YesNoField(forms.TypedChoiceField):
    """Two radios; untouched is "not answered", which is neither yes nor no."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class DayInput(forms.TextInput):
    """The native day picker where a table leaves no room for the hint of a date field."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, date) else value


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(upload, initial) for upload in data or [None]]


class StartForm(forms.Form):
    """Which factory applies in which call; where there is only one, it is chosen already."""

    round = forms.ModelChoiceField(Round.objects.none(), label=gettext_lazy("Call"), to_field_name="uid")
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), to_field_name="uid")

    def __init__(self, *args: Any, rounds: Any, sites: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        call: Any = self.fields["round"]
        place: Any = self.fields["site"]
        call.queryset, place.queryset = rounds, sites
        for name, found in (("round", rounds), ("site", sites)):
            if len(found) == 1 and not self.initial.get(name):
                self.initial[name] = found[0].uid
        place.label_from_instance = lambda site: f"{site.organisation} · {site} ({site.address})"


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


class YearFiguresForm(forms.Form):
    """Sales, assets and employees of one fiscal year."""

    fiscal_year = forms.IntegerField(widget=forms.HiddenInput)
    sales_krw = forms.IntegerField(
        label=YearFigures._meta.get_field("sales_krw").verbose_name, min_value=0, required=False
    )
    total_assets_krw = forms.IntegerField(
        label=YearFigures._meta.get_field("total_assets_krw").verbose_name, min_value=0, required=False
    )
    employees = forms.IntegerField(
        label=YearFigures._meta.get_field("employees").verbose_name, min_value=0, required=False
    )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("fiscal_year", *FIGURES)}


class EnergyUseForm(forms.Form):
    """One row of the energy table. An empty row is none; ``remove`` takes a stored one back."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    carrier = forms.ModelChoiceField(Carrier.objects.all(), label=gettext_lazy("Carrier"), required=False)
    starts_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput)
    quantity = forms.DecimalField(
        label=gettext_lazy("Quantity"), min_value=0, max_digits=16, decimal_places=3, required=False
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        choices=[("", "")] + [(unit.value, unit.value) for unit in Unit if unit is not Unit.KW],
        required=False,
    )
    cost_krw = forms.IntegerField(label=gettext_lazy("Cost without VAT (won)"), min_value=0, required=False)
    evidence_grade = forms.ChoiceField(
        label=gettext_lazy("Evidence"),
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.BILLED,
        required=False,
    )
    remove = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    use_required_attribute = False

    def values(self) -> dict[str, Any]:
        """The row's entries as the service takes them."""
        given = {name: self.cleaned_data.get(name) for name in ENERGY_ENTRIES}
        return given | {"carrier": given["carrier"].pk if given["carrier"] else ""}

    @property
    def is_empty(self) -> bool:
        typed = ("carrier", "quantity", "unit", "cost_krw")
        return all(not self.data.get(self.add_prefix(name)) for name in typed)

    def become(self, use: EnergyUse | None) -> None:
        """Show the row as stored, or as empty once it was removed, when the page is drawn again."""
        data: Any = self.data  # the view's own copy of what was sent
        shown = stored_use(use) if use else dict.fromkeys(("uid", *ENERGY_ENTRIES), "")
        for name, value in shown.items():
            data[self.add_prefix(name)] = value.pk if isinstance(value, Carrier) else value
        data.pop(self.add_prefix("remove"), None)


def stored_use(use: EnergyUse) -> dict[str, Any]:
    """A stored row as the form's first values; the quantity without the zeros its column pads it with."""
    values = {name: getattr(use, name) for name in ENERGY_ENTRIES}
    return {"uid": use.uid, **values, "quantity": f"{use.quantity.normalize():f}"}


EnergyFormSet = forms.formset_factory(EnergyUseForm, extra=3, max_num=400, absolute_max=500)
YearFiguresFormSet = forms.formset_factory(YearFiguresForm, extra=0, max_num=3)


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


class ListFilterForm(forms.Form):
    """What the list of applications is narrowed by; it stands in the address."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All")), *ApplicationState.choices],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Number or company"), max_length=60, required=False)
