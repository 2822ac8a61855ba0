"""What an official types on the screening page: decisions, words about flags, and the act that ends the work."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import CriterionVerdict, DuplicateFlag
from journal import clock
from workflow.transitions import Transition

LATER = ""


class Optional(forms.Form):
    """A form that counts only when something was typed into it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **options)


class DecisionForm(Optional):
    """A person's decision about one criterion, with the reason."""

    met = forms.TypedChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Met")), ("no", gettext_lazy("Not met"))],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, verdict: CriterionVerdict, **options: Any) -> None:
        super().__init__(*args, prefix=f"c-{verdict.criterion.code}", **options)
        self.verdict = verdict


class FlagForm(Optional):
    """What a flag means, with the reason."""

    state = forms.ChoiceField(
        label=gettext_lazy("Who the other one is"),
        choices=[choice for choice in DuplicateFlag.State.choices if choice[0] != DuplicateFlag.State.OPEN],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, flag: DuplicateFlag, **options: Any) -> None:
        super().__init__(*args, prefix=f"f-{flag.pk}", **options)
        self.flag = flag


class ScreeningActForm(forms.Form):
    """Pass, have corrected, refuse, or leave for later; with the words that go into the record."""

    name = forms.ChoiceField(label=gettext_lazy("What follows"), widget=forms.RadioSelect, required=False)
    comment = forms.CharField(
        label=gettext_lazy("Reason or comment"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who works on the case reads it in the history, the company too."),
    )
    deadline = forms.DateField(
        label=gettext_lazy("Correction by"),
        required=False,
        widget=forms.DateInput(),
        help_text=gettext_lazy("Only for a correction. The day ends at 24:00 Korean time."),
    )

    override_reason = forms.CharField(
        label=gettext_lazy("Reason to go on despite an open correction request"),
        max_length=500,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        rows: list[Transition],
        correction_days: int,
        is_being_corrected: bool = False,
        **options: Any,
    ) -> None:
        options.setdefault("initial", {})
        options["initial"] = {
            "name": LATER,
            "deadline": _days_ahead(correction_days),
            **options["initial"],
        }
        super().__init__(*args, **options)
        self.rows = {row.name: row for row in rows}
        labels = [(row.name, row.staff_label) for row in rows]
        self.fields["name"].choices = [(LATER, _("Nothing yet: only save the decisions")), *labels]
        if "request_correction" not in self.rows:
            del self.fields["deadline"]
        if not is_being_corrected:
            del self.fields["override_reason"]

    def clean(self) -> dict[str, Any]:
        """A reason where the table wants one; a day where a correction is asked."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        row = self.rows.get(values.get("name", ""))
        if row is None:
            return values
        if row.comment_required and not values.get("comment", "").strip():
            self.add_error("comment", _("Give a reason."))
        if row.name == "request_correction" and not values.get("deadline") and "deadline" not in self.errors:
            self.add_error("deadline", _("Name the day by which the company answers."))
        return values

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("name") or LATER)

    def act_data(self) -> dict[str, Any]:
        """The data of the chosen row."""
        if self.chosen == "request_correction":
            return {"deadline": self.cleaned_data["deadline"].isoformat()}
        reason = self.cleaned_data.get("override_reason", "")
        return {"override_reason": reason} if self.chosen == "screen" and reason else {}


def _days_ahead(days: int) -> date:
    return clock.today() + timedelta(days=days)
