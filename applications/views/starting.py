"""Where a firm begins: one of its factories, in a call that is open."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.forms import show_error, status_of
from accounts.models import Organisation, Site
from applications import first_answers, rules, services
from applications.forms import StartForm
from applications.models import Application
from applications.views.acting import act
from programs.models import Round
from workflow.errors import ActError


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose site and call; ``?round=`` names the call one comes from, ``?answers=`` carries a self-check's answers."""
    if person(request).is_programme_staff and not person(request).firm_ids:
        raise PermissionDenied
    visible = list(Round.objects.visible_to(request.user).select_related("program__operator").distinct())
    rounds = [round_.pk for round_ in visible if round_.accepts_applications()]
    sites = Site.objects.belonging_to(person(request)).select_related("organisation", "area")
    form = StartForm(
        request.POST or None,
        rounds=Round.objects.filter(pk__in=rounds),
        sites=sites,
        initial={"round": request.GET.get("round", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            round_, answers = form.cleaned_data["round"], request.GET.get("answers", "")
            first = first_answers.entries_of(answers, round_)
            application = services.start(round_, form.cleaned_data["site"], act(request, first))
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The draft was made. Fill it in; it can be saved at any time."))
            return redirect("applications:firm", application.uid)
    context = {
        "form": form,
        "has_rounds": bool(rounds),
        "paused": _paused(request, visible),
        "answered": bool(first_answers.read(request.GET.get("answers", ""))),
        "register_url": _register_url(request),
        "has_sites": sites.exists(),
        "applications": Application.objects.live()
        .filter(case__site__in=sites, case__round__in=rounds)
        .with_list_data(),
    }
    return render(request, "applications/start.html", context, status=status_of(form))


def _register_url(request: HttpRequest) -> str:
    """Where a firm and its first factory are registered, with the way back here."""
    place = first_answers.read(request.GET.get("answers", "")).get("answers", {})
    back = {"next": request.get_full_path()} | {
        name: place[name] for name in first_answers.PLACE if name in place
    }
    firm = Organisation.objects.belonging_to(person(request)).first()
    page = reverse("accounts:site-new", args=[firm.uid]) if firm else reverse("accounts:register")
    return f"{page}?{urlencode(back)}"


def _paused(request: HttpRequest, visible: list[Round]) -> str:
    """Why the call that somebody comes from takes no application, if it is paused."""
    named = request.POST.get("round") or request.GET.get("round", "")
    round_ = next((one for one in visible if str(one.uid) == named), None)
    return rules.paused_message(round_) if round_ and round_.status == Round.Status.PAUSED else ""
