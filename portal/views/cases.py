"""The list of cases and the page of one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from portal import listing, records
from portal.case_page import CasePage
from workflow import keyset, participants
from workflow.models import Case


@require_http_methods(["GET"])
def cases(request: HttpRequest) -> HttpResponse:
    """The cases somebody may see, filtered by what stands in the address."""
    filters = listing.CaseFilter(request.GET, user=request.user)
    found = filters.apply(Case.objects.visible_to(request.user).with_list_data())
    page = keyset.page_of(request, found)
    context = {"filters": filters, "page": page, "is_filtered": any(filters.cleaned_data.values())}
    return render(request, "portal/cases.html", context)


@require_http_methods(["GET"])
def case(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where a case stands, whose turn it is, what happened, and everything that belongs to it."""
    found = records.with_progress(Case.objects.visible_to(request.user).with_list_data())
    shown = get_object_or_404(found.prefetch_related("participants__user"), uid=uid)
    context = {
        "case": shown,
        "page": CasePage(shown, request.user),
        "may_charge": not shown.is_closed and request.user.has_perm(participants.PERMISSION, shown),
    }
    return render(request, "portal/case.html", context)
