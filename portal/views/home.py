"""What a person meets first: their tasks, and their firm's cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.roles import FIRM_ROLES
from applications.rules import committee_work
from portal import worklist
from portal.calls import Call
from programs.models import Round
from workflow.models import Case

SHORT, LONG = 50, 200
OWN_CASES = 10


@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """One row per act that may be done now; for people of a firm its cases and the open calls as well."""
    user = request.user
    limit = LONG if "all" in request.GET else SHORT
    is_firm = user.has_role(*FIRM_ROLES)
    context = {
        "worklist": worklist.of_user(user, limit=limit),
        "is_longest": limit == LONG,
        "is_firm": is_firm,
        "is_staff": user.is_programme_staff,
        "committees": committee_work.waiting_for(user),
        "cases": _own_cases(user) if is_firm else [],
        "calls": [] if user.is_programme_staff else _open_calls(),
    }
    return render(request, "portal/home.html", context)


def _own_cases(user) -> list[Case]:
    own = Case.objects.filter(organisation__in=user.firm_ids).with_list_data()
    return list(own.order_by("-pk")[:OWN_CASES])


def _open_calls() -> list[Call]:
    open_rounds = Round.objects.published().filter(is_test=False, status=Round.Status.OPEN)
    return [call for call in map(Call, open_rounds.with_list_data()) if call.is_open]
