"""Industries: by word or number in both revisions; those that fit what is being typed; the hint on firm size."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from applications.forms import industries
from applications.forms.industries import IndustrySearchForm
from applications.size_hints import size_hint as hint_of
from applications.views.acting import own
from programs.industries import LIMIT, Change, Found, search

CHANGES = {
    Change.SAME: _("Same number"),
    Change.MOVED: _("Other number"),
    Change.RENAMED: _("Same number, other name"),
    Change.NONE: _("No counterpart"),
}


@require_http_methods(["GET"])
def industry_options(request: HttpRequest) -> HttpResponse:
    """Industries that fit what is being typed, for the list under the field."""
    typed = request.GET.get("ksic_code", "").strip()
    found = industries(typed, request.GET.get("ksic_revision", ""))[:20] if len(typed) > 1 else []
    return render(request, "applications/parts/industries.html", {"industries": found})


@require_http_methods(["GET"])
def industry_search(request: HttpRequest) -> HttpResponse:
    """The page: what is found in either revision, and what it is called in the other one. While typing, its table."""
    form = IndustrySearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    typed = asked.get("q", "")
    found = search(typed, asked.get("revision"))
    context = {
        "form": form,
        "typed": typed,
        "rows": [_row(one) for one in found],
        "is_cut": len(found) == LIMIT,
        "limit": LIMIT,
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "applications/parts/industry_table.html" if is_part else "applications/industries.html"
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET"])
def size_hint(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The hint for what is being typed (``size``, ``ksic_code``); a page of its own without scripts."""
    application = own(request, uid)
    code = request.GET.get("ksic_code")
    hint = hint_of(
        application,
        size=request.GET.get("size"),
        ksic_code=code.strip() if code is not None and code.strip().isdigit() else None,
    )
    is_part = request.headers.get("HX-Request") == "true"
    template = "applications/parts/size_hint.html" if is_part else "applications/size_hint.html"
    return render(request, template, {"size_hint": hint, "application": application})


def _row(found: Found) -> dict[str, object]:
    return {
        "industry": found.industry,
        "change": CHANGES[found.change],
        "tone": "neutral" if found.change is Change.SAME else "warning",
        "counterpart": found.counterpart,
        "reused": found.reused,
        "other": 21 - found.industry.revision,
    }
