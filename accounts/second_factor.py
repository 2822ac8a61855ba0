"""Confirming an act with the code of one's two-step sign-in."""

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused
from accounts.models import User

# Six digits are guessed in a day without a limit; a person mistypes less than this.
TRIES, TRIES_SECONDS = 5, 300


def is_set_up(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def require_code(user: User, code: str) -> None:
    """Pass when ``code`` is the present code of the person's own device; each code works once.

    Raises Refused (``no_second_factor``, ``too_many_codes``) or BadData naming ``code``.
    """
    device = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if device is None:
        raise Refused(
            "no_second_factor",
            _("Set up two-step sign-in under “My account” first, or hand in a signed copy."),
            field="code",
        )
    tries = f"second-factor:{user.pk}"
    cache.add(tries, 0, timeout=TRIES_SECONDS)
    if cache.incr(tries) > TRIES:
        raise Refused("too_many_codes", _("Too many wrong codes. Try again in five minutes."), field="code")
    if not device.wrap().validate_code("".join(code.split())):
        raise BadData({"code": [_("This code is not right or was used already. Enter the present one.")]})
    cache.delete(tries)
