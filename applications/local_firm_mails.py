"""The mail that invites a firm of the region's list to a call; the firm can end such mails by one link."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from applications.models import LocalFirmInvitation
from applications.services.local_firms import TASK, unsubscribe_token
from journal import clock

__all__ = ["TASK", "send"]


def send(payload: dict[str, Any], *, message_id: str) -> None:
    """Mail one invitation, unless the firm has meanwhile refused mail, was left out, or the call is over."""
    invitation = (
        LocalFirmInvitation.objects.select_for_update(of=("self",))
        .select_related("firm__region", "round__program__operator")
        .get(pk=payload["invitation"])
    )
    firm, round_ = invitation.firm, invitation.round
    if invitation.sent_at or not firm.may_be_mailed or not round_.accepts_applications():
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "firm": firm,
            "round": round_,
            "url": settings.SITE_ORIGIN + reverse("portal:round", args=[round_.uid]),
            "unsubscribe_url": settings.SITE_ORIGIN
            + reverse("applications:local-firms-unsubscribe", args=[unsubscribe_token(firm)]),
        }
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string("emails/local_invitation_subject.txt", context).split())
        body = render_to_string("emails/local_invitation.txt", context)
    host = settings.SITE_ORIGIN.partition("://")[2]
    headers = {
        "Message-ID": f"<{message_id}@{host}>",
        "List-Unsubscribe": f"<{context['unsubscribe_url']}>",
    }
    EmailMessage(subject, body, to=[invitation.email], headers=headers).send()
    invitation.sent_at = clock.now()
    invitation.save(update_fields=["sent_at"])
