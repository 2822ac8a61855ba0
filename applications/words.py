"""Texts that people pledge to; each with its version (applications.rules.committee.PLEDGE_VERSION)."""

from django.utils.translation import gettext_lazy

PLEDGE = (
    gettext_lazy("I judge by the scoring sheet alone, fairly and without regard to persons."),
    gettext_lazy("I have declared every tie with a firm that could make my judgement look partial."),
    gettext_lazy(
        "I keep to myself what I learn of the firms and of the judging, and use it for nothing else."
    ),
)
