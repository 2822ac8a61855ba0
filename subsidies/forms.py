"""Input of the pages of step 3. Forms only shape what was typed; the act's schema and the rules decide."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import show_error
from diagnostics.models import Measure
from documents import files
from programs.models import SupportRate
from subsidies.models import Evidence
from workflow.errors import ActError, BadData
from workflow.states import GrantState

ROWS = 3
MAX_ROWS = 40


def won_field(
    label: Any, *, required: bool = True, help_text: Any = "", in_table: bool = False
) -> forms.CharField:
    """An amount as text: people write 5,500,000, and the schema reads it. In a table the head names the unit."""
    attrs: dict[str, Any] = {"inputmode": "numeric"}
    if not in_table:
        attrs |= {"data-unit": _("won"), "class": "control-narrow"}
    return forms.CharField(
        label=label,
        max_length=20,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
    )


class GrantFilter(forms.Form):
    """Filter above the list; anything unknown filters nothing."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *GrantState.choices], required=False)

    def chosen_state(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""


class RequestForm(forms.Form):
    support_type = forms.ChoiceField(
        label=_("Support type"), choices=SupportRate.SupportType.choices, widget=forms.RadioSelect
    )
    requested_krw = won_field(
        _("Requested support"), required=False, help_text=_("Empty: as much as the rules allow.")
    )


class AnswerForm(forms.Form):
    comment = forms.CharField(
        label=_("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CostItemForm(forms.Form):
    """One cost item; a row left empty is none."""

    measure = forms.ChoiceField(label=_("Measure"))
    name = forms.CharField(label=_("Item"), max_length=100)
    supplier = forms.CharField(label=_("Supplier"), max_length=100, required=False)
    supply_price_krw = won_field(_("Supply price (won)"), in_table=True)
    vat_krw = won_field(_("VAT (won)"), in_table=True)
    eligible = forms.ChoiceField(
        label=_("Eligible"), choices=[("yes", _("Yes")), ("no", _("No"))], initial="yes"
    )

    def __init__(self, *args: Any, measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["measure"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", _("Choose")),
            *((str(measure.uid), f"{measure.number}. {measure}") for measure in measures),
        ]


class BaseCostItemFormSet(forms.BaseFormSet):
    """Rows of which those left or made empty do not count."""

    def initial_form_count(self) -> int:
        """None once posted: a stored row that was emptied is gone, not wrong."""
        return 0 if self.is_bound else super().initial_form_count()

    @property
    def filled(self) -> list[CostItemForm]:
        return [form for form in self.forms if form.has_changed()]

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows in the shape of the act's data."""
        return [form.cleaned_data for form in self.filled]


CostItemFormSet = forms.formset_factory(
    CostItemForm, formset=BaseCostItemFormSet, extra=ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS
)


def cost_item_formset(
    data: QueryDict | None,
    measures: Iterable[Measure],
    items: Sequence[Mapping[str, Any]] = (),
    *,
    add_row: bool = False,
) -> Any:
    """The rows as typed, or those that are stored and a few empty ones; ``add_row``: unchecked, with one more."""
    kwargs: dict[str, Any] = {"prefix": "items", "form_kwargs": {"measures": list(measures)}}
    if data is None:
        initial = [{**item, "eligible": "yes" if item["eligible"] else "no"} for item in items]
        return CostItemFormSet(initial=initial, **kwargs)
    formset = CostItemFormSet(data, **kwargs)
    if not add_row:
        return formset
    typed = [{name: form[name].value() for name in form.fields} for form in formset.forms]
    grown = CostItemFormSet(initial=typed, **kwargs)
    grown.extra = 1
    return grown


def show_item_errors(form: forms.Form, formset: BaseCostItemFormSet, error: ActError) -> None:
    """As ``show_error``; what is wrong with a row goes to its row."""
    paths = (
        error.errors if isinstance(error, BadData) else {getattr(error, "field", None) or "": [error.message]}
    )
    rest: dict[str, list[str]] = {}
    for path, messages in paths.items():
        row, entry = _row_of(formset, path)
        if row is None:
            rest[path] = messages
            continue
        for message in messages:
            row.add_error(entry, message)
    if rest:
        show_error(form, BadData(rest) if isinstance(error, BadData) else error)


def _row_of(formset: BaseCostItemFormSet, path: str) -> tuple[CostItemForm | None, str]:
    _items, _dot, place = path.partition("cost_items.")
    index, _dot, entry = place.partition(".")
    rows = formset.filled
    if index.isdigit() and int(index) < len(rows) and entry in rows[int(index)].fields:
        return rows[int(index)], entry
    return None, entry


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *Evidence.Kind.choices])
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        help_text=_("Approval number of the tax invoice, or of the transfer."),
    )
    supplier = forms.CharField(label=_("Supplier"), max_length=100)
    issued_on = forms.DateField(label=_("Date"), widget=forms.DateInput())
    supply_price_krw = won_field(_("Supply price"), help_text=_("Without VAT."))
    vat_krw = won_field(_("VAT"), help_text=_("0 if none was charged."))
    file = forms.FileField(label=_("File"), help_text=files.LIMITS)

    def entries(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class JudgeForm(forms.Form):
    """The verdict on one piece of evidence."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("accepted", _("Recognise")), ("struck", _("Strike"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason when struck"), max_length=500, required=False)
