"""Papers on the pages of every step: ``{% load documents %}``."""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from documents import registry
from documents.models import IssuedDocument

register = template.Library()


@register.inclusion_tag("documents_pages/paper_status.html", takes_context=True)
def paper_status(context: dict[str, Any], paper: IssuedDocument) -> dict[str, Any]:
    """How far a paper is, with download or retry; asks again by itself until the paper is ready or failed."""
    may_retry = context["request"].user.has_perm(registry.get(paper.kind).permission, paper)
    return {
        "csrf_token": context.get("csrf_token", ""),
        "state": paper.state,
        "poll_url": reverse("documents:paper-status", args=[paper.uid]),
        "download_url": paper.get_absolute_url(),
        "download_label": f"{paper} [pdf, {filesizeformat(paper.size)}]",
        "retry_url": reverse("documents:paper-retry", args=[paper.uid]) if may_retry else "",
    }
