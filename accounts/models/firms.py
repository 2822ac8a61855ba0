"""Firms and their factories."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.areas import Area, localized
from accounts.models.users import User
from accounts.querysets import OrganisationQuerySet, SiteQuerySet
from calculations import business_number
from journal import clock

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
    stated_on = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Since which Korean day each entry is stated."
    )
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
    stated_on = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Since which Korean day each entry is stated."
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class BusinessState(models.Model):
    """What the tax office said about a business number when it was asked (사업자등록 상태). Never blocks anything."""

    class State(models.TextChoices):
        ACTIVE = "01", _("In business")
        SUSPENDED = "02", _("Business suspended")
        CLOSED = "03", _("Business closed")
        UNKNOWN = "", _("Not registered with the tax office")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="business_states")
    state = models.CharField(max_length=2, choices=State.choices, blank=True)
    tax_type = models.CharField(max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"
        indexes = [models.Index(fields=["organisation", "-id"], name="business_state_newest")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_state_display()}"
