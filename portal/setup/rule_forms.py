"""Forms of the rows and heads of versioned sets. What holds together is said by the models (their ``clean``)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Max
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from applications.asked import EVIDENCE
from calculations.scores import MAX_SCORE
from programs import factor_kinds, versions
from programs.facts import FACTS, FactKind
from programs.models import (
    Carrier,
    Checklist,
    ChecklistItem,
    CriteriaSet,
    Criterion,
    DocumentAsked,
    DocumentList,
    Factor,
    FactorSet,
    RateTable,
    Round,
    RowOfVersion,
    ScoringCriterion,
    ScoringSheet,
    SupportRate,
    Versioned,
)
from programs.sentences import CHOICES, UNIT_LABELS
from programs.versions import SetKind

SOURCED = ("source", "confidence", "remark")
Group = tuple[str | Promise, list[BoundField]]


class GroupedForm(forms.ModelForm):
    """A form whose fields are shown in groups with a legend; without ``GROUPS`` it is one group."""

    GROUPS: ClassVar[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = ()
    template = "setup/rules/fields.html"

    def groups(self) -> list[Group]:
        named = self.GROUPS or (("", tuple(self.fields)),)
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in named]


class RowForm(GroupedForm):
    """One row of a set. ``row`` is the one that is changed, None for a new one."""

    def __init__(
        self, *args: Any, round_: Round, kind: SetKind, row: RowOfVersion | None = None, **kwargs: Any
    ) -> None:
        self.round, self.kind, self.row = round_, kind, row
        self.versioned: Versioned | None = getattr(round_, kind.field)
        self._key = versions.row_key(kind, row) if row else ""
        super().__init__(*args, instance=row or self._new_row(), **kwargs)
        if row is None and "position" in self.fields and not self.initial.get("position"):
            self.initial["position"] = self._next_position()
        if row is not None and "code" in self.fields:
            del self.fields["code"]

    def _new_row(self) -> RowOfVersion:
        owner = {self.kind.owner: self.versioned} if self.versioned else {}
        return self.kind.row_model(**owner)

    def _next_position(self) -> int:
        rows = getattr(self.versioned, self.kind.rows).all() if self.versioned else None
        return 1 if rows is None else (rows.aggregate(n=Max("position"))["n"] or 0) + 1

    def clean(self) -> dict[str, Any]:
        super().clean()
        if "code" in self.fields and not self.cleaned_data.get("code") and "code" not in self.errors:
            self.cleaned_data["code"] = self._free_code()
        if not any(name in self.errors for name in self.kind.key) and self._is_taken():
            self.add_error(self.kind.key[-1], self._taken_text())
        return self.cleaned_data

    def code_stem(self) -> str:
        """What an automatic code begins with."""
        return "row"

    def _free_code(self) -> str:
        rows = getattr(self.versioned, self.kind.rows).all() if self.versioned else ()
        taken = {row.code for row in rows}
        stem = self.code_stem()[:34]
        names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _is_taken(self) -> bool:
        values = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in self.kind.key}
        key = "--".join(str(values[name]) for name in self.kind.key)
        return bool(self.versioned and key != self._key and versions.find_row(self.kind, self.versioned, key))

    def _taken_text(self) -> str:
        if self.kind.key == ("position",):
            return now("Another row stands at this position. The next free one is %(next)s.") % {
                "next": self._next_position()
            }
        return now("The set has a row for this already. Change that one, or choose something else here.")


def evidence_labels(round_: Round) -> dict[str, str]:
    """Documents that a criterion may ask for: those of the round's list, else the usual ones."""
    listed = round_.document_list
    documents = listed.documents.filter(step=DocumentAsked.Step.APPLICATION) if listed else ()
    labels = {str(document.code): str(document) for document in documents}
    return labels or {code: str(label) for code, label in EVIDENCE.items()}


