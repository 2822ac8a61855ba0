"""The page behind an invitation's link; public, because the invited person may have no account yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import invitations, services
from accounts.errors import ActError
from accounts.forms import InvitedAccountForm, show_error, status_of
from accounts.models import Invitation, User
from accounts.requests import address


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept with one's account, sign in first, or make an account: whichever fits who opens the link."""
    found = invitations.find_open(secret)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=404)
    if request.user.is_authenticated:
        return _with_account(request, secret, found)
    if User.objects.filter(email=found.email).exists():
        return render(request, "accounts/invitation.html", {"invitation": found, "step": "sign_in"})
    return _new_account(request, secret, found)


def _with_account(request: HttpRequest, secret: str, found: Invitation) -> HttpResponse:
    context = {"invitation": found, "step": "accept", "error": ""}
    if request.user.email != found.email:
        return render(request, "accounts/invitation.html", {**context, "step": "other_address"})
    if request.method == "POST":
        try:
            services.accept_invitation(secret, user=request.user, address=address(request))
        except ActError as error:
            context["error"] = error.message
            return render(request, "accounts/invitation.html", context, status=error.status)
        messages.success(request, _("Welcome. Your new role holds from now on."))
        return redirect("portal:home")
    return render(request, "accounts/invitation.html", context)


def _new_account(request: HttpRequest, secret: str, found: Invitation) -> HttpResponse:
    form = InvitedAccountForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_as_new_account(secret, address=address(request), **form.cleaned_data)
        except ActError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Your account is ready. Sign in with it."))
            return redirect("account_login")
    context = {"invitation": found, "step": "new_account", "form": form}
    return render(request, "accounts/invitation.html", context, status=status_of(form))
