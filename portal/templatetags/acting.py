"""For whom somebody types: said on every page of the case, above everything else."""

from typing import Any

from django import template

from accounts.helping import behalf

register = template.Library()


@register.inclusion_tag("components/helping.html", takes_context=True)
def helping_banner(context: template.Context) -> dict[str, Any]:
    """The firm that the reader only types for, on a page about one of its cases; nothing elsewhere."""
    request = context.get("request")
    case = getattr(context.get("application"), "case", None) or context.get("case")
    firm = getattr(case, "organisation", None)
    user = getattr(request, "user", None)
    if firm is None or user is None or not user.is_authenticated:
        return {"firm": ""}
    return {"firm": behalf(user, firm)}
