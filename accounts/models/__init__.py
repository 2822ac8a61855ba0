"""Who: dated areas, users, organisations, sites, memberships, invitations, tokens."""

from accounts.models.areas import Area, localized
from accounts.models.firms import BusinessState, Organisation, Site, business_number_shape
from accounts.models.memberships import Invitation, Membership
from accounts.models.users import ApiToken, User, UserManager

__all__ = [
    "ApiToken",
    "Area",
    "BusinessState",
    "Invitation",
    "Membership",
    "Organisation",
    "Site",
    "User",
    "UserManager",
    "business_number_shape",
    "localized",
]
