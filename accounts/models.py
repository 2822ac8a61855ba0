"""Who: dated areas, users, organisations, sites, memberships, invitations, tokens."""

import uuid
from functools import cached_property

import rules
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.querysets import (
    AreaQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    OrganisationQuerySet,
    SiteQuerySet,
)
from accounts.roles import FIRM_ROLES, STAFF_ROLES, Role
from calculations import business_number
from journal import clock


def localized(obj: models.Model, field: str) -> str:
    """A ``_ko``/``_en`` text in the reader's language; English falls back to Korean."""
    english = getattr(obj, f"{field}_en")
    return english if english and get_language() == "en" else getattr(obj, f"{field}_ko")


class Area(models.Model):
    """An official district with the days between which its code was in force (행정구역)."""

    code = models.CharField(max_length=5)
    level = models.CharField(max_length=8, choices=[("sido", _("Province")), ("sigungu", _("District"))])
    name_ko = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    parent_code = models.CharField(max_length=5, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=10)
    remark = models.CharField(max_length=300, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_once_per_start"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_from=None), name="area_code_once_without_start"
            ),
        ]

    def __str__(self) -> str:
        return localized(self, "name")


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

    def has_role(self, *roles: Role) -> bool:
        return any(m.role in roles for m in self.current_memberships)


business_number_shape = RegexValidator(r"^\d{10}$", _("Enter the ten digits of the business number."))


class Organisation(models.Model):
    """A firm: legal person with a business registration number (사업자등록번호)."""

    class Size(models.TextChoices):
        SMALL = "small", _("Small")
        MEDIUM = "medium", _("Medium-sized")
        MID_SIZE = "mid_size", _("Mid-size")
        LARGE = "large", _("Large")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    business_number = models.CharField(
        _("Business number"), max_length=10, unique=True, validators=[business_number_shape]
    )
    corporate_number = models.CharField(_("Corporate number"), max_length=13, blank=True)
    name_ko = models.CharField(_("Company name"), max_length=100)
    name_en = models.CharField(_("Company name in English"), max_length=100, blank=True)
    representative = models.CharField(_("Representative"), max_length=60)
    address = models.CharField(_("Head office address"), max_length=200)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    founded_on = models.DateField(_("Founded on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name_ko", "pk"]

    def __str__(self) -> str:
        return localized(self, "name")

    @property
    def business_number_text(self) -> str:
        """As people write it: 000-00-00000."""
        return business_number.formatted(self.business_number)


class Site(models.Model):
    """One factory (사업장): energy, region and checklists belong to it."""

    class KsicRevision(models.IntegerChoices):
        REV_10 = 10, _("KSIC revision 10")
        REV_11 = 11, _("KSIC revision 11")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(_("Site name"), max_length=100)
    address = models.CharField(_("Factory address"), max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("District"))
    has_factory = models.BooleanField(_("Production takes place here"), default=True)
    industrial_complex = models.CharField(
        _("Industrial complex"), max_length=60, blank=True, help_text=_("Its name; empty outside of one.")
    )
    factory_registration = models.CharField(_("Factory registration number"), max_length=30, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.name


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
