"""Mails before a paper of the wallet expires: to the firm's owners, 14 and 3 days before, once each."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Membership, User
from accounts.roles import Role
from applications import papers
from applications.models import WalletItem
from applications.models.wallet import WARNING_DAYS
from journal import clock, outbox

TASK = "applications.warn_of_lapse"


def warn() -> int:
    """Ask for the mails that are due; a key for each paper and step makes every one unique for ever."""
    today, asked = clock.today(), 0
    for item in WalletItem.objects.lapsing_by(today + timedelta(days=max(WARNING_DAYS))).order_by("pk"):
        assert item.valid_until is not None
        step = min(days for days in WARNING_DAYS if item.valid_until <= today + timedelta(days=days))
        outbox.enqueue(TASK, {"item": item.pk, "days": step}, key=f"wallet-lapse:{item.pk}:{step}")
        asked += 1
    return asked


def send(payload: dict, *, message_id: str) -> None:
    """Mail the owners, as things stand now: nothing when the paper was replaced or put away meanwhile."""
    item = WalletItem.objects.current().select_related("organisation").filter(pk=payload["item"]).first()
    if item is None or item.valid_until is None:
        return
    owners = Membership.objects.current().filter(organisation=item.organisation, role=Role.OWNER)
    for user in User.objects.filter(is_active=True, memberships__in=owners).order_by("pk").distinct():
        _mail(user, item, f"{message_id}.{user.pk}").send()


def _mail(user: User, item: WalletItem, message_id: str) -> EmailMessage:
    with translation.override(user.language):
        assert item.valid_until is not None
        context = {
            "user": user,
            "item": item,
            "name": item.title or str(papers.kind_of(item.code).label),
            "hint": str(papers.kind_of(item.code).hint),
            "days": (item.valid_until - clock.today()).days,
            "url": f"{settings.SITE_ORIGIN}{item.get_absolute_url()}",
        }
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string("emails/lapse_subject.txt", context).split())
        body = render_to_string("emails/lapse.txt", context)
    headers = {"Message-ID": f"<{message_id}@{settings.SITE_ORIGIN.partition('://')[2]}>"}
    return EmailMessage(subject, body, to=[user.email], headers=headers)
