"""Which lines somebody may see; entries that nobody rewrites."""

from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from accounts.roles import OFFICIAL_ROLES, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class FundingLineQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Officials, administrators and auditors see the lines of their programmes and regions."""
        scope = Q(pk__in=[])
        for membership in user.current_memberships if user.is_authenticated else []:
            if membership.role not in OFFICIAL_ROLES | {Role.ADMIN, Role.AUDITOR}:
                continue
            covered = Q()
            if membership.program_code:
                covered &= Q(round__program__code=membership.program_code)
            if membership.region_code:
                covered &= Q(region=None) | Q(region__code=membership.region_code)
            scope |= covered or Q(pk__isnull=False)
        return self.filter(scope)


class EntryQuerySet(models.QuerySet):
    def update(self, **fields: Any) -> NoReturn:
        raise TypeError("Ledger entries are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Ledger entries are append-only.")
