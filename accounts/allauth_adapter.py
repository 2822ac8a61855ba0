"""How allauth behaves here: links lead to the configured origin, names come from the sign-up form."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.utils.http import urlencode
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    def get_email_confirmation_url(self, request, emailconfirmation) -> str:
        """The link goes on to where the person was headed when they signed up."""
        link = _at_our_origin(super().get_email_confirmation_url(request, emailconfirmation))
        headed = get_next_redirect_url(request)
        return f"{link}?{urlencode({'next': headed})}" if headed else link

    def get_reset_password_from_key_url(self, key) -> str:
        return _at_our_origin(super().get_reset_password_from_key_url(key))

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data["name"]
        user.phone = form.cleaned_data["phone"]
        user.language = get_language() or settings.LANGUAGE_CODE
        if commit:
            user.save()
        return user

    def post_login(self, request, user, **kwargs):
        """Whoever has not chosen a language in this browser gets that of their account."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return response


def _at_our_origin(url: str) -> str:
    """A mailed link never leads where a forged Host header points."""
    return settings.SITE_ORIGIN + "/" + url.partition("://")[2].partition("/")[2]
