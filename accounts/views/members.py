"""Who works for a firm: handing it over; what the tax office says about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.access import person
from accounts.errors import ActError
from accounts.forms import HandOverForm, show_error, status_of
from accounts.models import Membership, Organisation
from accounts.requests import address
from accounts.roles import OWN_ROLES


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a colleague the owner, in one step."""
    organisation = _own_firm(request, uid)
    colleagues = Membership.objects.current().filter(organisation=organisation, role__in=OWN_ROLES)
    colleagues = colleagues.exclude(user=person(request)).select_related("user").order_by("user__name", "pk")
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if form.is_valid():
        stays = form.cleaned_data["stays"] == "yes"
        try:
            services.hand_over(
                organisation,
                to=form.cleaned_data["to"],
                actor=person(request),
                stays=stays,
                address=address(request),
            )
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("The firm was handed over."))
            return redirect("accounts:firm", organisation.uid) if stays else redirect("accounts:account")
    context = {"organisation": organisation, "form": form, "has_colleagues": colleagues.exists()}
    return render(request, "accounts/hand_over.html", context, status=status_of(form))


@require_http_methods(["POST"])
def look_up_business_state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask the tax office; whatever it says or does not say, the page goes on."""
    organisation = _own_firm(request, uid)
    try:
        services.look_up_business_state(organisation, actor=person(request), address=address(request))
    except ActError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("The tax office has answered."))
    return redirect("accounts:firm", organisation.uid)


def _own_firm(request: HttpRequest, uid: UUID) -> Organisation:
    return get_object_or_404(Organisation.objects.belonging_to(person(request)), uid=uid)
