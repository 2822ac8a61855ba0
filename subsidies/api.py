"""Grants under ``/api/v1/``, with the same visibility and the same services as the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from documents.models import File
from journal.api import IdempotentMixin
from subsidies import services
from subsidies.models import CostItem, Evidence, Grant
from subsidies.querysets import GrantQuerySet
from subsidies.schemas import EVIDENCE
from subsidies.serializers import (
    EvidenceBodySerializer,
    EvidenceSerializer,
    EvidenceUploadSerializer,
    GrantSerializer,
)
from workflow.acts import Act
from workflow.api import TransitionsMixin
from workflow.errors import BadData
from workflow.filters import OfCase

VERSION = serializers.IntegerField(allow_null=True, default=None)


class GrantFilterSet(OfCase):
    class Meta:
        model = Grant
        fields = ("state",)


class GrantViewSet(
    IdempotentMixin,
    TransitionsMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Support requests of the cases that one sees. They are made by the case's transition ``request_support``."""

    queryset = Grant.objects.none()
    serializer_class = GrantSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = GrantFilterSet
    services = services.TRANSITIONS

    def get_queryset(self) -> GrantQuerySet:
        return Grant.objects.visible_to(self.request.user).with_items()

    @extend_schema(
        request={
            "application/json": EvidenceBodySerializer,
            "multipart/form-data": EvidenceUploadSerializer,
        },
        responses={201: EvidenceSerializer},
    )
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def evidence(self, request: Request, uid: UUID) -> Response:
        """Prove a cost item of an approved grant."""
        grant = self.get_object()
        body = _body(request)
        item_uid = serializers.UUIDField().run_validation(body.get("cost_item"))
        item = get_object_or_404(CostItem.objects.live().filter(grant=grant), uid=item_uid)
        try:
            added = services.add_evidence(item, _act(request, body), file=_file(request, body))
        except ValidationError as refusal:
            raise BadData({"file": [str(message) for message in refusal.messages]}) from refusal
        shown = EvidenceSerializer(Evidence.objects.select_related("cost_item", "file").get(pk=added.pk))
        return Response(shown.data, status=status.HTTP_201_CREATED)


def _body(request: Request) -> Mapping[str, Any]:
    if not isinstance(request.data, Mapping):
        raise BadData({"": [_("Send an object with named entries.")]})
    return request.data


def _act(request: Request, body: Mapping[str, Any]) -> Act:
    names = [datum.name for datum in EVIDENCE]
    return Act(
        actor=person(request),
        data={name: body[name] for name in names if name in body},
        version=VERSION.run_validation(body.get("version") or None),
        address=address(request),
    )


def _file(request: Request, body: Mapping[str, Any]) -> UploadedFile | File:
    """The upload, or a file that was stored before and that the sender may see."""
    sent = body.get("file")
    if isinstance(sent, UploadedFile):
        return sent
    uid = serializers.UUIDField().run_validation(sent)
    file = File.objects.visible_to(person(request)).usable().filter(uid=uid).first()
    if file is None:
        raise BadData({"file": [_("Choose a file of this case.")]})
    return file
