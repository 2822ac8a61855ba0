"""``GET /api/v1/industries/?q=&revision=``: the classification in both revisions; public reference data."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from programs.industries import REVISIONS, Change, Found, search


class CodeSerializer(serializers.Serializer):
    """A number with its name in one revision."""

    revision = serializers.IntegerField()
    code = serializers.CharField()
    name_ko = serializers.CharField()


class IndustrySerializer(serializers.Serializer):
    """An industry; ``counterpart`` is the same one in the other revision, ``reused`` what its number means there."""

    revision = serializers.IntegerField(source="industry.revision")
    code = serializers.CharField(source="industry.code")
    name_ko = serializers.CharField(source="industry.name_ko")
    name_en = serializers.CharField(source="industry.name_en")
    change = serializers.ChoiceField([change.value for change in Change])
    counterpart = CodeSerializer(allow_null=True)
    reused = CodeSerializer(allow_null=True)


class IndustryView(APIView):
    @extend_schema(
        operation_id="industry_search",
        parameters=[
            OpenApiParameter(
                "q", OpenApiTypes.STR, required=True, description="Words, or how the number begins."
            ),
            OpenApiParameter("revision", OpenApiTypes.INT, enum=REVISIONS, description="Both without it."),
        ],
        responses=IndustrySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """At most 60 industries by word or number, with their counterparts."""
        revision = request.query_params.get("revision", "")
        typed = request.query_params.get("q", "")[:60]
        found: list[Found] = search(typed, int(revision) if revision in ("10", "11") else None)
        shown: Any = IndustrySerializer(found, many=True).data
        return Response(shown)
