"""Public pages: the calls and what each asks for."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from portal.calls import Call
from portal.step_words import STEPS
from programs.models import Round

SHOWN = 20


@require_http_methods(["GET"])
def front(request: HttpRequest) -> HttpResponse:
    """Open calls first, then the others; the four steps; where to verify a paper."""
    rounds = Round.objects.published().filter(is_test=False).with_list_data()[:SHOWN]
    calls = [Call(round_) for round_ in rounds]
    context = {
        "open_calls": [call for call in calls if call.is_open],
        "other_calls": [call for call in calls if not call.is_open],
        "steps": STEPS,
    }
    return render(request, "portal/front.html", context)


@require_http_methods(["GET"])
def round_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The call of a round: dates, contact, and every condition with where it comes from."""
    rounds = Round.objects.visible_to(request.user).with_list_data()
    round_ = get_object_or_404(rounds.distinct(), uid=uid)
    return render(request, "portal/round.html", {"call": Call(round_)})
