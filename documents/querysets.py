"""Which papers and files a person sees: those of the cases they see, and of files those meant for them."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.roles import SCOPE_ROLES, Role
from documents.choices import Audience, Scan
from ledger.models import ContributionDue
from programs.models import Round
from workflow.models import Case

if TYPE_CHECKING:
    from accounts.models import Membership, User

# The one paper that belongs to no case: the receipt of a contribution.
CONTRIBUTION_RECEIPT = "contribution_receipt"
# What those who were assigned to a case read beyond what the firm reads.
ASSIGNED = {Role.CONSULTANT: Audience.TEAM, Role.EVALUATOR: Audience.COMMITTEE}


class IssuedDocumentQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Papers of the cases that a person sees, and receipts of what they may see or their firm has paid.

        Each is addressed to the firm, nothing is held back.
        """
        of_cases = Q(case__in=Case.objects.visible_to(user))
        if not user.is_authenticated:
            return self.filter(of_cases)
        paid = ContributionDue.objects.visible_to(user) | ContributionDue.objects.filter(
            organisation__in=user.firm_ids
        )
        return self.filter(
            of_cases | Q(case=None, kind=CONTRIBUTION_RECEIPT, record_uid__in=paid.values("uid"))
        )

    def in_force(self) -> Self:
        return self.filter(revoked_at=None)

    def with_list_data(self) -> Self:
        """For lists: the case, and neither the snapshot nor a query for each row."""
        return self.select_related("case", "issued_by", "replaces").defer("snapshot")


class FileQuerySet(models.QuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The firm's files by whoever sees the case or works in the firm; others by the role that leads there.

        Nobody reads about their own firm what was not meant for it, whatever else they are. What hangs on a
        published call is everybody's; before its hour only those who set up the programme see it.
        """
        public = _of_calls(user)
        if isinstance(user, AnonymousUser):
            return self.filter(public)
        visible = Case.objects.visible_to(user)
        cases = Q(case__in=visible)
        shared = Q(pk__in=_shared_with(visible))
        own = Q(organisation__in=user.firm_ids) | Q(case__organisation__in=user.firm_ids)
        seen = (cases | shared | (own & Q(case=None))) & Q(audience=Audience.FIRM)
        for membership in user.current_memberships:
            seen |= cases & ~own & _by_role(membership)
        return self.filter(seen | public)

    def of_case(self, case: Case) -> Self:
        """Handed in for a case, or shared with it."""
        return self.filter(Q(case=case) | Q(pk__in=_shared_with(Case.objects.filter(pk=case.pk))))

    def attachments(self) -> Self:
        """What hangs on call pages, without what was taken off."""
        return self.filter(audience=Audience.PUBLIC, removed_at=None)

    def usable(self) -> Self:
        """Not refused by, and not still waiting for, the virus scanner."""
        return self.filter(scan_state__in=[Scan.CLEAN, Scan.UNSCANNED])

    def with_list_data(self) -> Self:
        return self.select_related("case", "organisation", "round", "uploaded_by")


def _shared_with(cases: models.QuerySet[Case]) -> models.QuerySet:
    """Files of a firm that serve one of these cases too."""
    shares = apps.get_model("documents", "FileShare").objects
    return shares.filter(ended_at=None, case__in=cases).values("file")


def _of_calls(user: "User | AnonymousUser") -> Q:
    published = Round.objects.published().filter(call__publish_at__isnull=False)
    readable = Q(round__in=published.values("pk"))
    if user.is_authenticated:
        readable |= Q(round__in=Round.objects.set_up_by(user).values("pk"))
    return readable & Q(audience=Audience.PUBLIC, removed_at=None)


def _by_role(membership: "Membership") -> Q:
    """The files that one membership opens: all within its scope, or those of its kind in assigned cases."""
    if membership.role in SCOPE_ROLES:
        scope = Q()
        if membership.program_code:
            scope &= Q(case__program_code=membership.program_code)
        if membership.region_code:
            scope &= Q(case__region_code=membership.region_code)
        return scope
    if membership.role in ASSIGNED:
        taking_part = membership.user.participations.current().filter(role=membership.role)
        return Q(case__in=taking_part.values("case"), audience=ASSIGNED[Role(membership.role)])
    return Q(pk__in=[])
