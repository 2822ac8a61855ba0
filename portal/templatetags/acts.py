"""``{% load acts %}{% acts_for record %}``: what the reader may do on a record now, as buttons."""

from typing import Any

from django import template

from portal import acts

register = template.Library()


@register.inclusion_tag("portal/acts_for.html", takes_context=True)
def acts_for(context: dict[str, Any], record: Any) -> dict[str, Any]:
    """Links to the acts that the reader may perform on ``record``; they lead back to this page."""
    request = context["request"]
    return {"offers": acts.offered(record, request.user), "next": request.path}
