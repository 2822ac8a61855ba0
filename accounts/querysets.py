"""Which memberships hold, which districts existed, which firms and sites are somebody's own.

What staff see of firms follows from the cases they see: workflow.visibility.
"""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from journal import clock

if TYPE_CHECKING:
    from accounts.models import User


class MembershipQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Memberships that hold at this moment."""
        now = clock.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


class InvitationQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Invitations that can still be accepted."""
        return self.filter(accepted_at=None, expires_at__gt=clock.now())


class AreaQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        """Official districts that existed on a Korean day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )

    def districts(self) -> Self:
        """Cities and districts, without the provinces above them."""
        return self.filter(level="sigungu")


class OrganisationQuerySet(models.QuerySet):
    def belonging_to(self, user: "User") -> Self:
        """The firms a person works in."""
        return self.filter(pk__in=user.firm_ids) if user.is_authenticated else self.none()


class SiteQuerySet(models.QuerySet):
    def belonging_to(self, user: "User") -> Self:
        """The factories of the firms a person works in."""
        return self.filter(organisation__in=user.firm_ids) if user.is_authenticated else self.none()
