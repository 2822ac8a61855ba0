"""Public pages: the calls and what each asks for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.errors import ActError
from accounts.forms import show_error, status_of
from accounts.requests import address
from portal.calls import Call, QuestionForm
from portal.step_words import STEPS
from programs import questions
from programs.models import Round
from programs.services import Edit

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
    """The call of a round: text, dates, contact, and every condition with where it comes from."""
    call = Call(_round(request, uid))
    context = {"call": call, "questions": call.questions(request.user)}
    return render(request, "portal/round.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a question about a call; the answer comes by mail, and on the call page if it helps others."""
    round_ = _round(request, uid)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        doing = Edit(actor=person(request), address=address(request))
        try:
            questions.ask(round_, form.cleaned_data["text"], doing)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Your question was sent. The answer comes by mail."))
            return redirect("portal:round", round_.uid)
    context = {"call": Call(round_), "form": form}
    return render(request, "portal/ask.html", context, status=status_of(form))


def _round(request: HttpRequest, uid: UUID) -> Round:
    rounds = Round.objects.visible_to(request.user).with_list_data()
    return get_object_or_404(rounds.distinct(), uid=uid)
