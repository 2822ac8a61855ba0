"""A row's data schema as a form: one field per datum. The schema itself decides what the values mean."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.roles import Role
from workflow.models import Case
from workflow.schema import Datum, Type
from workflow.transitions import Transition

# Who may be chosen for a datum that names a person.
ROLES_BY_DATUM = {"consultant": Role.CONSULTANT}
LONG_TEXT = 200


def _criteria(case: Case) -> list[tuple[str, str]]:
    return [(c.code, str(c)) for c in case.criteria_set.criteria.order_by("position")]


def _corrections(case: Case) -> list[tuple[str, str]]:
    """Requests that something can still happen to."""
    running = case.corrections.filter(state__in=("asked", "answered")).order_by("pk")
    return [
        (str(row.uid), f"{row.about or Truncator(row.text).chars(60)} ({row.get_state_display()})")
        for row in running
    ]


# Texts that are codes of rows: offered in words.
CODES_BY_DATUM: dict[str, Callable[[Case], list[tuple[str, str]]]] = {
    "criterion": _criteria,
    "correction": _corrections,
}


class ActForm(forms.Form):
    """The data of a row and its comment. Lists are not asked here: rows that need one have their own page."""

    comment = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, row: Transition, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._data_names = [datum.name for datum in row.data if datum.type != Type.LIST]
        for datum in row.data:
            if datum.type != Type.LIST:
                self.fields[datum.name] = FIELDS[datum.type](datum, record.case)
                # A report that was returned comes back with what it said: nobody types it twice.
                self.fields[datum.name].initial = getattr(record, datum.name, None)
        self._word_comment(row)
        self.order_fields([*self._data_names, "comment"])

    def _word_comment(self, row: Transition) -> None:
        comment = self.fields["comment"]
        comment.required = row.comment_required
        comment.label = _("Reason") if row.comment_required else _("Comment")
        comment.help_text = _("Everybody who works on the case reads it in the history, the company too.")

    def act_data(self) -> dict[str, Any]:
        """The data as the engine takes them; what was left empty is left out."""
        values = {name: self.cleaned_data.get(name) for name in self._data_names}
        return {name: value for name, value in values.items() if value not in (None, "")}

    def entries(self) -> list[tuple[Any, Any]]:
        """What was entered, as people read it: label and value of every field that is not empty."""
        return [
            (field.label, dict(getattr(field, "choices", ())).get(value, value))
            for name, field in self.fields.items()
            if (value := self.cleaned_data.get(name)) not in (None, "")
        ]


def _text(datum: Datum, case: Case) -> forms.Field:
    if datum.name in CODES_BY_DATUM:
        return _code(datum, case)
    widget = forms.Textarea(attrs={"rows": 4}) if datum.max_length > LONG_TEXT else forms.TextInput()
    return forms.CharField(max_length=datum.max_length, widget=widget, **_common(datum))


def _code(datum: Datum, case: Case) -> forms.Field:
    choices = [("", _("Choose")), *CODES_BY_DATUM[datum.name](case)]
    return forms.ChoiceField(choices=choices, **_common(datum))


def _date(datum: Datum, case: Case) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(), **_common(datum))


def _datetime(datum: Datum, case: Case) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **_common(datum))


def _money(datum: Datum, case: Case) -> forms.Field:
    # As text: people write 5,500,000, and the schema reads it.
    attrs = {"inputmode": "numeric", "data-unit": _("won"), "class": "control-narrow"}
    return forms.CharField(max_length=20, widget=forms.TextInput(attrs=attrs), **_common(datum))


def _decimal(datum: Datum, case: Case) -> forms.Field:
    attrs = {"inputmode": "decimal", "class": "control-narrow"}
    return forms.CharField(max_length=30, widget=forms.TextInput(attrs=attrs), **_common(datum))


def _integer(datum: Datum, case: Case) -> forms.Field:
    attrs = {"inputmode": "numeric", "class": "control-narrow"}
    return forms.IntegerField(min_value=0, widget=forms.TextInput(attrs=attrs), **_common(datum))


def _boolean(datum: Datum, case: Case) -> forms.Field:
    return forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **_common(datum)
    )


def _choice(datum: Datum, case: Case) -> forms.Field:
    few = len(datum.choices) <= 4
    choices = list(datum.choices) if few else [("", _("Choose")), *datum.choices]
    widget = forms.RadioSelect if few else forms.Select
    return forms.ChoiceField(choices=choices, widget=widget, **_common(datum))


def _user(datum: Datum, case: Case) -> forms.Field:
    people = candidates(ROLES_BY_DATUM[datum.name], case)
    choices = [("", _("Choose")), *((person.email, f"{person.name} ({person.email})") for person in people)]
    return forms.ChoiceField(choices=choices, **_common(datum, help_text=""))


def _common(datum: Datum, **changes: Any) -> dict[str, Any]:
    return {"label": datum.label, "required": datum.required, "help_text": datum.help} | changes


def candidates(role: Role, case: Case) -> list[User]:
    """Active people who hold a role for the programme and region of a case."""
    covering = Membership.objects.current().filter(
        role=role, program_code__in=("", case.program_code), region_code__in=("", case.region_code)
    )
    return list(
        User.objects.filter(is_active=True, memberships__in=covering).order_by("name", "pk").distinct()
    )


FIELDS: dict[Type, Callable[[Datum, Case], forms.Field]] = {
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.DATETIME: _datetime,
    Type.MONEY: _money,
    Type.DECIMAL: _decimal,
    Type.INTEGER: _integer,
    Type.BOOLEAN: _boolean,
    Type.CHOICE: _choice,
    Type.USER: _user,
    Type.UID: _text,
}
