"""Input of the team's pages. Forms only shape what was typed; ``rules`` says what fits and the services decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.forms import show_error
from accounts.models import localized
from applications.rules import units_of
from diagnostics.models import Diagnosis, Finding, Measure
from diagnostics.rules import MAX_STREAMS, ChecklistRow, checklist_of, checklist_rows
from diagnostics.rules.checklist import COMMENT_LENGTH
from programs.models import Carrier
from workflow.errors import ActError, BadData
from workflow.states import DiagnosisState

NOT_APPLICABLE = "na"


class DiagnosisFilter(forms.Form):
    """Filter above the list; anything unknown filters nothing."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *DiagnosisState.choices], required=False
    )

    def chosen_state(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""


class FindingForm(forms.Form):
    area = forms.ChoiceField(label=_("Area"), choices=[("", "---------"), *Finding.Area.choices])
    place = forms.CharField(
        label=_("Where"), required=False, max_length=100, help_text=_("Such as the compressor room.")
    )
    text = forms.CharField(
        label=_("What was found"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


class MeasureForm(forms.Form):
    """The measure without its streams. Amounts are checked by the rules, so that separators may be typed."""

    title_ko = forms.CharField(label=_("Measure"), max_length=150)
    title_en = forms.CharField(label=_("Measure in English"), max_length=150, required=False)
    measure_type = forms.ChoiceField(
        label=_("Measure type"), choices=[("", "---------"), *Measure.Type.choices]
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=5000,
        help_text=_("Present state, what is to be done, and how the saving was estimated."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    capital_cost_krw = forms.CharField(
        label=_("Investment without VAT"),
        max_length=25,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "data-unit": _("won"), "class": "control-narrow"}
        ),
    )
    other_cost_krw = forms.CharField(
        label=_("Other one-time cost without VAT"),
        max_length=25,
        required=False,
        help_text=_("Planning, installation, training; empty: none."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "data-unit": _("won"), "class": "control-narrow"}
        ),
    )
    source = forms.CharField(
        label=_("Source of the figures"),
        max_length=100,
        required=False,
        help_text=_("Such as: measured on the visit, quotation of 3 September."),
    )


class StreamForm(forms.Form):
    """One resource that the measure saves; an empty row is no stream."""

    carrier = forms.ChoiceField(label=_("Resource"))
    quantity = forms.CharField(
        label=_("Saved quantity a year"),
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    price_krw = forms.CharField(
        label=_("Price (won per unit)"), max_length=25, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def __init__(self, *args: Any, carriers: Sequence[Carrier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["carrier"].choices = [("", "---------"), *((c.code, f"{c} ({c.unit})") for c in carriers)]
        units = dict.fromkeys(unit.value for carrier in carriers for unit in units_of(carrier))
        self.fields["unit"].choices = [("", _("As listed")), *((unit, unit) for unit in units)]


class BaseStreamFormSet(forms.BaseFormSet):
    """Four rows, of which those left empty do not count."""

    def streams(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.filled]

    @property
    def filled(self) -> list[StreamForm]:
        return [form for form in self.forms if form.has_changed()]


StreamFormSet = forms.formset_factory(
    StreamForm,
    formset=BaseStreamFormSet,
    extra=MAX_STREAMS,
    max_num=MAX_STREAMS,
    absolute_max=MAX_STREAMS,
)


def stream_formset(
    data: Mapping[str, Any] | None, streams: Sequence[Mapping[str, Any]] = ()
) -> BaseStreamFormSet:
    """The four rows: as typed, or filled with what is stored."""
    kwargs: dict[str, Any] = {"prefix": "streams", "form_kwargs": {"carriers": list(Carrier.objects.all())}}
    if data is not None:
        return cast("BaseStreamFormSet", StreamFormSet(data, **kwargs))
    formset = StreamFormSet(initial=[_plain(stream) for stream in streams], **kwargs)
    formset.extra = MAX_STREAMS - len(streams)
    return cast("BaseStreamFormSet", formset)


def show_measure_error(form: MeasureForm, formset: BaseStreamFormSet, error: ActError) -> None:
    """As ``show_error``; what is wrong with a stream goes to its row."""
    rest: dict[str, list[str]] = {}
    rows = formset.filled
    if not isinstance(error, BadData):
        show_error(form, error)
        return
    for path, messages in error.errors.items():
        _streams, _dot, place = path.partition("streams.")
        index, _dot, entry = place.partition(".")
        if index.isdigit() and int(index) < len(rows) and entry in rows[int(index)].fields:
            for message in messages:
                rows[int(index)].add_error(entry, message)
        else:
            rest[path] = messages
    show_error(form, BadData(rest))


class ScaleSelect(forms.RadioSelect):
    """Big targets in a row, for a tablet at arm's length (styled by ``.scale``)."""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One item as the page shows it: its fields and where it stands."""

    row: ChecklistRow
    score: BoundField
    comment: BoundField

    @property
    def number(self) -> int:
        return self.row.item.position


class ChecklistForm(forms.Form):
    """All items of the pinned checklist; what is left open may be answered another day."""

    def __init__(self, *args: Any, diagnosis: Diagnosis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = checklist_rows(diagnosis)
        anchors = _anchors(diagnosis)
        for row in self.rows:
            outside = [(NOT_APPLICABLE, _("Not applicable"))] if row.item.may_be_not_applicable else []
            self._add_item(row, [*anchors, *outside])

    def areas(self) -> list[tuple[str, list[ChecklistLine]]]:
        """The items by area, for the page."""
        return [
            (name, [ChecklistLine(row, self[_score(row)], self[_comment(row)]) for row in rows])
            for name, rows in groupby(self.rows, key=lambda row: localized(row.item, "area"))
        ]

    def answers(self) -> list[dict[str, Any]]:
        """What was typed, as the service takes it; items without any entry are left out."""
        found = []
        for row in self.rows:
            score, comment = self.cleaned_data[_score(row)], self.cleaned_data[_comment(row)]
            if score or comment or row.answer:
                found.append(
                    {
                        "item": row.item.position,
                        "score": int(score) if score.isdigit() else None,
                        "not_applicable": score == NOT_APPLICABLE,
                        "comment": comment,
                    }
                )
        return found

    def show_stored(self, rows: Sequence[ChecklistRow]) -> None:
        """Beside each entry that differs, what somebody else saved in the meantime."""
        for row in rows:
            stored, choices = _initial(row), dict(self.fields[_score(row)].choices)
            if stored and stored != self.cleaned_data.get(_score(row)):
                self.add_error(
                    _score(row), _t("Saved in the meantime: %(value)s") % {"value": choices[stored]}
                )
            comment = row.answer.comment if row.answer else ""
            if comment and comment != self.cleaned_data.get(_comment(row)):
                self.add_error(_comment(row), _t("Saved in the meantime: %(value)s") % {"value": comment})

    def _add_item(self, row: ChecklistRow, choices: list[tuple[str, Any]]) -> None:
        answer = row.answer
        self.fields[_score(row)] = forms.ChoiceField(
            label=f"{row.item.position}. {row.item}",
            choices=choices,
            required=False,
            widget=ScaleSelect,
            initial=_initial(row),
        )
        self.fields[_comment(row)] = forms.CharField(
            label=_("Comment"),
            max_length=COMMENT_LENGTH,
            required=False,
            initial=answer.comment if answer else "",
            widget=forms.Textarea(attrs={"rows": 1}),
        )


def _anchors(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """ "0 none" to "4 fully", in the words of the checklist."""
    checklist = checklist_of(diagnosis)
    anchors = (
        checklist.anchors_en if get_language() == "en" and checklist.anchors_en else checklist.anchors_ko
    )
    return [(str(score), f"{score} {anchor}") for score, anchor in enumerate(anchors)]


def _initial(row: ChecklistRow) -> str:
    if row.answer is None or not row.answer.is_given:
        return ""
    return NOT_APPLICABLE if row.answer.not_applicable else str(row.answer.score)


def _score(row: ChecklistRow) -> str:
    return f"score_{row.item.position}"


def _comment(row: ChecklistRow) -> str:
    return f"comment_{row.item.position}"


def _plain(stream: Mapping[str, Any]) -> dict[str, str]:
    """Numbers without zeros at the end, as somebody would have typed them."""
    shown = {name: str(value) for name, value in stream.items()}
    for name in ("quantity", "price_krw"):
        if "." in shown[name]:
            shown[name] = shown[name].rstrip("0").rstrip(".")
    return shown
