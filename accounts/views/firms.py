"""A firm as its own people see it: data, sites, colleagues."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import presenting, services
from accounts.errors import ActError
from accounts.forms import ColleagueForm, OrganisationForm, RegistrationForm, SiteForm, show_error, status_of
from accounts.models import Area, Invitation, Membership, Organisation, Site
from accounts.requests import address, following, version
from journal import clock

R = TypeVar("R", Organisation, Site)


@require_http_methods(["GET"])
def firms(request: HttpRequest) -> HttpResponse:
    """The firms a person works in; with one only, that firm."""
    own = list(Organisation.objects.belonging_to(request.user))
    if len(own) == 1:
        return redirect("accounts:firm", own[0].uid)
    return render(request, "accounts/firms.html", {"firms": own})


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a firm; who registers it becomes its owner."""
    form = RegistrationForm(request.POST or None)

    def save() -> Organisation:
        values = dict(form.cleaned_data)
        return services.register_organisation(
            actor=request.user, number=values.pop("business_number"), values=values, address=address(request)
        )

    if firm := _saved(request, form, save):
        _warn(request, firm)
        messages.success(request, _("The firm was registered. Now add the factory that shall take part."))
        page, way = reverse("accounts:site-new", args=[firm.uid]), request.GET.urlencode()
        return redirect(f"{page}?{way}" if way else page)
    return render(request, "accounts/register.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET"])
def firm(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = _own_firm(request, uid)
    may_invite = request.user.has_perm("accounts.invite_colleague", organisation)
    context = {
        "organisation": organisation,
        "facts": presenting.facts(organisation),
        "number": presenting.number(organisation),
        "may_edit": request.user.has_perm("accounts.edit_organisation", organisation),
        "sites": [(site, presenting.as_of(site)) for site in organisation.sites.select_related("area")],
        "colleagues": Membership.objects.current().filter(organisation=organisation).select_related("user"),
        "invitations": Invitation.objects.open().filter(organisation=organisation) if may_invite else (),
        "may_invite": may_invite,
    }
    return render(request, "accounts/firm.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = _own_firm(request, uid)
    form = OrganisationForm(request.POST or None, instance=Organisation.objects.get(pk=organisation.pk))

    def save() -> Organisation:
        return services.edit_organisation(
            organisation,
            actor=request.user,
            values=form.cleaned_data,
            version=version(request),
            address=address(request),
        )

    if saved := _saved(request, form, save):
        _warn(request, saved)
        messages.success(request, _("The firm's data were saved."))
        return redirect("accounts:firm", organisation.uid)
    context = {"form": form, "organisation": _as_seen(organisation, request, form)}
    return render(request, "accounts/firm_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def add_site(request: HttpRequest, uid: UUID) -> HttpResponse:
    organisation = _own_firm(request, uid)
    form = SiteForm(request.POST or None, initial=_place(request))

    def save() -> Site:
        return services.add_site(
            organisation, actor=request.user, values=form.cleaned_data, address=address(request)
        )

    if _saved(request, form, save):
        messages.success(request, _("The site was added."))
        return redirect(following(request) or reverse("accounts:firm", args=[organisation.uid]))
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/site_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def edit_site(request: HttpRequest, uid: UUID) -> HttpResponse:
    own = Site.objects.belonging_to(request.user).select_related("organisation")
    site = get_object_or_404(own, uid=uid)
    form = SiteForm(request.POST or None, instance=Site.objects.get(pk=site.pk))

    def save() -> Site:
        return services.edit_site(
            site,
            actor=request.user,
            values=form.cleaned_data,
            version=version(request),
            address=address(request),
        )

    if _saved(request, form, save):
        messages.success(request, _("The site was saved."))
        return redirect("accounts:firm", site.organisation.uid)
    context = {
        "form": form,
        "organisation": site.organisation,
        "site_record": _as_seen(site, request, form),
        "stated_on": presenting.as_of(site),
    }
    return render(request, "accounts/site_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Invite a colleague; only owners come here (policy table and service)."""
    organisation = _own_firm(request, uid)
    form = ColleagueForm(request.POST or None)

    def save() -> Invitation:
        return services.invite_colleague(
            organisation, actor=request.user, address=address(request), **form.cleaned_data
        )

    if invitation := _saved(request, form, save):
        messages.success(
            request, _("The invitation goes out by mail to %(email)s.") % {"email": invitation.email}
        )
        return redirect("accounts:firm", organisation.uid)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/colleague_form.html", context, status=status_of(form))


@require_http_methods(["POST"])
def cancel_invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    own = Invitation.objects.filter(organisation__in=request.user.firm_ids).select_related("organisation")
    invitation = get_object_or_404(own, uid=uid)
    try:
        services.cancel_invitation(invitation, actor=request.user, address=address(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation was cancelled."))
    return redirect("accounts:firm", invitation.organisation.uid)


def _own_firm(request: HttpRequest, uid: UUID) -> Organisation:
    return get_object_or_404(Organisation.objects.belonging_to(request.user), uid=uid)


def _warn(request: HttpRequest, organisation: Organisation) -> None:
    """A number that looks wrong is saved all the same: newer ones may not follow the old rule."""
    if presenting.corporate_number_looks_wrong(organisation):
        messages.warning(request, presenting.CORPORATE_WARNING)


def _place(request: HttpRequest) -> dict[str, Any]:
    """Answers of a self-check about the factory, so that nobody is asked twice."""
    area = (
        Area.objects.districts().valid_on(clock.today()).filter(code=request.GET.get("area", "")[:5]).first()
    )
    place: dict[str, Any] = {"area": area} if area else {}
    if request.GET.get("has_factory") == "False":
        place["has_factory"] = False
    return place


def _saved(request: HttpRequest, form: forms.BaseForm, save: Callable[[], Any]) -> Any | None:
    """What ``save`` made of a valid form; None when there is none yet or it was refused (and says why)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except ActError as error:
        show_error(form, error)
        return None


def _as_seen(record: R, request: HttpRequest, form: forms.BaseForm) -> R:
    """The record with the version its reader saw, so that a form with errors overwrites nothing unseen.

    Only a refusal shows what is stored now, and brings its version with it.
    """
    if request.method == "POST" and not hasattr(form, "refused_with"):
        record.version = version(request)
    return record
