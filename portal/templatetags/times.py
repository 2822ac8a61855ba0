"""``{% load times %}``: the server's clock, correction requests, badges and the officer in charge."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from applications import rules
from portal.components.clock import ServerClock
from portal.corrections import entries
from programs.models import Round
from workflow import participants
from workflow.models import Case, CorrectionRequest

register = template.Library()

Context = dict[str, Any]


@register.inclusion_tag("components/server_clock.html", takes_context=True)
def server_clock(context: Context, round_: Round, *, until: datetime | None = None) -> Context:
    """Server time, closing in words, time left; after the closing the grace period that runs, if there is one.

    ``until`` names its end where the page knows it.
    """
    if until is None and rules.is_closed(round_) and (grace := rules.running_grace(round_)):
        until = grace.ends_at
    return {
        "clock": ServerClock.until(until) if until else ServerClock.of_round(round_),
        "label": _("Grace period until") if until else _("Applications close"),
        "nonce": context.get("CSP_NONCE", ""),
    }


@register.inclusion_tag("components/corrections.html", takes_context=True)
def correction_list(context: Context, corrections: Iterable[CorrectionRequest], case: Case) -> Context:
    """Correction requests with what the reader may do about each."""
    request = context["request"]
    return {"entries": entries(corrections, case, request.user), "next": request.path}


@register.inclusion_tag("components/application_badges.html")
def application_badges(application: Any) -> Context:
    """What stands beside an application's state: corrected, submitted in a grace period."""
    return {"application": application}


@register.inclusion_tag("components/officer.html")
def officer_in_charge(case: Case) -> Context:
    """Who is in charge of the case, with the phone; nothing when nobody is. Wants ``participants__user``."""
    return {"officer": participants.officer_in_charge(case)}
