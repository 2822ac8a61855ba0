"""What the API shows of the records beside an application."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.models import (
    CaseContact,
    DuplicateFlag,
    Interview,
    LocalFirm,
    LocalFirmContact,
    Pledge,
    SiteCheck,
)
from applications.services.team import FIELDS
from programs.models import QuestionnaireItem


class DuplicateFlagSerializer(serializers.ModelSerializer):
    """A possible duplicate. ``other`` is empty for an application that the reader may not see."""

    application = serializers.UUIDField(source="application.uid", read_only=True)
    other = serializers.SerializerMethodField()
    decided_by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = DuplicateFlag
        fields = (
            *("uid", "application", "other", "reason", "matched", "found_at", "gone_at", "state"),
            *("decided_by", "decided_at", "decision_reason"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_other(self, flag: DuplicateFlag) -> Any:
        readable = self.context.get("readable", frozenset())
        return str(flag.other.uid) if flag.other and flag.other_id in readable else None


class ResolveFlagSerializer(serializers.Serializer):
    """``open`` takes an earlier decision back."""

    state = serializers.ChoiceField(DuplicateFlag.State.choices)
    comment = serializers.CharField(max_length=5000)


class SiteCheckSerializer(serializers.ModelSerializer):
    """A visit before the selection; recorded by the transition ``record_site_check``."""

    application = serializers.UUIDField(source="application.uid", read_only=True)
    by = serializers.CharField(read_only=True)

    class Meta:
        model = SiteCheck
        fields = ("uid", "application", "visited_on", "by", "findings", "recommended", "at")
        read_only_fields = fields


class InterviewSerializer(serializers.ModelSerializer):
    """An interview with its answers by the number of the question."""

    application = serializers.UUIDField(source="application.uid", read_only=True)
    questionnaire = serializers.CharField(read_only=True)
    by = serializers.CharField(read_only=True)
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Interview
        fields = (
            *("uid", "version", "application", "questionnaire", "audience", "person_name", "position"),
            *("held_on", "by", "created_at", "updated_at", "answers"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_answers(self, interview: Interview) -> dict[str, Any]:
        return {str(answer.item.position): answer.text or answer.value for answer in interview.answers.all()}


class InterviewBodySerializer(serializers.Serializer):
    """A new interview."""

    application = serializers.UUIDField()
    audience = serializers.ChoiceField(QuestionnaireItem.Audience.choices)
    person_name = serializers.CharField(max_length=60)
    position = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    held_on = serializers.DateField()


class InterviewPatchSerializer(serializers.Serializer):
    """What was said so far; an empty answer takes one back."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    person_name = serializers.CharField(max_length=60, required=False)
    position = serializers.CharField(max_length=60, required=False, allow_blank=True)
    held_on = serializers.DateField(required=False)
    answers = serializers.DictField(required=False)


class CaseContactSerializer(serializers.ModelSerializer):
    """One of the firm's people on a case."""

    case = serializers.UUIDField(source="case.uid")
    version = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = CaseContact
        fields = ("uid", "version", "case", *FIELDS)
        read_only_fields = ("uid",)


class PledgeSerializer(serializers.ModelSerializer):
    """A confidentiality pledge towards the firm."""

    case = serializers.UUIDField(source="case.uid")
    user = serializers.CharField(read_only=True)

    class Meta:
        model = Pledge
        fields = ("uid", "case", "user", "text_version", "at")
        read_only_fields = ("uid", "user", "at")


class LocalFirmSerializer(serializers.ModelSerializer):
    """A firm of a region's list with what came of it."""

    region = serializers.CharField(source="region.code", read_only=True)
    is_reached = serializers.BooleanField(read_only=True)
    is_invited = serializers.BooleanField(read_only=True)
    has_applied = serializers.BooleanField(read_only=True)
    took_part = serializers.BooleanField(read_only=True)

    class Meta:
        model = LocalFirm
        fields = (
            *("uid", "region", "business_number", "name", "representative", "address", "phone", "email"),
            *("ksic_code", "employees", "source_file", "imported_at", "excluded_at", "exclusion_reason"),
            *("unsubscribed_at", "is_reached", "is_invited", "has_applied", "took_part"),
        )
        read_only_fields = fields


class LocalContactSerializer(serializers.ModelSerializer):
    """One contact with a firm of the list."""

    by = serializers.CharField(read_only=True)

    class Meta:
        model = LocalFirmContact
        fields = ("uid", "on", "channel", "result", "person", "note", "by", "at")
        read_only_fields = ("uid", "by", "at")


class LocalImportSerializer(serializers.Serializer):
    """A list as ``multipart/form-data``; without ``confirm`` it is only looked at."""

    region = serializers.CharField()
    file = serializers.FileField()
    confirm = serializers.BooleanField(required=False, default=False)


class LocalInviteSerializer(serializers.Serializer):
    """Who is invited to what; without ``confirm`` nobody is."""

    region = serializers.CharField()
    round = serializers.UUIDField()
    confirm = serializers.BooleanField(required=False, default=False)
