"""Interviews, the on-site check, and the firm's team, as typed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.fields import FilesField, FilesInput
from applications.models import CaseContact, Interview, InterviewAnswer
from programs.models import QuestionnaireItem
from programs.models.interviews import SCALE


class InterviewHeadForm(forms.ModelForm):
    """Whom one talks to."""

    class Meta:
        model = Interview
        fields = ("audience", "person_name", "position", "held_on")
        labels = {"position": gettext_lazy("Job title"), "held_on": gettext_lazy("Day of the interview")}
        widgets = {"audience": forms.RadioSelect, "held_on": forms.DateInput()}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["audience"].choices = QuestionnaireItem.Audience.choices


class InterviewForm(forms.ModelForm):
    """Who was asked, and one field for each question."""

    class Meta:
        model = Interview
        fields = ("person_name", "position", "held_on")
        labels = {"position": gettext_lazy("Job title"), "held_on": gettext_lazy("Day of the interview")}
        widgets = {"held_on": forms.DateInput()}

    def __init__(
        self,
        *args: Any,
        items: Iterable[QuestionnaireItem],
        answers: Iterable[InterviewAnswer] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        stored = {answer.item_id: answer for answer in answers}
        self.areas: list[tuple[str, list[str]]] = []
        for item in items:
            name = f"q{item.position}"
            self.fields[name] = _question(item)
            if answer := stored.get(item.pk):
                self.initial[name] = answer.text or str(answer.value)
            if not self.areas or self.areas[-1][0] != item.area:
                self.areas.append((item.area, []))
            self.areas[-1][1].append(name)

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions by area."""
        return [(area, [self[name] for name in names]) for area, names in self.areas]

    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]

    def act_data(self) -> dict[str, Any]:
        """As the service takes it."""
        values = self.cleaned_data
        names = [name for _area, found in self.areas for name in found]
        return {
            **{name: values[name] for name in self.Meta.fields},
            "answers": {name.removeprefix("q"): values[name] for name in names},
        }


def _question(item: QuestionnaireItem) -> forms.Field:
    label = f"{item.position}. {item}"
    if item.kind == QuestionnaireItem.Kind.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=label, required=False, max_length=5000, widget=widget)
    if item.kind == QuestionnaireItem.Kind.SCALE:
        choices = [(str(mark), str(mark)) for mark in SCALE]
        hint = _("1 = not at all, 5 = very much")
    else:
        choices = [(str(number), text) for number, text in enumerate(item.choices)]
        hint = ""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.RadioSelect, help_text=hint
    )


class SiteCheckForm(forms.Form):
    """What was seen on the site."""

    visited_on = forms.DateField(label=gettext_lazy("Visited on"), widget=forms.DateInput())
    findings = forms.CharField(
        label=gettext_lazy("Findings"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    recommended = forms.ChoiceField(
        label=gettext_lazy("Recommended for selection"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )
    photos = FilesField(
        label=gettext_lazy("Photos"),
        required=False,
        widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png", "capture": "environment"}),
        help_text=gettext_lazy("JPG or PNG. Officials see them, the company does not."),
    )

    def act_data(self) -> dict[str, Any]:
        names = ("visited_on", "findings", "recommended")
        return {name: self.cleaned_data[name] for name in names}


class ContactForm(forms.ModelForm):
    """One of the firm's people."""

    class Meta:
        model = CaseContact
        fields = ("role", "name", "position", "phone", "email")
        labels = {"position": gettext_lazy("Job title")}
