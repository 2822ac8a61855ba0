"""The self-check page: public, without account; answers come and go with the request."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import status_of
from portal.calls import Call
from portal.selfcheck.check import Check, check
from portal.selfcheck.forms import SelfCheckForm
from programs.models import Round


@never_cache
@require_http_methods(["GET", "POST"])
def self_check(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Eight questions and what the conditions of the call say to the answers. POST keeps them out of addresses."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user).with_list_data().distinct(), uid=uid)
    form = SelfCheckForm(request.POST if request.method == "POST" else None, round_=round_)
    found = check(round_, form.cleaned_data) if form.is_valid() else None
    context = {
        "call": Call(round_),
        "form": form,
        "found": found,
        "apply_url": apply_address(round_, found) if found else "",
    }
    return render(request, "portal/selfcheck/page.html", context, status=status_of(form))


def apply_address(round_: Round, found: Check) -> str:
    """Where the answers go on to an application; whoever has no account comes there after signing up."""
    return f"{reverse('applications:start')}?round={round_.uid}&answers={found.token}"
