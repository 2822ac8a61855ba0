"""Cases, rounds, firms and sites as the API shows and takes them. Services decide; serializers shape."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Area, Organisation, Site
from accounts.presenting import corporate_number_looks_wrong
from accounts.services import ORGANISATION_FIELDS, SITE_FIELDS
from calculations import business_number
from journal import clock
from programs.models import Round
from workflow.models import Case


class OrganisationSerializer(serializers.ModelSerializer):
    """A firm as it is read: ``stated_on`` is the day of each entry, ``business_kind`` what the number's middle says.

    ``warnings`` names entries that look wrong and were kept all the same.
    """

    business_kind = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    stated_on = serializers.DictField(child=serializers.DateField(), read_only=True)

    class Meta:
        model = Organisation
        fields = (
            *("uid", "version", "business_number", "business_kind", *ORGANISATION_FIELDS),
            *("stated_on", "warnings", "is_demo", "created_at"),
        )
        read_only_fields = fields

    def get_business_kind(self, firm: Organisation) -> str:
        return business_number.kind(str(firm.business_number))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_warnings(self, firm: Organisation) -> list[str]:
        return ["corporate_number"] if corporate_number_looks_wrong(firm) else []


class OrganisationEditSerializer(serializers.ModelSerializer):
    """What its people may change; ``version`` is the one they saw."""

    version = serializers.IntegerField(required=False)

    corporate_number = serializers.CharField(max_length=20, required=False, allow_blank=True)

    class Meta:
        model = Organisation
        fields = ("version", *ORGANISATION_FIELDS)


class OrganisationRegisterSerializer(serializers.ModelSerializer):
    """A new firm. Blanks and hyphens in the business number are fine."""

    business_number = serializers.CharField(max_length=20)
    corporate_number = serializers.CharField(max_length=20, required=False, allow_blank=True)

    class Meta:
        model = Organisation
        fields = ("business_number", *ORGANISATION_FIELDS)


class DistrictField(serializers.SlugRelatedField):
    """A district by its code, among those that exist today: codes were used more than once."""

    default_error_messages = {"does_not_exist": _("There is no district with the code {value} today.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)

    def get_queryset(self) -> QuerySet[Area]:
        return Area.objects.districts().valid_on(clock.today())


class SiteSerializer(serializers.ModelSerializer):
    """A factory as it is read."""

    organization = serializers.UUIDField(source="organisation.uid", read_only=True)
    area = serializers.CharField(source="area.code", read_only=True)
    area_name = serializers.CharField(source="area", read_only=True)
    stated_on = serializers.DictField(child=serializers.DateField(), read_only=True)

    class Meta:
        model = Site
        fields = ("uid", "version", "organization", *SITE_FIELDS, "area_name", "stated_on", "created_at")
        read_only_fields = fields


class SiteEditSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(required=False)
    area = DistrictField()

    class Meta:
        model = Site
        fields = ("version", *SITE_FIELDS)


class SiteAddSerializer(serializers.ModelSerializer):
    """A new factory of a firm one works in; any other firm is unknown."""

    organization = serializers.SlugRelatedField(
        source="organisation", slug_field="uid", queryset=Organisation.objects.none()
    )
    area = DistrictField()

    class Meta:
        model = Site
        fields = ("organization", *SITE_FIELDS)
        # The service says which name is taken.
        validators: list[Any] = []

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        user = self.context["request"].user
        fields["organization"].queryset = Organisation.objects.belonging_to(user)
        return fields


class RoundSerializer(serializers.ModelSerializer):
    program = serializers.CharField(source="program.code", read_only=True)
    operator = serializers.CharField(source="program.operator.code", read_only=True)
    regions: serializers.Field = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    accepts_applications = serializers.SerializerMethodField()
    closes_at = serializers.DateTimeField(read_only=True, help_text="The first instant that is too late.")
    server_time = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = (
            *("uid", "program", "operator", "year", "case_prefix", "name_ko", "name_en", "status", "regions"),
            *("opens_on", "closes_on", "closing_hour", "closes_at", "server_time"),
            *("project_from", "project_until"),
            *("accepts_applications", "diagnosis_fee_krw", "electricity_basis", "contact_ko"),
        )
        read_only_fields = fields

    def get_server_time(self, round_: Round) -> datetime:
        return clock.now()

    def get_accepts_applications(self, round_: Round) -> bool:
        return round_.accepts_applications()


class CaseSerializer(serializers.ModelSerializer):
    """A case; its records are found at their own resources with ``?case=<uid>``."""

    round = serializers.UUIDField(source="round.uid", read_only=True)
    program = serializers.CharField(source="program_code", read_only=True)
    region = serializers.CharField(source="region_code", read_only=True)
    organization = serializers.UUIDField(source="organisation.uid", read_only=True)
    organization_name = serializers.CharField(source="organisation.name_ko", read_only=True)
    site = serializers.SerializerMethodField()
    site_name = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            *("uid", "number", "version", "stage", "track", "is_test", "round", "program", "region"),
            *("organization", "organization_name", "site", "site_name"),
            *("created_at", "submitted_at", "moved_at"),
        )
        read_only_fields = fields

    def get_site(self, case: Case) -> str | None:
        return str(case.site.uid) if case.site else None

    def get_site_name(self, case: Case) -> str | None:
        return case.site.name if case.site else None
