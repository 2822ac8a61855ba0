"""The scratch copy as a form: what is stored stands in it, and only what differs goes into the address."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from portal.setup.simulator.comparison import Scratch
from programs.facts import FACTS, FactKind
from programs.models import Criterion, RateTable, Round, SupportRate
from programs.sentences import CHOICES, UNIT_LABELS

THEN, ROUND = "then", "round"
A_RATE = Decimal("0.001")


@dataclass(frozen=True)
class CriterionRow:
    """A criterion of the round with its fields; None where the row has nothing of the kind."""

    criterion: Criterion
    applies: BoundField
    threshold: BoundField | None
    on_fail: BoundField | None
    bonus_points: BoundField | None


@dataclass(frozen=True)
class RateRow:
    cell: SupportRate
    rate: BoundField
    ceiling_krw: BoundField


class ScratchForm(forms.Form):
    """Rules to try. Nothing of it is saved: ``changes`` is the query that shows the same again."""

    source = forms.ChoiceField(label=_("Applicants of"))
    compared_with = forms.ChoiceField(
        label=_("Compare with"),
        choices=[
            (ROUND, _("The rules of this round as they are saved")),
            (THEN, _("The rules they were judged by then")),
        ],
        widget=forms.RadioSelect,
    )
    own_share_floor = forms.DecimalField(
        label=_("Own share at least"), min_value=0, max_value=1, help_text=_("As a fraction: 0.33 is 33 %.")
    )
    rate_factor = forms.DecimalField(
        label=_("All rates times"),
        min_value=0,
        max_value=10,
        help_text=_("1 leaves them; 0.9 lowers each by a tenth."),
    )
    ceiling_factor = forms.DecimalField(
        label=_("All ceilings times"), min_value=0, max_value=10, help_text=_("1 leaves them.")
    )

    def __init__(self, round_: Round, sources: list[Round], query: QueryDict | None = None) -> None:
        self.criteria = list(round_.criteria_set.criteria.all())
        self.table = round_.rate_table
        self.cells = list(self.table.rates.all())
        self._stored = self._stored_values(self.table, sources)
        super().__init__(self._with_stored(query or QueryDict()))
        self.sources = {str(source.uid): source for source in sources}
        self.fields["source"].choices = [(uid, str(source)) for uid, source in self.sources.items()]
        for row in self.criteria:
            self._add_criterion(row)
        for cell in self.cells:
            self._add_cell(cell)
        self.scratch: Scratch | None = None

    # -- what is stored, and what of it was changed ----------------------------------------------------------

    def _stored_values(self, table: RateTable, sources: list[Round]) -> dict[str, list[str]]:
        values: dict[str, Any] = {
            "source": sources[0].uid if sources else "",
            "compared_with": ROUND,
            "own_share_floor": f"{table.own_share_floor.normalize():f}",
            "rate_factor": 1,
            "ceiling_factor": 1,
        }
        for row in self.criteria:
            values |= {
                name(row, "applies"): "true",
                name(row, "threshold"): row.threshold,
                name(row, "on_fail"): row.on_fail,
                name(row, "bonus_points"): f"{row.bonus_points.normalize():f}",
            }
        for cell in self.cells:
            values |= {
                name(cell, "rate"): f"{cell.rate.normalize():f}",
                name(cell, "ceiling_krw"): cell.ceiling_krw,
            }
        lists = {key: [str(value)] for key, value in values.items()}
        return lists | {
            name(row, "threshold"): row.threshold.split("|") for row in self.criteria if is_list(row)
        }

    def _with_stored(self, query: QueryDict) -> QueryDict:
        data = QueryDict(mutable=True)
        for key, values in (self._stored | dict(query.lists())).items():
            data.setlist(key, values)
        return data

    @classmethod
    def of_page(cls, round_: Round, sources: list[Round], posted: QueryDict) -> "ScratchForm":
        """The form as it was sent: a box that is not ticked is not sent, which must not read as “as stored”."""
        query = posted.copy()
        for row in round_.criteria_set.criteria.all():
            query[name(row, "applies")] = "true" if name(row, "applies") in posted else "false"
            if is_list(row):
                query.setlistdefault(name(row, "threshold"), [])
        return cls(round_, sources, query)

    @property
    def changes(self) -> str:
        """The query that differs from what is stored: short enough to pass on."""
        query = QueryDict(mutable=True)
        query["source"] = self.data.get("source", "")
        for key in self.fields:
            sent = self.data.getlist(key)
            if sorted(sent) != sorted(self._stored[key]):
                query.setlist(key, sent)
        return query.urlencode()

    # -- fields ----------------------------------------------------------------------------------------------

    def _add_criterion(self, row: Criterion) -> None:
        of_row = {"criterion": row}
        self.fields[name(row, "applies")] = forms.BooleanField(
            label=now("Applies: %(criterion)s") % of_row, required=False
        )
        if FACTS[row.fact].kind is not FactKind.YES_NO:
            self.fields[name(row, "threshold")] = _threshold_field(
                row, now("Threshold: %(criterion)s") % of_row
            )
        if row.kind == Criterion.Kind.CONDITION:
            self.fields[name(row, "on_fail")] = forms.ChoiceField(
                label=now("When it fails: %(criterion)s") % of_row, choices=Criterion.OnFail.choices
            )
        if row.kind == Criterion.Kind.BONUS:
            self.fields[name(row, "bonus_points")] = forms.DecimalField(
                label=now("Bonus points: %(criterion)s") % of_row, min_value=0, max_digits=5, decimal_places=1
            )

    def _add_cell(self, cell: SupportRate) -> None:
        of_cell = {"cell": cell_label(cell)}
        self.fields[name(cell, "rate")] = forms.DecimalField(
            label=now("Public share: %(cell)s") % of_cell,
            min_value=0,
            max_value=1,
            max_digits=4,
            decimal_places=3,
        )
        self.fields[name(cell, "ceiling_krw")] = forms.IntegerField(
            label=now("Ceiling: %(cell)s") % of_cell,
            min_value=0,
            widget=forms.NumberInput(attrs={"data-unit": _("won")}),
        )

    def criterion_rows(self) -> Iterator[CriterionRow]:
        for row in self.criteria:
            yield CriterionRow(row, self[name(row, "applies")], *(self._bound(row, each) for each in EDITED))

    def _bound(self, row: Criterion, field: str) -> BoundField | None:
        return self[name(row, field)] if name(row, field) in self.fields else None

    def rate_rows(self) -> Iterator[RateRow]:
        for cell in self.cells:
            yield RateRow(cell, self[name(cell, "rate")], self[name(cell, "ceiling_krw")])

    @property
    def has_cell_errors(self) -> bool:
        """Whether the table of cells must be open, so that an error in it is seen."""
        return any(field.errors for row in self.rate_rows() for field in (row.rate, row.ceiling_krw))

    # -- the scratch copy ------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """The rows as the models accept them: what cannot be saved cannot be simulated either."""
        criteria = tuple(
            self._changed(row, EDITED) for row in self.criteria if self.cleaned_data.get(name(row, "applies"))
        )
        table = copy.copy(self.table)
        table.own_share_floor = self.cleaned_data.get("own_share_floor") or Decimal(0)
        rates = {
            (cell.size, cell.support_type, cell.grade): self._changed_cell(cell, table) for cell in self.cells
        }
        if not self.errors:
            self.scratch = Scratch(criteria, rates)
        return self.cleaned_data

    @property
    def chosen_source(self) -> Round:
        return self.sources[self.cleaned_data["source"]]

    @property
    def as_then(self) -> bool:
        return self.cleaned_data["compared_with"] == THEN

    def _changed(self, row: Criterion, fields: tuple[str, ...]) -> Criterion:
        changed = copy.copy(row)
        for field in fields:
            key = name(row, field)
            if key in self.cleaned_data:
                value = self.cleaned_data[key]
                setattr(changed, field, "|".join(value) if isinstance(value, list) else value)
        self._check(row, changed)
        return changed

    def _changed_cell(self, cell: SupportRate, table: RateTable) -> SupportRate:
        """The cell with both factors; a rate keeps three decimals, dropped below, a ceiling whole won."""
        changed = copy.copy(cell)
        changed.rate_table = table
        sent = self.cleaned_data
        needed = (name(cell, "rate"), name(cell, "ceiling_krw"), "rate_factor", "ceiling_factor")
        if all(sent.get(key) is not None for key in needed):
            rate, ceiling_krw, rate_factor, ceiling_factor = (sent[key] for key in needed)
            changed.rate = (rate * rate_factor).quantize(A_RATE, rounding=ROUND_DOWN)
            changed.ceiling_krw = int(ceiling_krw * ceiling_factor)
            self._check(cell, changed)
        return changed

    def _check(self, row: Criterion | SupportRate, changed: Criterion | SupportRate) -> None:
        """Put what the model refuses next to the field it is about."""
        try:
            changed.clean()
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                key = name(row, field)
                if not self.has_error(key):
                    self.add_error(key if key in self.fields else None, messages)


EDITED = ("threshold", "on_fail", "bonus_points")


def name(row: Criterion | SupportRate, field: str) -> str:
    """The field of a row, named by what tells rows of a set apart."""
    if isinstance(row, Criterion):
        return f"{row.code}.{field}"
    return f"{row.size}-{row.support_type}-{row.grade}.{field}"


def is_list(row: Criterion) -> bool:
    """Whether the threshold is several of a fact's choices."""
    return row.operator == Criterion.Operator.IN


def cell_label(cell: SupportRate) -> str:
    return f"{cell.get_size_display()} · {cell.get_support_type_display()} · {cell.grade}"


def _threshold_field(row: Criterion, label: str) -> forms.Field:
    """Ticks for a list of choices, one choice, or a number with its unit; the model says what a number is."""
    fact = FACTS[row.fact]
    choices = [(value, CHOICES.get(value, value)) for value in fact.choices]
    if is_list(row):
        return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)
    if fact.kind is FactKind.CHOICE:
        return forms.ChoiceField(label=label, choices=choices)
    attrs = {
        "data-unit": UNIT_LABELS.get(row.unit, row.unit),
        "inputmode": "decimal",
        "class": "control-narrow",
    }
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.TextInput(attrs=attrs))
