"""What the closing time of a round decides about its drafts; the server's clock is the only one."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from applications.models import Application, DraftCopy, GracePeriod
from applications.rules.missing import Incomplete, missing
from journal import clock
from programs.models import Round
from workflow.errors import Refused, WrongState
from workflow.states import ApplicationState


def closing_text(round_: Round) -> str:
    """The closing in words, in Korean time: 2021. 7. 16. 24:00."""
    hour = 24 if round_.closing_hour is None else round_.closing_hour
    return f"{formats.date_format(round_.closes_on, 'Y. n. j.')} {hour}:00"


def moment_text(moment: datetime) -> str:
    """An instant in Korean time: 2021. 7. 19. 18:00."""
    return formats.date_format(moment.astimezone(clock.SEOUL), "Y. n. j. H:i")


def is_closed(round_: Round) -> bool:
    """The closing time has passed; closing a round earlier by hand stops submissions but freezes nothing."""
    return clock.now() >= round_.closes_at


def running_grace(round_: Round) -> GracePeriod | None:
    """The grace period in which the round stands now."""
    return GracePeriod.objects.running().filter(round=round_).first()


def copy_of(application: Application) -> DraftCopy | None:
    """The copy of the round's last closing."""
    return application.draft_copies.filter(closes_at=application.case.round.closes_at).first()


def may_complete(application: Application) -> bool:
    """The grace period that runs lets this draft be completed: it was incomplete at closing."""
    grace = running_grace(application.case.round)
    copy = copy_of(application) if grace and grace.may_complete else None
    return copy is not None and not copy.is_complete


def is_open_to_firm(application: Application) -> bool:
    """The firm may change its entries now: as a draft until the closing, and while a correction is asked."""
    if application.state != ApplicationState.DRAFT or not is_closed(application.case.round):
        return application.is_editable
    return may_complete(application)


def require_before_closing(application: Application) -> None:
    """A draft is the firm's to change until the closing; a correction has its own deadline.

    Called with the application locked, so that a save that began in time is finished before the draft is frozen.
    """
    round_ = application.case.round
    if application.state != ApplicationState.DRAFT or not is_closed(round_) or may_complete(application):
        return
    text = _(
        "Applications closed on %(closing)s (Korean time, by the clock of this server). The draft is kept as it stood "
        "then and cannot be changed any more. Questions: %(contact)s"
    )
    contact = round_.contact_ko or round_.program.operator
    raise WrongState(text % {"closing": closing_text(round_), "contact": contact}, code="round_closed")


def require_confirmable(application: Application, data: dict[str, Any]) -> None:
    """A grace period runs, the draft was frozen, and what is stored is what the copy says, complete.

    Where the period lets incomplete drafts be completed, those must be complete now.
    """
    grace = running_grace(application.case.round)
    if grace is None:
        raise Refused(
            "no_grace_period", _("No grace period is running: the application cannot be handed in.")
        )
    copy = copy_of(application)
    if copy is None:
        raise Refused("no_copy", _("The draft was not begun before the closing: there is no copy of it."))
    if not copy.is_complete and not grace.may_complete:
        raise Refused("copy_incomplete", _("The draft was not complete at closing: it cannot be handed in."))
    if not copy.is_complete and (lacking := missing(application)):
        raise Incomplete(lacking)
