"""Industries that fit what is being typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from applications.forms import industries


@require_http_methods(["GET"])
def industry_options(request: HttpRequest) -> HttpResponse:
    """Industries that fit what is being typed, for the list under the field."""
    typed = request.GET.get("ksic_code", "").strip()
    found = industries(typed, request.GET.get("ksic_revision", ""))[:20] if len(typed) > 1 else []
    return render(request, "applications/parts/industries.html", {"industries": found})
