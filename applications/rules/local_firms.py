"""Whose list of local firms somebody keeps."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role
from programs.models import Region


def regions_of(user: User) -> QuerySet[Region]:
    """The regions whose list an official or administrator keeps; all of them without a region."""
    roles = (Role.REVIEWER, Role.APPROVER, Role.ADMIN)
    own = [m for m in user.current_memberships if m.role in roles]
    if any(not m.region_code for m in own):
        return Region.objects.all()
    return Region.objects.filter(code__in={m.region_code for m in own})
