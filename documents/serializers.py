"""Papers and files in the API."""

from rest_framework import serializers

from documents.choices import OF_CASES, Audience
from documents.models import File, IssuedDocument


class PaperSerializer(serializers.ModelSerializer):
    case = serializers.UUIDField(source="case.uid", read_only=True, allow_null=True)
    replaces = serializers.UUIDField(source="replaces.uid", read_only=True, allow_null=True)
    content = serializers.HyperlinkedIdentityField(view_name="paper-content", lookup_field="uid")

    class Meta:
        model = IssuedDocument
        fields = (
            "uid",
            "kind",
            "title",
            "number",
            "case",
            "record_type",
            "record_uid",
            "language",
            "state",
            "issued_at",
            "ready_at",
            "sha256",
            "size",
            "verification_code",
            "revoked_at",
            "replaces",
            "content",
        )
        read_only_fields = fields


class FileSerializer(serializers.ModelSerializer):
    case = serializers.UUIDField(source="case.uid", read_only=True, allow_null=True)
    organisation = serializers.UUIDField(source="organisation.uid", read_only=True, allow_null=True)
    round = serializers.UUIDField(source="round.uid", read_only=True, allow_null=True)
    content = serializers.HyperlinkedIdentityField(view_name="file-content", lookup_field="uid")

    class Meta:
        model = File
        fields = (
            "uid",
            "case",
            "organisation",
            "round",
            "audience",
            "purpose",
            "original_name",
            "content_type",
            "size",
            "sha256",
            "scan_state",
            "uploaded_at",
            "content",
        )
        read_only_fields = fields


class UploadSerializer(serializers.Serializer):
    """``POST /files/`` as ``multipart/form-data``."""

    case = serializers.UUIDField()
    audience = serializers.ChoiceField(choices=OF_CASES, default=Audience.FIRM)
    purpose = serializers.CharField(max_length=60)
    file = serializers.FileField(allow_empty_file=True)