class CriterionForm(RowForm):
    GROUPS = (
        (_("Rule"), ("fact", "operator", "threshold", "unit", "on_fail", "kind", "bonus_points")),
        (_("Proof"), ("evidence",)),
        (
            _("Wording"),
            (
                *("wording_ko", "wording_en", "staff_wording_ko", "staff_wording_en"),
                *("hint_ko", "hint_en"),
            ),
        ),
        (_("Where it comes from"), (*SOURCED, "position", "code")),
    )
    template = "setup/rules/criterion_fields.html"

    class Meta:
        model = Criterion
        fields = (
            *("fact", "operator", "threshold", "unit", "on_fail", "kind", "bonus_points", "evidence"),
            *("wording_ko", "wording_en", "staff_wording_ko", "staff_wording_en", "hint_ko", "hint_en"),
            *SOURCED,
            *("position", "code"),
        )
        labels = {"source": _("Legal source"), "operator": _("How it is compared")}
        help_texts = {
            "on_fail": _("Conditions only: priorities and bonus rows never exclude anybody."),
            "wording_ko": _("What the firm reads, as a sentence."),
            "staff_wording_ko": _("What to look at when screening."),
            "source": _("Law, notice or guideline with its article, such as 공고 제2021-45호 3항."),
            "confidence": _("Anything but verified is shown with its remark."),
            "position": _("Its place in the list."),
            "code": _("Latin letters, digits and hyphens; empty: made from the fact."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = forms.ChoiceField(
            label=_("Evidence asked"),
            required=False,
            choices=[("", _("none")), *self._documents()],
            help_text=_("From the documents that the round asks for with the application."),
        )
        units = sorted({fact.unit for fact in FACTS.values()} - {""})
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit"),
            required=False,
            choices=[("", _("none")), *((unit, UNIT_LABELS.get(unit, unit)) for unit in units)],
            help_text=_("What the threshold counts; filled in with the fact."),
        )
        if "code" in self.fields:
            self.fields["code"].required = False
        self._fit_to_fact(FACTS.get(self["fact"].value() or ""))

    def _documents(self) -> Iterable[tuple[str, str]]:
        choices = evidence_labels(self.round)
        if self.instance.evidence:
            choices.setdefault(self.instance.evidence, self.instance.evidence)
        return choices.items()

    def _fit_to_fact(self, fact: Any) -> None:
        """Offer what fits the chosen fact; a form that is sent is checked by the model, not by its choices."""
        if fact is None or self.is_bound:
            return
        fitting = [(o.value, Criterion.Operator(o.value).label) for o in fact.kind.operators]
        self.fields["operator"].choices = fitting if len(fitting) == 1 else [("", "---------"), *fitting]
        self.initial["unit"] = fact.unit
        if fact.kind is FactKind.YES_NO:
            self.initial["threshold"] = ""
        self.fields["threshold"].help_text = self._threshold_hint(fact)

    @staticmethod
    def _threshold_hint(fact: Any) -> str:
        if fact.kind is FactKind.NUMBER:
            return now("A number without unit, such as 2000.")
        if fact.kind is FactKind.YES_NO:
            return now("Nothing: yes and no need no threshold.")
        known = ", ".join(f"{choice} ({CHOICES.get(choice, choice)})" for choice in fact.choices)
        return now("Values with | between them. Possible are %(known)s.") % {"known": known}

    def code_stem(self) -> str:
        return str(self.cleaned_data.get("fact", "criterion"))


A_FRACTION = {
    code: _("Enter a fraction of at most 1 with up to three decimals, such as 0.67 for two thirds.")
    for code in ("max_digits", "max_decimal_places", "max_whole_digits", "max_value", "min_value")
}


class SupportRateForm(RowForm):
    class Meta:
        model = SupportRate
        fields = ("size", "support_type", "grade", "rate", "ceiling_krw", "minimum_krw")
        error_messages = {"rate": A_FRACTION}
        widgets = {
            name: forms.NumberInput(attrs={"data-unit": _("won")}) for name in ("ceiling_krw", "minimum_krw")
        }


class ScoringCriterionForm(RowForm):
    class Meta:
        model = ScoringCriterion
        fields = ("position", "name_ko", "name_en", "hint_ko", "weight", "scale")
        help_texts = {
            "weight": _("The weights of all rows add up to 100."),
            "scale": _("Marks go from 0 to this number."),
        }


class ChecklistItemForm(RowForm):
    class Meta:
        model = ChecklistItem
        fields = ("position", "area_ko", "area_en", "text_ko", "text_en", "weight", "may_be_not_applicable")


class FactorForm(RowForm):
    class Meta:
        model = Factor
        fields = ("kind", "carrier", "value", "unit", "valid_from", "valid_to", *SOURCED)
        help_texts = {
            "unit": _("Such as MJ/Nm3, toe/MWh or kgCO2/TJ."),
            "source": _("Law, notice or publication with its date."),
            "confidence": _("Anything but verified is shown with its remark."),
        }
        widgets = {"valid_from": forms.DateInput, "valid_to": forms.DateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", "---------"), *((kind.value, label) for kind, label in factor_kinds.LABELS.items())]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds)
        carriers = [("", _("all carriers")), *((row.code, str(row)) for row in Carrier.objects.all())]
        if (known := self.instance.carrier) and known not in dict(carriers):
            carriers.append((known, known))
        self.fields["carrier"] = forms.ChoiceField(label=_("Carrier"), choices=carriers, required=False)

    def _is_taken(self) -> bool:
        """The model says it better: with the other figure and its validity."""
        return False


class DocumentAskedForm(RowForm):
    class Meta:
        model = DocumentAsked
        fields = ("position", "step", "name_ko", "name_en", "hint_ko", "is_required", "valid_days", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].required = False
            self.fields["code"].help_text = _("Latin letters, digits and hyphens; empty: made for you.")

    def code_stem(self) -> str:
        return "document"


NAMES = ("name_ko", "name_en")


class HeadForm(GroupedForm):
    """What a set says of itself."""

    def __init__(self, *args: Any, round_: Round, kind: SetKind, **kwargs: Any) -> None:
        instance = getattr(round_, kind.field) or kind.model()
        super().__init__(*args, instance=instance, **kwargs)


class CriteriaSetForm(HeadForm):
    class Meta:
        model = CriteriaSet
        fields = NAMES


class FactorSetForm(HeadForm):
    class Meta:
        model = FactorSet
        fields = NAMES


class DocumentListForm(HeadForm):
    class Meta:
        model = DocumentList
        fields = NAMES


class RateTableForm(HeadForm):
    class Meta:
        model = RateTable
        fields = (*NAMES, "own_share_floor", "own_cash_floor", "rounding", "vat", *SOURCED)
        error_messages = dict.fromkeys(("own_share_floor", "own_cash_floor"), A_FRACTION)


class ScoringSheetForm(HeadForm):
    class Meta:
        model = ScoringSheet
        fields = (*NAMES, "drops_extremes", *SOURCED)


class AnchorsField(forms.CharField):
    """The words of the scale from 0 to 4, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": STEPS_OF_SCALE}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if words and len(words) != STEPS_OF_SCALE:
            raise forms.ValidationError(
                now("Enter five lines, from 0 to 4; there are %(count)s.") % {"count": len(words)}
            )
        return words


# 0 to 4 (calculations.scores).
STEPS_OF_SCALE = MAX_SCORE + 1


class ChecklistForm(HeadForm):
    anchors_ko = AnchorsField(label=_("Words of the scale"), help_text=_("Five lines, from 0 to 4."))
    anchors_en = AnchorsField(
        label=_("Words of the scale in English"),
        required=False,
        help_text=_("Five lines, or nothing: then the Korean ones are shown."),
    )

    class Meta:
        model = Checklist
        fields = (*NAMES, "kind", "anchors_ko", "anchors_en", *SOURCED)


ROW_FORMS: dict[str, type[RowForm]] = {
    "criteria_set": CriterionForm,
    "rate_table": SupportRateForm,
    "scoring_sheet": ScoringCriterionForm,
    "checklist": ChecklistItemForm,
    "factor_set": FactorForm,
    "document_list": DocumentAskedForm,
}
HEAD_FORMS: dict[str, type[HeadForm]] = {
    "criteria_set": CriteriaSetForm,
    "rate_table": RateTableForm,
    "scoring_sheet": ScoringSheetForm,
    "checklist": ChecklistForm,
    "factor_set": FactorSetForm,
    "document_list": DocumentListForm,
}


class ChooseSetForm(forms.Form):
    """Which of the existing sets the round uses."""

    chosen = forms.ModelChoiceField(
        queryset=CriteriaSet.objects.none(), label=_("Set that the round uses"), empty_label=None
    )

    def __init__(self, *args: Any, sets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = sets
        self.fields["chosen"].label_from_instance = _with_state


def _with_state(versioned: Versioned) -> str:
    """Such as “Energy: Energy checklist v2 (in use, frozen)”."""
    label = f"{versioned.get_kind_display()}: {versioned}" if isinstance(versioned, Checklist) else versioned
    state = now("%(set)s (in use, frozen)") if versioned.frozen_at else "%(set)s"
    return state % {"set": label}
