"""People, and the tokens they use the API with."""

import uuid
from functools import cached_property
from typing import TYPE_CHECKING

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import STAFF_ROLES, Role
from journal import clock

if TYPE_CHECKING:
    from accounts.models.memberships import Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person; logs in with the e-mail address. What they may do stands in their memberships."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=60)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=settings.LANGUAGES, default="ko")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(_("May open the service hatch"), default=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj=None) -> bool:
        """Permissions of the programme come from memberships alone: being superuser opens only the hatch."""
        if rules.perm_exists(perm):
            return self.is_active and rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Read once per request: a revoked right is gone with the next one."""
        if not self.is_active:
            return []
        return list(self.memberships.current().select_related("organisation"))

    @property
    def firm_ids(self) -> list[int]:
        """Firms the person works in: only firm roles name one (membership constraint)."""
        return [m.organisation_id for m in self.current_memberships if m.organisation_id is not None]

    @property
    def is_programme_staff(self) -> bool:
        """Works for the programme (official, consultant, evaluator, administrator, auditor)."""
        return any(m.role in STAFF_ROLES for m in self.current_memberships)

    def types_on_behalf_of(self, obj: models.Model | None) -> str:
        """The name of the firm that an object belongs to, if this person only types for it (Role.HELPER).

        The journal asks it about every event, so that nothing a helper writes looks like the firm's own hand.
        """
        helped = [
            m.organisation for m in self.current_memberships if m.role == Role.HELPER and m.organisation
        ]
        if not helped or obj is None:
            return ""
        firm_id = _firm_id_of(obj)
        return next((firm.name_ko for firm in helped if firm.pk == firm_id), "")

    def has_role(self, *roles: Role) -> bool:
        return any(m.role in roles for m in self.current_memberships)


def _firm_id_of(obj: models.Model) -> int | None:
    """Whose something is: a firm itself, what names it, or what has a case or a site of it."""
    if obj._meta.label_lower == "accounts.organisation":
        return obj.pk
    holders = (obj, getattr(obj, "case", None), getattr(obj, "site", None))
    return next(
        (holder.organisation_id for holder in holders if getattr(holder, "organisation_id", None)), None
    )


class ApiToken(models.Model):
    """A personal token for the API. Only its digest is stored; it is shown once, when made."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("Purpose"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
