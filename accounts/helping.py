"""Helpers: a consultant or clerk who types for a firm. What they write says for whom; they never act for the firm."""

from accounts.models import Organisation, User
from accounts.roles import Role


def types_for(user: User, organisation: Organisation) -> bool:
    """Whether somebody only types for this firm: a helper, not one of its own people."""
    return any(
        m.role == Role.HELPER and m.organisation_id == organisation.pk for m in user.current_memberships
    )


def behalf(user: User | None, organisation: Organisation | None) -> str:
    """The name of the firm that somebody types for, as an event keeps it; empty for the firm's own people."""
    if user is None or organisation is None or not types_for(user, organisation):
        return ""
    return organisation.name_ko
