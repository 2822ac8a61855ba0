"""Personal API tokens: made once, shown once, stored as a digest."""

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken, User
from journal import clock, events


def digest(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, not a password."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create(user: User, name: str) -> tuple[ApiToken, str]:
    """Make a token for ``user``; return the row and the secret, which is not kept."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(user=user, name=name, digest=digest(secret), hint=secret[:6])
    events.record(action="token.create", actor=user, obj=token, after={"name": name, "hint": token.hint})
    return token, secret


def revoke(token: ApiToken, *, actor: User) -> None:
    """A revoked token is refused from the next request on."""
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    events.record(action="token.revoke", actor=actor, obj=token)


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Token <secret>``."""

    def authenticate(self, request):
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"token":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Send the token as: Authorization: Token <token>"))
        token = (
            ApiToken.objects.select_related("user")
            .filter(digest=digest(parts[1].decode("latin-1")), revoked_at=None, user__is_active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("This token is not valid. Make a new one on your account page."))
        return token.user, token

    def authenticate_header(self, request) -> str:
        return "Token"
