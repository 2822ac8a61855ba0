"""``{% load step1 %}``: the records that stand beside an application, and the pledge that is still to be given."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import pledges
from applications.models import Application
from workflow.models import Case

register = template.Library()

Context = dict[str, Any]


@register.inclusion_tag("applications/parts/step1_links.html", takes_context=True)
def step1_links(context: Context, case: Case) -> Context:
    """Links to the pages of step 1 beside the application that the reader may open."""
    user = context["request"].user
    application = Application.objects.filter(case=case).only("uid", "case_id").first()
    if application is None or case.submitted_at is None:
        return {"links": []}
    pages = (
        ("applications.read_screening", "applications:screening", _("Screening page")),
        ("interviews.read", "applications:interviews", _("Interviews")),
        ("cases.read_team", "applications:team", _("The company's team and pledges")),
    )
    links = [
        (reverse(name, args=[application.uid]), label)
        for permission, name, label in pages
        if user.has_perm(permission, case)
    ]
    return {"links": links}


@register.inclusion_tag("applications/parts/pledge_call.html", takes_context=True)
def pledge_call(context: Context, case: Case) -> Context:
    """The call to give the confidentiality pledge; nothing for whoever need not or has given it."""
    user = context["request"].user
    application = None
    if pledges.is_missing(user, case):
        application = Application.objects.filter(case=case).only("uid").first()
    return {"application": application}
