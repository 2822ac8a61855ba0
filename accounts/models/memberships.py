"""Who may be what, and how somebody comes to it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.firms import Organisation
from accounts.models.users import User
from accounts.querysets import InvitationQuerySet, MembershipQuerySet
from accounts.roles import FIRM_ROLES, Role
from journal import clock


class Membership(models.Model):
    """A role and where it holds: in a firm, or in a programme and region (empty = all of them).

    Programmes and regions stand here by their codes because they are a layer above; the codes never change.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    program_code = models.SlugField(max_length=40, blank=True)
    region_code = models.SlugField(max_length=40, blank=True)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_firm_roles_have_a_firm",
                condition=Q(role__in=sorted(FIRM_ROLES), organisation__isnull=False)
                | (~Q(role__in=sorted(FIRM_ROLES)) & Q(organisation__isnull=True)),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(until=None, organisation__isnull=False),
                name="membership_once_per_firm",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "program_code", "region_code"],
                condition=Q(until=None, organisation=None),
                name="membership_once_per_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    def covers(self, program_code: str, region_code: str) -> bool:
        """Whether this role holds for a programme and region."""
        return self.program_code in ("", program_code) and self.region_code in ("", region_code)


class Invitation(models.Model):
    """The only way to become staff or to join an existing firm. The link's token is stored as a digest."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-mail"))
    name = models.CharField(_("Name"), max_length=60, blank=True)
    role = models.CharField(_("Role"), max_length=12, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True
    )
    program_code = models.SlugField(max_length=40, blank=True)
    region_code = models.SlugField(max_length=40, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    # Nobody: by whoever runs the installation, on the command line.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        """It can still be accepted: not yet accepted, not yet expired."""
        return self.accepted_at is None and clock.now() < self.expires_at
