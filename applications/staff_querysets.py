"""Who reads what officials note beside an application: flags, interviews, the list of local firms.

None of it is for the firm that it is about, nor for evaluators: scope decides, and for interviews also taking part
as the consultant of the case.
"""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.roles import SCOPE_ROLES, Role
from workflow.states import ApplicationState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from programs.models import Round


def in_scope(user: "User | AnonymousUser", case: str) -> Q:
    """Records whose case lies in the scope of one of the user's roles; ``case`` is the path that leads to it."""
    seen = Q(pk__in=[])
    if not user.is_authenticated or not user.is_active:
        return seen
    for membership in user.current_memberships:
        if membership.role in SCOPE_ROLES:
            scope = Q(**{f"{case}__submitted_at__isnull": False})
            if membership.program_code:
                scope &= Q(**{f"{case}__program_code": membership.program_code})
            if membership.region_code:
                scope &= Q(**{f"{case}__region_code": membership.region_code})
            seen |= scope
    return seen & ~Q(**{f"{case}__organisation__in": user.firm_ids})


class DuplicateFlagQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Flags of which one side lies in the user's scope."""
        return self.filter(in_scope(user, "application__case") | in_scope(user, "other__case"))

    def open(self) -> Self:
        return self.filter(state="open")

    def about(self, application: models.Model) -> Self:
        """Flags that name an application on either side."""
        return self.filter(Q(application=application) | Q(other=application))

    def with_list_data(self) -> Self:
        sides = ("application", "other")
        below = ("organisation", "site", "region", "round__program")
        return self.select_related(
            "decided_by", *(f"{side}__case__{name}" for side in sides for name in below)
        )


class InterviewQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Interviews of cases in the user's scope, or that the user is the consultant of."""
        seen = in_scope(user, "application__case")
        if user.is_authenticated and user.has_role(Role.CONSULTANT):
            assigned = user.participations.current().filter(role=Role.CONSULTANT).values("case")
            seen |= Q(application__case__in=assigned) & ~Q(application__case__organisation__in=user.firm_ids)
        return self.filter(seen)

    def with_list_data(self) -> Self:
        return self.select_related("application__case", "questionnaire", "by")


class LocalFirmQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Firms of the regions whose officials or administrators one is; all of them without a region."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = [m for m in user.current_memberships if m.role in (Role.REVIEWER, Role.APPROVER, Role.ADMIN)]
        if any(not m.region_code for m in own):
            return self
        return self.filter(region__code__in={m.region_code for m in own})

    def mailable(self) -> Self:
        """With an address, neither left out nor unsubscribed."""
        return self.exclude(email="").filter(excluded_at=None, unsubscribed_at=None)

    def with_outcome(self, round_: "Round | None" = None) -> Self:
        """With what came of it: reached, invited, applied, took part; by business number, in the same query."""
        submitted = apps.get_model("applications", "Application").objects.filter(
            case__organisation__business_number=OuterRef("business_number"),
            case__submitted_at__isnull=False,
        )
        of_firm = {"firm": OuterRef("pk")}
        invitations = apps.get_model("applications", "LocalFirmInvitation").objects.filter(**of_firm)
        contacts = apps.get_model("applications", "LocalFirmContact").objects.filter(**of_firm)
        if round_ is not None:
            submitted = submitted.filter(case__round=round_)
            invitations = invitations.filter(round=round_)
        known = ~Q(business_number="")
        reached = contacts.filter(result__in=("reached", "interested", "declined"))
        return self.annotate(
            is_reached=Exists(reached),
            is_invited=Exists(invitations),
            has_applied=models.Case(models.When(known, then=Exists(submitted)), default=False),
            took_part=models.Case(
                models.When(known, then=Exists(submitted.filter(state=ApplicationState.AGREED))),
                default=False,
            ),
        )

    def with_list_data(self) -> Self:
        return self.select_related("region")
