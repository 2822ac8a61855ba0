"""Outcomes, certificates and annual results under ``/api/v1/``, with the services of the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import person
from accounts.requests import address
from documents.workbooks import CONTENT_TYPE
from journal.api import IdempotentMixin
from programs.models import Round
from reports import services
from reports.downloads import workbook_response
from reports.export import export
from reports.models import Certificate, Outcome
from reports.querysets import CertificateQuerySet, OutcomeQuerySet
from reports.serializers import CertificateSerializer, ExportSerializer, OutcomeSerializer
from workflow.acts import Act
from workflow.api import (
    TRANSITIONS_RESPONSE,
    ActSerializer,
    TransitionsMixin,
    describe_transitions,
    perform,
)
from workflow.filters import OfCase

OF_CERTIFICATE = ("issue_certificate", "revoke_certificate")


class OutcomeFilterSet(OfCase):
    class Meta:
        model = Outcome
        fields = ("state",)


class OutcomeViewSet(
    IdempotentMixin,
    TransitionsMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Outcomes of the cases that one sees, with the result of each measure. Opened by the case's transition."""

    queryset = Outcome.objects.none()
    serializer_class = OutcomeSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = OutcomeFilterSet
    services = services.TRANSITIONS

    def get_queryset(self) -> OutcomeQuerySet:
        return Outcome.objects.visible_to(self.request.user).with_results()


class CertificateViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Certificates of the cases that one sees, revoked ones included."""

    queryset = Certificate.objects.none()
    serializer_class = CertificateSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = OfCase

    def get_queryset(self) -> CertificateQuerySet:
        return Certificate.objects.visible_to(self.request.user).with_list_data()

    @extend_schema(methods=["GET"], responses=TRANSITIONS_RESPONSE)
    @extend_schema(methods=["POST"], request=ActSerializer, responses=TRANSITIONS_RESPONSE)
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def transitions(self, request: Request, uid: UUID) -> Response:
        """The acts on the case that concern its certificate: revoke it, issue another. The version is the case's."""
        case = self.get_object().case
        if request.method == "POST":
            acts = {("case", name): services.TRANSITIONS["case", name] for name in OF_CERTIFICATE}
            case = perform(acts, case, request)
        described = describe_transitions(case, request.user)
        rows = [row for row in described["transitions"] if row["name"] in OF_CERTIFICATE]
        return Response({**described, "transitions": rows})


class AnnualResultsView(APIView):
    """The annual result of a round as a workbook (XLSX), for administrators of its programme."""

    @extend_schema(
        request=ExportSerializer,
        responses={(200, CONTENT_TYPE): OpenApiResponse(OpenApiTypes.BINARY)},
        operation_id="rounds_annual_results",
    )
    def post(self, request: Request, uid: UUID, **kwargs: Any) -> HttpResponse:
        """Each export is recorded with its reason."""
        body = ExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        round_ = get_object_or_404(Round.objects.visible_to(request.user), uid=uid)
        reason = body.validated_data["reason"]
        data = export(round_, Act(person(request), comment=reason, address=address(request)))
        return workbook_response(data, round_)
