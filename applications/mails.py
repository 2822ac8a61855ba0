"""Mails of step 1 that follow from no row of the table."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from applications import rules
from applications.models import Application, GracePeriod
from workflow import notices
from workflow.mails import mail
from workflow.states import ApplicationState


def send_grace(payload: dict[str, Any], *, message_id: str) -> None:
    """Tell a firm with a frozen draft that it can still be handed in, until when and how.

    Nothing is sent when the draft was handed in or given up meanwhile, or when the period is over.
    """
    application = Application.objects.with_page_data().get(pk=payload["application"])
    grace = GracePeriod.objects.get(pk=payload["grace"])
    copy = rules.copy_of(application)
    if application.state != ApplicationState.DRAFT or copy is None or not grace.is_running:
        return
    context = {
        "case": application.case,
        "grace": grace,
        "until": rules.moment_text(grace.ends_at),
        "closing": rules.closing_text(application.case.round),
        "can_confirm": copy.is_complete,
        "url": settings.SITE_ORIGIN + reverse("applications:copy", args=[application.uid]),
    }
    for user in notices.AUDIENCES["firm"](application.case):
        mail(user, "grace", context, message_id=message_id)
