"""Who sees which committees, assignments and decisions."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.roles import SCOPE_ROLES, Role
from programs.models import Round

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of one's scope as official, administrator or auditor; those that one evaluates for, once it began."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        sits_on = Q(pk__in=_seats(user)) & ~Q(state="preparing")
        evaluates = user.has_role(Role.EVALUATOR)
        return self.filter((sits_on if evaluates else Q(pk__in=[])) | in_scope(user))

    def overseen_by(self, user: "User") -> Self:
        """Those whose scores and decisions one may read: officials, administrators, auditors of the scope."""
        return self.filter(in_scope(user))

    def with_list_data(self) -> Self:
        return self.select_related("round__program__operator", "round__scoring_sheet", "region", "chair")


def in_scope(user: "User") -> Q:
    """The rows (with program_code and region_code) in a person's scopes."""
    found = Q(pk__in=[])
    for membership in user.current_memberships:
        if membership.role in SCOPE_ROLES:
            scope = Q()
            if membership.program_code:
                scope &= Q(program_code=membership.program_code)
            if membership.region_code:
                scope &= Q(region_code=membership.region_code)
            found |= scope & Q(pk__isnull=False)
    return found


def rounds_of(user: "User") -> models.QuerySet[Round]:
    """Rounds that have begun, in the scopes in which somebody oversees committees."""
    found = Q(pk__in=[])
    for membership in user.current_memberships:
        if membership.role in SCOPE_ROLES:
            scope = Q(pk__isnull=False)
            if membership.program_code:
                scope &= Q(program__code=membership.program_code)
            if membership.region_code:
                scope &= Q(regions__code=membership.region_code)
            found |= scope
    return Round.objects.filter(found).exclude(status=Round.Status.DRAFT).select_related("program").distinct()


def _seats(user: "User") -> models.QuerySet:
    """The committees on which somebody sits now."""
    seats = apps.get_model("applications", "CommitteeMember").objects.current()
    return seats.filter(user=user).values("committee")


class MemberQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(removed_at=None)


class AssignmentQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not taken back; those with a declared conflict are among them, as its record."""
        return self.filter(removed_at=None)

    def live(self) -> Self:
        """Those that hold a place: not taken back, no conflict declared."""
        return self.current().exclude(has_conflict=True)

    def of_evaluator(self, user: "User | AnonymousUser") -> Self:
        """A person's own ones while their committee works; nobody else's, ever. With the release reading ends."""
        if not user.is_authenticated or not user.is_active or not user.has_role(Role.EVALUATOR):
            return self.none()
        return (
            self.current()
            .filter(evaluator=user, committee__in=_seats(user))
            .exclude(committee__state__in=("preparing", "released"))
        )

    def to_declare(self) -> Self:
        return self.filter(declared_at=None)

    def to_read(self) -> Self:
        """Declared free of conflicts; those of the person's own firm never."""
        return self.filter(has_conflict=False)


class DecisionQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(replaced_at=None)

    def staged(self) -> Self:
        return self.current().filter(released_at=None)
