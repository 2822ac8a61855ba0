"""Which lines somebody may see; entries that nobody rewrites."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from accounts.roles import OFFICIAL_ROLES, Role
from journal import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def _seen_by(user: "User | AnonymousUser", path: str = "") -> Q:
    """Officials, administrators and auditors see the lines of their programmes and regions; ``path`` leads there."""
    scope = Q(pk__in=[])
    for membership in user.current_memberships if user.is_authenticated else []:
        if membership.role not in OFFICIAL_ROLES | {Role.ADMIN, Role.AUDITOR}:
            continue
        covered = Q()
        if membership.program_code:
            covered &= Q(**{f"{path}round__program__code": membership.program_code})
        if membership.region_code:
            region = f"{path}region"
            covered &= Q(**{region: None}) | Q(**{f"{region}__code": membership.region_code})
        scope |= covered or Q(pk__isnull=False)
    return scope


class FundingLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(_seen_by(user))


class ContributionDueQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whoever sees the line sees what is owed to it."""
        return self.filter(_seen_by(user, "line__"))

    def overdue(self) -> Self:
        """Not received although the day it was due on is over in Korea."""
        return self.filter(received_on=None, due_on__lt=clock.today())

    def with_list_data(self) -> Self:
        return self.select_related("line__region", "organisation")


class EntryQuerySet(models.QuerySet):
    def update(self, **fields: Any) -> NoReturn:
        raise TypeError("Ledger entries are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Ledger entries are append-only.")
