"""The agreement and the objections of an application under ``/api/v1/applications/<uid>/``."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from applications import rules, services
from applications.models import Agreement, AgreementParty, Objection
from workflow.acts import Act


class PartySerializer(serializers.ModelSerializer):
    signed_by = serializers.CharField(allow_null=True)

    class Meta:
        model = AgreementParty
        fields = ("side", "name", "method", "signed_at", "signed_by")
        read_only_fields = fields


class AgreementSerializer(serializers.ModelSerializer):
    """An agreement in force: its paper, the SHA-256 of its content, who has confirmed it."""

    paper = serializers.UUIDField(source="paper.uid")
    number = serializers.CharField(source="paper.number")
    signed_copy = serializers.UUIDField(source="signed_copy.uid", allow_null=True, default=None)
    parties = PartySerializer(many=True)

    class Meta:
        model = Agreement
        fields = (
            *("uid", "paper", "number", "content_sha256", "prepared_at", "concluded_at", "signed_copy"),
            "parties",
        )
        read_only_fields = fields


class SignedCopyBodySerializer(serializers.Serializer):
    file = serializers.FileField()
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class ObjectionSerializer(serializers.ModelSerializer):
    against = serializers.CharField(source="against.number")

    class Meta:
        model = Objection
        fields = (
            *("uid", "state", "against", "purpose", "grounds", "filed_at", "answer_by", "decided_at"),
            "decision",
        )
        read_only_fields = fields


class AgreementApi:
    """Mixed into the applications' viewset."""

    get_object: Callable[[], Any]

    @extend_schema(methods=["GET"], responses=AgreementSerializer)
    @extend_schema(methods=["POST"], request=SignedCopyBodySerializer, responses={201: AgreementSerializer})
    @action(
        detail=True,
        methods=["get", "post"],
        pagination_class=None,
        filter_backends=[],
        parser_classes=(MultiPartParser,),
    )
    def agreement(self, request: Request, uid: UUID) -> Response:
        """The agreement in force; ``POST`` hands in its signed copy (confirming by code is a transition)."""
        application = self.get_object()
        code: int = status.HTTP_200_OK
        if request.method == "POST":
            body = SignedCopyBodySerializer(data=request.data)
            body.is_valid(raise_exception=True)
            doing = Act(person(request), version=body.validated_data["version"], address=address(request))
            services.attach_signed_copy(application, body.validated_data["file"], doing)
            code = status.HTTP_201_CREATED
        return Response(AgreementSerializer(rules.require_prepared(application)).data, status=code)

    @extend_schema(responses=ObjectionSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def objections(self, request: Request, uid: UUID) -> Response:
        """Objections to refusals of this application, newest first."""
        found = self.get_object().objections.select_related("against")
        return Response(ObjectionSerializer(found, many=True).data)
