"""Mails that follow from no row of the table: reminders of corrections, cases put in somebody's charge."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from workflow import notices
from workflow.models import Case, CorrectionRequest


def mail(user: User, template: str, context: dict[str, Any], *, message_id: str) -> None:
    """Send ``emails/<template>`` in the reader's language; the same ``message_id`` on a repetition."""
    with translation.override(user.language):
        known = {"user": user, **context}
        # One line: a line break in a name must not become a mail header.
        subject = " ".join(render_to_string(f"emails/{template}_subject.txt", known).split())
        body = render_to_string(f"emails/{template}.txt", known)
    headers = {"Message-ID": f"<{message_id}.{user.pk}@{settings.SITE_ORIGIN.partition('://')[2]}>"}
    EmailMessage(subject, body, to=[user.email], headers=headers).send()


def send_correction(payload: dict[str, Any], *, message_id: str) -> None:
    """Remind the firm of an open request, or tell it and the officials that its day has passed."""
    request = CorrectionRequest.objects.select_related("case__round", "case__organisation", "asked_by").get(
        pk=payload["correction"]
    )
    if not request.is_open:
        return
    case = request.case
    readers = list(notices.AUDIENCES["firm"](case))
    if payload["kind"] == "overdue":
        readers += [request.asked_by] if request.asked_by.is_active else []
    url = f"{settings.SITE_ORIGIN}{case.get_absolute_url()}"
    context = {"request": request, "case": case, "overdue": payload["kind"] == "overdue", "url": url}
    for user in {one.pk: one for one in readers}.values():
        mail(user, "correction", context, message_id=message_id)


def send_charge(payload: dict[str, Any], *, message_id: str) -> None:
    """Tell an official which cases were put in their charge, and why."""
    officer = User.objects.get(pk=payload["officer"])
    if not officer.is_active:
        return
    cases = Case.objects.with_list_data().filter(pk__in=payload["cases"]).order_by("pk")
    context = {
        "cases": [(case, f"{settings.SITE_ORIGIN}{case.get_absolute_url()}") for case in cases],
        "by": payload["by"],
        "reason": payload["reason"],
    }
    mail(officer, "charge", context, message_id=message_id)
