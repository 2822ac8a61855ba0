"""Forms of the selection committee. They shape input; the services decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.errors import ActError, BadData
from accounts.models import User
from applications.models import Committee, CommitteeMinutes, Review, ReviewAssignment, SelectionDecision
from journal import clock
from programs.models import Region, Round, ScoringCriterion

# Up to this highest mark each mark is a button of its own; above it is typed.
MOST_BUTTONS = 10
WORDS_OF_FIVE = (
    gettext_lazy("no grounds"),
    gettext_lazy("very poor"),
    gettext_lazy("poor"),
    gettext_lazy("fair"),
    gettext_lazy("good"),
    gettext_lazy("very good"),
)


class CommitteeForm(forms.ModelForm):
    """How a committee works; its region only when it is opened."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("All regions of the round"),
    )

    class Meta:
        model = Committee
        fields = ("name", "region", "per_case", "due_on", "is_blind", "priority_first", "chair")
        labels = {"chair": gettext_lazy("Chair")}
        help_texts = {"chair": gettext_lazy("Closes the scores; chosen among the members.")}

    def __init__(self, *args: Any, round_: Round, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = Region.objects.filter(rounds=round_)
        committee = self.instance
        if committee.pk:
            del self.fields["region"]
            members = committee.members.current().values("user")
            self.fields["chair"].queryset = User.objects.filter(pk__in=members).order_by("name")
        else:
            del self.fields["chair"]
        if round_.selected_by != Round.SelectedBy.COMMITTEE:
            for name in ("per_case", "is_blind", "due_on", "chair"):
                self.fields.pop(name, None)

    def _post_clean(self) -> None:
        """The instance stays as it is stored: the service writes."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "region"}


class MembersForm(forms.Form):
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses of evaluators"),
        help_text=gettext_lazy("One a line. They need the evaluator's role in this programme."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def addresses(self) -> list[str]:
        return self.cleaned_data["emails"].replace(",", "\n").replace(";", "\n").split()


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("XLSX file"),
        help_text=gettext_lazy(
            "The list as it was downloaded here, with evaluators filled in; at most 1 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class ReasonForm(forms.Form):
    """A reason beside a button."""

    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TiesForm(forms.Form):
    ties = forms.CharField(
        label=gettext_lazy("Firms you have ties with"),
        required=False,
        help_text=gettext_lazy(
            "Names or business numbers, one a line; empty if there are none. You do not get their cases."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["ties"].splitlines() if line.strip()]


class DeclareForm(forms.Form):
    """The declarations of several cases, each untouched until answered, and the pledge."""

    pledge = forms.BooleanField(label=gettext_lazy("I give this pledge."), required=False)

    def __init__(self, *args: Any, places: Iterable[ReviewAssignment], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = list(places)
        for place in self.places:
            self.fields[f"has_conflict_{place.pk}"] = forms.TypedChoiceField(
                label=_("Conflict of interest"),
                choices=[("no", _("None")), ("yes", _("I have one"))],
                coerce=lambda answer: answer == "yes",
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{place.pk}"] = forms.CharField(
                label=_("Which conflict"), required=False, max_length=300
            )
        self.order_fields([*(name for name in self.fields if name != "pledge"), "pledge"])

    def controls(self, place: ReviewAssignment) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"has_conflict_{place.pk}"], self[f"reason_{place.pk}"]

    def answer(self, place: ReviewAssignment) -> dict[str, Any] | None:
        """What was declared about a case; None: nothing yet."""
        has_conflict = self.cleaned_data.get(f"has_conflict_{place.pk}")
        if has_conflict is None:
            return None
        return {
            "has_conflict": has_conflict,
            "reason": self.cleaned_data.get(f"reason_{place.pk}", ""),
            "pledge": self.cleaned_data.get("pledge", False),
        }

    def refuse(self, place: ReviewAssignment, error: ActError) -> None:
        """A refusal stands at the case it concerns; that of the pledge at the pledge."""
        told = (
            error.errors if isinstance(error, BadData) else {getattr(error, "field", None): [error.message]}
        )
        for name, messages in told.items():
            field = name if name == "pledge" else f"{name or 'has_conflict'}_{place.pk}"
            for message in messages:
                known = field if field in self.fields else None
                if message not in self.errors.get(known or "__all__", []):
                    self.add_error(known, message)


class ReviewForm(forms.Form):
    """The marks of a case: a row of buttons for each criterion, or a number where the scale is long."""

    comment = forms.CharField(
        label=gettext_lazy("Comment on the whole"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, criteria: Iterable[ScoringCriterion], **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"mark_{criterion.position}"] = _mark_field(criterion)
            self.fields[f"note_{criterion.position}"] = forms.CharField(
                label=_("Note on “%(criterion)s”") % {"criterion": criterion}, required=False, max_length=500
            )
        self.order_fields([*(name for name in self.fields if name != "comment"), "comment"])

    def rows(self) -> Iterable[dict[str, Any]]:
        """Each criterion with its two controls."""
        for criterion in self.criteria:
            yield {
                "criterion": criterion,
                "mark": self[f"mark_{criterion.position}"],
                "note": self[f"note_{criterion.position}"],
            }

    def marks(self) -> dict[int, dict[str, Any]]:
        return {
            c.position: {
                "mark": self.cleaned_data.get(f"mark_{c.position}"),
                "comment": self.cleaned_data.get(f"note_{c.position}", ""),
            }
            for c in self.criteria
        }

    @staticmethod
    def initial_of(review: Review | None) -> dict[str, Any]:
        """What is stored, by the names of the fields."""
        if review is None:
            return {}
        values: dict[str, Any] = {"comment": review.comment}
        for mark in review.marks.all():
            values[f"mark_{mark.criterion.position}"] = _shown(mark.mark)
            values[f"note_{mark.criterion.position}"] = mark.comment
        return values


def _mark_field(criterion: ScoringCriterion) -> forms.Field:
    weight = f"{criterion.weight.normalize():f}"
    told = _("%(weight)s points of 100 · marks 0 to %(scale)s") % {"weight": weight, "scale": criterion.scale}
    hint = f"{told}. {criterion.hint_ko}" if criterion.hint_ko else told
    if criterion.scale > MOST_BUTTONS:
        return forms.DecimalField(
            label=str(criterion),
            required=False,
            min_value=0,
            max_value=criterion.scale,
            decimal_places=1,
            help_text=hint,
        )
    return forms.TypedChoiceField(
        label=str(criterion),
        choices=[(str(mark), word_of(mark, criterion.scale)) for mark in range(criterion.scale, -1, -1)],
        coerce=Decimal,
        empty_value=None,
        required=False,
        help_text=hint,
        widget=forms.RadioSelect,
    )


def word_of(mark: int, scale: int) -> str:
    """A mark with its word where the scale has words: 5 very good … 0 no grounds."""
    return f"{mark} {WORDS_OF_FIVE[mark]}" if scale == len(WORDS_OF_FIVE) - 1 else str(mark)


def _shown(mark: Decimal | None) -> str:
    return "" if mark is None else f"{mark.normalize():f}"


class AbstainForm(forms.Form):
    abstain_reason = forms.CharField(label=gettext_lazy("Why you abstain"), max_length=300)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=pgettext_lazy("committee", "Decision"),
        choices=SelectionDecision.Decision.choices,
        widget=forms.RadioSelect,
    )
    conditions = forms.CharField(
        label=pgettext_lazy("decision", "Conditions"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One a line; they stand on the letter of the selection."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Needed for a refusal (the firm reads it), for a change, and against the ranked list."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MinutesForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("Signed minutes"), required=False, help_text=gettext_lazy("PDF, JPG, PNG or HWP.")
    )

    class Meta:
        model = CommitteeMinutes
        fields = ("held_on", "place", "attendees", "text")
        widgets = {
            "attendees": forms.Textarea(attrs={"rows": 3}),
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {"attendees": gettext_lazy("One a line: name and office.")}

    def _post_clean(self) -> None:
        """The instance stays as it is stored: the service writes."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class PlanForm(forms.Form):
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("All regions of the round"),
    )
    confirmed_on = forms.DateField(label=gettext_lazy("Confirmed on"))
    votes_for = forms.IntegerField(label=gettext_lazy("Votes for"), min_value=0, max_value=100)
    votes_against = forms.IntegerField(
        label=gettext_lazy("Votes against"), min_value=0, max_value=100, initial=0
    )
    votes_abstained = forms.IntegerField(
        label=gettext_lazy("Abstentions"), min_value=0, max_value=100, initial=0
    )
    minutes = forms.CharField(label=gettext_lazy("Minutes"), widget=forms.Textarea(attrs={"rows": 5}))
    file = forms.FileField(
        label=gettext_lazy("Plan of city and lead company"), help_text=gettext_lazy("PDF, JPG, PNG or HWP.")
    )

    def __init__(self, *args: Any, round_: Round, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = Region.objects.filter(rounds=round_)
        self.fields["confirmed_on"].initial = clock.today()
