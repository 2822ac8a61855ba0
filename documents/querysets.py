"""Which papers and files a person sees: those of the cases they see, and of files those meant for them."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.roles import SCOPE_ROLES, Role
from documents.choices import Audience, Scan
from workflow.models import Case

if TYPE_CHECKING:
    from accounts.models import Membership, User

# What those who were assigned to a case read beyond what the firm reads.
ASSIGNED = {Role.CONSULTANT: Audience.TEAM, Role.EVALUATOR: Audience.COMMITTEE}


class IssuedDocumentQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Papers of the cases that a person sees: each is addressed to the firm, nothing is held back."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def in_force(self) -> Self:
        return self.filter(revoked_at=None)

    def with_list_data(self) -> Self:
        """For lists: the case, and neither the snapshot nor a query for each row."""
        return self.select_related("case", "issued_by", "replaces").defer("snapshot")


class FileQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The firm's files by whoever sees the case or works in the firm; others by the role that leads there.

        Nobody reads about their own firm what was not meant for it, whatever else they are.
        """
        if isinstance(user, AnonymousUser):
            return self.none()
        cases = Q(case__in=Case.objects.visible_to(user))
        own = Q(organisation__in=user.firm_ids) | Q(case__organisation__in=user.firm_ids)
        seen = (cases | (own & Q(case=None))) & Q(audience=Audience.FIRM)
        for membership in user.current_memberships:
            seen |= cases & ~own & _by_role(membership)
        return self.filter(seen)

    def usable(self) -> Self:
        """Not refused by, and not still waiting for, the virus scanner."""
        return self.filter(scan_state__in=[Scan.CLEAN, Scan.UNSCANNED])

    def with_list_data(self) -> Self:
        return self.select_related("case", "organisation", "uploaded_by")


def _by_role(membership: "Membership") -> Q:
    """The files that one membership opens: all within its scope, or those of its kind in assigned cases."""
    if membership.role in SCOPE_ROLES:
        scope = Q()
        if membership.program_code:
            scope &= Q(case__program_code=membership.program_code)
        if membership.region_code:
            scope &= Q(case__region_code=membership.region_code)
        return scope & Q(audience__in=Audience.values)
    if membership.role in ASSIGNED:
        taking_part = membership.user.participations.current().filter(role=membership.role)
        return Q(case__in=taking_part.values("case"), audience=ASSIGNED[Role(membership.role)])
    return Q(pk__in=[])
