"""Writes about people: firms and sites, invitations, memberships. Each is recorded in the journal.

Services take who does it as ``actor`` (nobody for the command line) and the ``address`` they came from.
"""

from accounts.services.business_states import look_up_business_state
from accounts.services.firms import add_site, edit_organisation, edit_site, register_organisation
from accounts.services.inviting import (
    accept_as_new_account,
    accept_invitation,
    cancel_invitation,
    invite_colleague,
    invite_staff,
)
from accounts.services.members import end_membership, hand_over
from accounts.services.own import edit_account
from accounts.services.values import ACCOUNT_FIELDS, ORGANISATION_FIELDS, SITE_FIELDS, Values

__all__ = [
    "ACCOUNT_FIELDS",
    "ORGANISATION_FIELDS",
    "SITE_FIELDS",
    "Values",
    "accept_as_new_account",
    "accept_invitation",
    "add_site",
    "cancel_invitation",
    "edit_account",
    "edit_organisation",
    "edit_site",
    "end_membership",
    "hand_over",
    "invite_colleague",
    "invite_staff",
    "look_up_business_state",
    "register_organisation",
]
