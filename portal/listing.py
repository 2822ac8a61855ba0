"""The list of cases: filters from the address, pages by key so that the last costs what the first does."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Region, Round
from workflow.models import Case
from workflow.states import CaseStage

PAGE_SIZE = 25
CURSOR_DIGITS = 18


class CaseFilter(forms.Form):
    """Every filter stands in the address, so that a list can be kept as a link."""

    q = forms.CharField(label=_("Number or company"), max_length=100, required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), to_field_name="code", required=False, empty_label=_("All")
    )
    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round"),
        to_field_name="case_prefix",
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("All")), *CaseStage.choices]
        self.fields["round"].queryset = Round.objects.visible_to(user).distinct()

    def apply(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that pass; a filter that cannot be read leaves nothing out."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if text := chosen.get("q", "").strip():
            cases = cases.filter(
                Q(number__icontains=text)
                | Q(organisation__name_ko__icontains=text)
                | Q(organisation__name_en__icontains=text)
            )
        for name in ("stage", "region", "round"):
            if value := chosen.get(name):
                cases = cases.filter(**{name: value})
        return cases


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases, newest first, and the cursors of the neighbouring pages (empty at the ends)."""

    cases: list[Case]
    previous_cursor: str
    next_cursor: str

    def __iter__(self):
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)


def page(cases: QuerySet[Case], *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> CasePage:
    """The page behind a cursor: older than ``after``, or newer than ``before``; else the newest."""
    if key := _key(before):
        rows = list(cases.filter(pk__gt=key).order_by("pk")[: size + 1])
        has_newer, rows = len(rows) > size, rows[size - 1 :: -1] if len(rows) > size else rows[::-1]
        return _page(rows, has_newer=has_newer, has_older=True)
    key = _key(after)
    if key:
        cases = cases.filter(pk__lt=key)
    rows = list(cases.order_by("-pk")[: size + 1])
    return _page(rows[:size], has_newer=bool(key), has_older=len(rows) > size)


def _page(rows: list[Case], *, has_newer: bool, has_older: bool) -> CasePage:
    return CasePage(
        rows,
        previous_cursor=str(rows[0].pk) if rows and has_newer else "",
        next_cursor=str(rows[-1].pk) if rows and has_older else "",
    )


def _key(cursor: str) -> int | None:
    """A cursor is a key; anything else that somebody typed is no cursor."""
    return int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= CURSOR_DIGITS else None
