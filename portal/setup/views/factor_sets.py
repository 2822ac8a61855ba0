"""The factor set that a round binds, and two sets side by side."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from portal.setup import comparison, sets
from portal.setup.access import round_of
from portal.setup.comparison import CompareForm
from portal.setup.sets import RowView
from portal.setup.views.rules import page_context, set_page
from programs import factor_kinds
from programs.models import Carrier, Round
from programs.versions import KINDS

KIND = KINDS["factor_set"]


@require_http_methods(["GET"])
def factors(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The figures of the set by kind, each with source, confidence and validity."""
    round_ = round_of(request, uid)
    rows = sets.rows_of(round_, KIND)
    carriers = {carrier.code: str(carrier) for carrier in Carrier.objects.all()}
    groups = [(factor_kinds.label(kind), list(items)) for kind, items in groupby(rows, key=_kind)]
    return set_page(request, round_, KIND.field, rows=rows, groups=groups, carriers=carriers)


def _kind(item: RowView) -> str:
    return str(item.row.kind)  # type: ignore[attr-defined]


@require_http_methods(["GET"])
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two sets, the figures that differ first, and what they do to a site."""
    round_ = round_of(request, uid)
    choosable = sets.choosable(request.user, KIND)
    form = CompareForm(_chosen(request, round_, choosable), sets=choosable)
    context = page_context(request, round_, KIND) | {"form": form, **_compared(form)}
    return render(request, "setup/rules/factors_compare.html", context, status=status_of(form))


def _chosen(request: HttpRequest, round_: Round, choosable: Any) -> dict[str, str]:
    """What the address names; without it the round's own set and the next other one."""
    other = choosable.exclude(pk=round_.factor_set_id).first() or round_.factor_set
    return {"a": str(round_.factor_set_id), "b": str(other.pk), **request.GET.dict()}


def _compared(form: CompareForm) -> dict[str, Any]:
    if not form.is_valid():
        return {"pairs": [], "effects": []}
    first, second = form.cleaned_data["a"], form.cleaned_data["b"]
    prefetch_related_objects([first, second], "factors")
    pairs = comparison.pairs(first, second)
    return {
        "first": first,
        "second": second,
        "pairs": pairs,
        "differing": sum(pair.differs for pair in pairs),
        "effects": comparison.effects(first, second, form.uses()),
    }
