"""When an open correction request does not stop the next step."""

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from workflow.acts import Act
from workflow.errors import NotAllowed, Refused


def require_override(application: Application, data: dict[str, Any], act: Act) -> None:
    """The round lets open requests block: then going on needs a reason and the right to override."""
    if not application.case.round.corrections_block:
        return
    if not data.get("override_reason"):
        text = _(
            "A correction request is still open. Wait for the answer, withdraw the request, or give a reason to go on."
        )
        raise Refused("correction_open", text, field="override_reason")
    if not act.actor.has_perm("applications.override_correction", application):
        raise NotAllowed(_("You may not do this in this case."))
