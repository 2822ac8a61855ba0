"""The deadline shield under ``/api/v1/applications/<uid>/``; confirming a copy is the transition ``confirm_copy``."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from applications.models import DraftCopy


class DraftCopySerializer(serializers.ModelSerializer):
    """What a draft said at closing; it is no submission until ``confirmed_at``."""

    class Meta:
        model = DraftCopy
        fields = (
            *("uid", "closes_at", "taken_at", "is_complete", "missing", "changed_later", "sha256"),
            *("confirmed_at", "entries", "baseline", "permits", "files", "consents"),
        )
        read_only_fields = fields


class DraftCopiesMixin:
    """``GET applications/<uid>/draft-copies/``: the firm's own frozen drafts, the last closing first."""

    get_object: Any

    @extend_schema(responses=DraftCopySerializer(many=True))
    @action(detail=True, methods=["get"], url_path="draft-copies", pagination_class=None, filter_backends=[])
    def draft_copies(self, request: Request, uid: UUID) -> Response:
        """Copies of the draft as it stood at each closing."""
        application = self.get_object()
        return Response(DraftCopySerializer(application.draft_copies.all(), many=True).data)
