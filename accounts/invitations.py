"""The link of an invitation: its secret is known to the mail alone; the database keeps a digest."""

import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Invitation, User
from accounts.tokens import digest


def new_secret() -> tuple[str, str]:
    """A fresh secret of 256 bits and the digest to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def link(secret: str) -> str:
    """The address to open; always at the configured origin."""
    return settings.SITE_ORIGIN + reverse("accounts:invitation", args=[secret])


def find_open(secret: str) -> Invitation | None:
    """The invitation behind a link, while it can be accepted."""
    return (
        Invitation.objects.open()
        .select_related("organisation", "invited_by")
        .filter(token_digest=digest(secret))
        .first()
    )


def lock_open(secret: str) -> Invitation:
    """The same, locked: of two people who press at once, one accepts."""
    invitation = Invitation.objects.open().select_for_update().filter(token_digest=digest(secret)).first()
    if invitation is None:
        raise Refused("invitation_over", _("This invitation was used or has expired. Ask for a new one."))
    return invitation


def mark_address_verified(user: User) -> None:
    """Tell the sign-in that the address is proven."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def send(payload: dict, *, message_id: str) -> None:
    """Mail the link of an open invitation.

    The secret is made here and now, so that it never lies in the outbox; a mail sent twice carries two links,
    of which the later one works.
    """
    invitation = Invitation.objects.select_for_update().get(pk=payload["invitation"])
    if not invitation.is_open:
        return
    secret, invitation.token_digest = new_secret()
    invitation.save(update_fields=["token_digest"])
    with translation.override(settings.LANGUAGE_CODE):
        context = {"invitation": invitation, "url": link(secret)}
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string("emails/invitation_subject.txt", context).split())
        body = render_to_string("emails/invitation.txt", context)
    headers = {"Message-ID": f"<{message_id}@{settings.SITE_ORIGIN.partition('://')[2]}>"}
    EmailMessage(subject, body, to=[invitation.email], headers=headers).send()
