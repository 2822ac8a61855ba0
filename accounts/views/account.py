"""One's own account: name, language, roles, tokens."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services, tokens
from accounts.errors import ActError
from accounts.forms import AccountForm, TokenForm
from accounts.models import Membership
from accounts.requests import address


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, phone and language; roles and API tokens below."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = services.edit_account(request.user, values=form.cleaned_data, address=address(request))
        with translation.override(user.language):
            messages.success(request, _("Your account was saved."))
        return speaking(redirect("accounts:account"), user.language)
    return render(request, "accounts/account.html", _context(request, form=form))


@require_http_methods(["POST"])
def create_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret this once, in the answer itself: no page can be called up again."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/account.html", _context(request, token_form=form), status=422)
    with transaction.atomic():
        token, secret = tokens.create(request.user, form.cleaned_data["name"])
    return render(request, "accounts/token.html", {"token": token, "secret": secret})


@require_http_methods(["POST"])
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk, revoked_at=None)
    with transaction.atomic():
        tokens.revoke(token, actor=request.user)
    messages.success(request, _("The token was revoked."))
    return redirect("accounts:account")


@require_http_methods(["POST"])
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role of one's own, or of a colleague in a firm one owns."""
    reachable = request.user.memberships.all() | Membership.objects.filter(
        organisation__in=request.user.firm_ids
    )
    membership = get_object_or_404(reachable, pk=pk, until=None)
    try:
        services.end_membership(membership, actor=request.user, address=address(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The role has ended."))
    if membership.organisation_id and membership.user_id != request.user.pk:
        return redirect("accounts:firm", membership.organisation.uid)
    return redirect("accounts:account")


def speaking(response: HttpResponse, language: str) -> HttpResponse:
    """Pages answer in this language from now on."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response


def _context(
    request: HttpRequest, *, form: AccountForm | None = None, token_form: TokenForm | None = None
) -> dict:
    return {
        "form": form or AccountForm(instance=request.user),
        "token_form": token_form or TokenForm(),
        "memberships": request.user.current_memberships,
        "tokens": request.user.api_tokens.filter(revoked_at=None),
    }
