"""What the pages of the draft share: the application that may be changed, and an act read off a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import person
from accounts.requests import address, version
from applications import rules, sections
from applications.models import Application
from journal import clock
from programs.models import Round
from workflow.acts import Act


def visible(request: HttpRequest, uid: UUID) -> Application:
    found = Application.objects.visible_to(request.user).with_page_data()
    return get_object_or_404(found, uid=uid)


def own(request: HttpRequest, uid: UUID) -> Application:
    """The application, for its firm."""
    application = visible(request, uid)
    if not request.user.has_perm("applications.edit", application):
        raise PermissionDenied
    return application


def firm_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A section of the draft: for the firm; once handed in, looking leads to the page that shows it.

    A save that comes too late reaches the service, which refuses it; so what was typed stays on the page.
    """

    @wraps(view)
    @require_http_methods(["GET", "POST"])
    def page(request: HttpRequest, uid: UUID, **rest: Any) -> HttpResponse:
        application = own(request, uid)
        if request.method == "GET" and not rules.is_open_to_firm(application):
            return redirect(application)
        return view(request, application, **rest)

    return page


def act(request: HttpRequest, data: dict[str, Any] | None = None, *, comment: str = "") -> Act:
    return Act(
        actor=person(request),
        comment=comment,
        data=data or {},
        version=version(request),
        address=address(request),
    )


def section_context(application: Application, name: str) -> dict[str, Any]:
    """What every section page shows around its form: the steps, whom to ask, until when."""
    name = sections.named(name)
    missing = rules.missing(application)
    links = sections.links(application, name, missing)
    before = sections.previous(name)
    round_ = application.case.round
    return {
        "application": application,
        "case": application.case,
        "sections": links,
        "section": name,
        "section_number": sections.NAMES.index(name) + 1,
        "section_label": dict(sections.SECTIONS)[name],
        "previous_url": sections.address(before, application) if before else "",
        "contact": contact(round_),
        "round": round_,
        "changed": rules.changed_conditions(application),
    }


def contact(round_: Round) -> dict[str, str]:
    """A person to call, on every step: as the round says, else the operator."""
    operator = round_.program.operator
    return {"name": round_.contact_ko or str(operator), "phone": operator.phone, "email": operator.email}


def saved(request: HttpRequest, application: Application, section: str) -> HttpResponse:
    """After a save: on to the next section, or back to this one with the time of the save."""
    section = sections.named(section)
    if request.POST.get("act") == "next":
        return redirect(sections.url_name(sections.following(section)), application.uid)
    time = timezone.localtime(clock.now()).strftime("%H:%M")
    messages.success(request, _("The draft was saved at %(time)s (server time).") % {"time": time})
    return redirect(sections.url_name(section), application.uid)
