"""Who sees which cases, and through them every record, file, paper, firm and site."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.roles import FIRM_ROLES, SCOPE_ROLES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Membership, User


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Own firm's cases; submitted cases within one's scope; cases one is assigned to."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        seen = Q(organisation__in=user.firm_ids)
        takes_part = False
        for membership in user.current_memberships:
            if membership.role in SCOPE_ROLES:
                seen |= _scope(membership)
            elif membership.role not in FIRM_ROLES:
                takes_part = True
        if takes_part:
            # Being in charge of a case shows it no longer than one's own scope does.
            roles = {m.role for m in user.current_memberships} - SCOPE_ROLES
            assigned = user.participations.current().filter(role__in=roles).values("case")
            seen |= Q(pk__in=assigned)
        return self.filter(seen)

    def counted(self) -> Self:
        """Cases that figures may count: real and submitted."""
        return self.filter(is_test=False, submitted_at__isnull=False)

    def with_list_data(self) -> Self:
        return self.select_related("organisation", "site", "region", "round__program__operator")


def _scope(membership: "Membership") -> Q:
    scope = Q(submitted_at__isnull=False)
    if membership.program_code:
        scope &= Q(program_code=membership.program_code)
    if membership.region_code:
        scope &= Q(region_code=membership.region_code)
    return scope


class ParticipantQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Taking part now; a declared conflict of interest hides the case."""
        return self.filter(until=None, conflict_of_interest=False)


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The records of the cases a person may see."""
        cases = apps.get_model("workflow", "Case").objects.visible_to(user)
        return self.filter(case__in=cases)

    def with_list_data(self) -> Self:
        return self.select_related("case__organisation", "case__site", "case__region", "case__round__program")


class CorrectionQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Asked and neither answered nor withdrawn."""
        return self.filter(state="asked")

    def with_list_data(self) -> Self:
        return self.select_related("asked_by", "answered_by").prefetch_related(
            "extensions__asked_by", "extensions__decided_by"
        )
