"""Checks of objections: in time, one at a time, answered once."""

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, Objection
from applications.rules.acts import require_no_other_case
from journal import clock
from workflow.errors import Refused


def open_objection(application: Application) -> Objection | None:
    return Objection.objects.filter(application=application, state=Objection.State.FILED).first()


def require_may_object(application: Application, data: dict[str, Any]) -> None:
    """Until the day that the letter named, by the server's clock; a dismissed one is not filed again."""
    until = application.objection_until
    if until is None:
        raise Refused("no_objection_offered", _("This round offers no objection in the portal."))
    if clock.now() >= clock.end_of_day(until):
        raise Refused("objection_late", _("The time for an objection ended on %(day)s.") % {"day": until})
    if open_objection(application):
        raise Refused("objection_open", _("An objection is filed already and waits for its answer."))
    answered = Objection.objects.filter(against__record_uid=application.uid, against__revoked_at=None)
    if answered.filter(state=Objection.State.DISMISSED).exists():
        raise Refused("objection_answered", _("The objection against this decision was answered already."))


def require_open_objection(application: Application, data: dict[str, Any]) -> None:
    if open_objection(application) is None:
        raise Refused("no_objection", _("There is no objection that waits for an answer."))


def require_may_uphold(application: Application, data: dict[str, Any]) -> None:
    require_open_objection(application, data)
    require_no_other_case(application, data)
