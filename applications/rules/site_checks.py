"""Where a programme visits applicants before it selects (초기 현장확인), a selection waits for the visit."""

from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from applications.rules.acts import require_within_quota
from journal import clock
from workflow.errors import Refused


def require_recordable(application: Application, data: dict[str, Any]) -> None:
    """The round has such visits, and this one has taken place."""
    if not application.case.round.initial_site_check:
        text = _("This call has no on-site check before the selection.")
        raise Refused("no_site_check", text)
    if data["visited_on"] > clock.today():
        raise Refused("visit_ahead", _("Enter the day of the visit: today or earlier."), field="visited_on")


def require_selectable(application: Application, data: dict[str, Any]) -> None:
    """The site was seen, where the programme wants that; then a place of the region is left."""
    require_site_check(application, data)
    require_within_quota(application, data)


def require_site_check(application: Application, data: dict[str, Any]) -> None:
    """Nobody is selected unseen where the round has an on-site check."""
    if application.case.round.initial_site_check and not application.site_checks.exists():
        text = _("The site has not been checked yet. Record the on-site check first.")
        raise Refused("site_check_missing", text)
