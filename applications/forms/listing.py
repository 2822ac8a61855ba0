"""What the list of applications is narrowed by, ordered by and shows: everything stands in the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.roles import OFFICIAL_ROLES, SCOPE_ROLES
from applications import columns, search
from applications.models import Application, SavedView
from applications.rules.listing import MINE, NOBODY, SORTS
from programs.models import IndustryCode, Region, Round
from workflow.states import ApplicationState, CaseStage

# What may be chosen changes with rounds, regions and people: a minute late is soon enough.
OPTIONS_SECONDS = 60
ALL = ("", _("All"))
YES_NO = [ALL, ("yes", _("Yes")), ("no", _("No"))]
# Where somebody stands in the list, and a view's name: no part of what a list shows.
NOT_FILTERS = ("after", "before", "last", "view", "all", "csrfmiddlewaretoken")

Choices = list[tuple[str, Any]]


def options(user: User) -> dict[str, Choices]:
    """Rounds, regions, divisions and officials that this person may choose from, kept for a minute by scope."""
    key = f"list-options:{scope_key(user)}"
    return cache.get_or_set(key, lambda: _options(_scopes(user)), OPTIONS_SECONDS) or {}


def scope_key(user: User) -> str:
    """Who has the same choices in the same language has the same key."""
    places = ";".join(f"{program}/{region}" for program, region in _scopes(user))
    return f"{get_language()}:{places}"


def _scopes(user: User) -> list[tuple[str, str]]:
    held = {(m.program_code, m.region_code) for m in user.current_memberships if m.role in SCOPE_ROLES}
    return sorted(held)


def _options(scopes: Iterable[tuple[str, str]]) -> dict[str, Choices]:
    programs = {program for program, _region in scopes}
    places = {region for _program, region in scopes}
    rounds = Round.objects.exclude(status=Round.Status.DRAFT).select_related(None)
    regions = Region.objects.all()
    officials = Membership.objects.current().filter(role__in=OFFICIAL_ROLES, user__is_active=True)
    if "" not in programs:
        rounds = rounds.filter(program__code__in=programs)
        officials = officials.filter(program_code__in=["", *programs])
    if "" not in places:
        regions = regions.filter(code__in=places)
        officials = officials.filter(region_code__in=["", *places])
    divisions = IndustryCode.objects.filter(level="division", revision=10).order_by("code")
    people = officials.order_by("user__name", "user").values_list("user__uid", "user__name", "user__email")
    return {
        "round": [(round_.case_prefix, str(round_)) for round_ in rounds],
        "region": [(region.code, str(region)) for region in regions],
        "industry": [(division.code, str(division)) for division in divisions],
        "officer": list({str(uid): (str(uid), name or email) for uid, name, email in people}.values()),
    }


class ListFilterForm(forms.Form):
    """The filters, the order and the columns of the official's list, read from the address."""

    q = forms.CharField(label=_("Number, company, product or address"), max_length=60, required=False)
    round = forms.ChoiceField(label=_("Call"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    state = forms.MultipleChoiceField(
        label=_("State"),
        choices=[choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[ALL, *CaseStage.choices], required=False)
    officer = forms.ChoiceField(label=_("Officer in charge"), required=False)
    verdict = forms.ChoiceField(
        label=_("Conditions"), choices=[ALL, *Application.Verdict.choices], required=False
    )
    correction = forms.ChoiceField(
        label=_("Correction request"),
        choices=[ALL, ("open", _("Open")), ("overdue", _("Overdue")), ("corrected", _("Corrected"))],
        required=False,
    )
    duplicates = forms.ChoiceField(label=_("Possible duplicates"), choices=YES_NO, required=False)
    size = forms.ChoiceField(label=_("Firm size"), choices=[ALL, *Organisation.Size.choices], required=False)
    industry = forms.ChoiceField(label=_("Industry (KSIC division)"), required=False)
    root = forms.ChoiceField(label=_("Root-industry site"), choices=YES_NO, required=False)
    polluting = forms.ChoiceField(label=_("Heavily polluting processes"), choices=YES_NO, required=False)
    grace = forms.ChoiceField(label=_("Submitted in a grace period"), choices=YES_NO, required=False)
    submitted_from = forms.DateField(label=_("Submitted from"), required=False)
    submitted_until = forms.DateField(label=_("Submitted until"), required=False)
    score_from = forms.DecimalField(
        label=_("Bonus points at least"), min_value=0, max_digits=7, decimal_places=1, required=False
    )
    tests = forms.BooleanField(label=_("Show test cases too"), required=False)
    sort = forms.ChoiceField(
        label=_("Sort by"),
        choices=[(code, sort.label) for code, sort in SORTS.items()],
        required=False,
    )
    column = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(column.code, column.label) for column in columns.COLUMNS if column.code != "number"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data if data is not None else QueryDict(), **kwargs)
        found = options(user)
        for name in ("round", "region", "industry"):
            self.fields[name].choices = [ALL, *found[name]]
        self.fields["officer"].choices = [
            ALL,
            (MINE, _("Mine")),
            (NOBODY, _("Nobody yet")),
            *found["officer"],
        ]

    def clean_q(self) -> str:
        term = self.cleaned_data["q"].strip()
        if term and search.is_too_short(term):
            raise ValidationError(_("Enter at least two letters or digits."), code="too_short")
        return term

    def clean_column(self) -> list[str]:
        """Columns that no longer exist are left out by the field; the number stands in every list."""
        return self.cleaned_data["column"]

    @property
    def wanted(self) -> dict[str, Any]:
        """The values that can be read. What cannot is named by the form's errors and narrows nothing."""
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowed(self) -> bool:
        wanted = self.wanted
        return any(value not in (None, "", [], False) for name, value in wanted.items() if name not in SHOWN)

    @property
    def narrowed_by(self) -> int:
        """How many of the filters behind the fold are set."""
        return sum(1 for name in FOLDED if self.wanted.get(name) not in (None, "", [], False))

    @property
    def is_unfolded(self) -> bool:
        """A filter behind the fold is set, or cannot be read."""
        return bool(self.narrowed_by) or any(name in self.errors for name in FOLDED)


# How a list is shown rather than what stands in it.
SHOWN = ("sort", "column")
# Filters that stand behind the fold of the page.
FOLDED = (
    *("stage", "correction", "duplicates", "size", "industry", "root", "polluting", "grace"),
    *("submitted_from", "submitted_until", "score_from", "tests"),
)


# What an address need not say.
USUAL = {
    "sort": ["newest"],
    "column": [code for code in columns.STANDARD if code != "number"],
}


def query_of(data: QueryDict) -> str:
    """The address's filters, order and columns without empty ones: what a saved view, an export and an act keep."""
    kept = QueryDict(mutable=True)
    for name in data:
        if name in ListFilterForm.base_fields and name not in NOT_FILTERS:
            values = [value for value in data.getlist(name) if value]
            if values and values != USUAL.get(name):
                kept.setlist(name, values)
    return kept.urlencode()


class SaveViewForm(forms.ModelForm):
    """The name of a view, and whether the list opens with it."""

    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    class Meta:
        model = SavedView
        fields = ("name", "is_default", "query")

    def clean_query(self) -> str:
        return query_of(QueryDict(self.cleaned_data["query"]))
