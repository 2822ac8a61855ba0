"""The experts' pledge towards the firm (비밀유지 서약): its text in its version, and who has still to give it."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Pledge
from workflow.models import Case

# A change of the text is a new version: pledges keep which one was given.
VERSION = "2021-1"
TEXT = (
    _("I use what I learn about the company only for the diagnosis and the support in this programme."),
    _(
        "I hand on processes, drawings, figures, photos and customer names to nobody outside the programme without the "
        "company's written consent, also after the programme has ended."
    ),
    _(
        "I recommend no supplier for a consideration and tell the programme of any conflict of interest at once."
    ),
    _("When my work ends I return or destroy what the company gave me."),
)


def is_missing(user: User, case: Case) -> bool:
    """Whether somebody works on the case as its consultant and has not given the present pledge."""
    return (
        user.has_perm("cases.pledge", case)
        and not Pledge.objects.filter(case=case, user=user, text_version=VERSION).exists()
    )
