"""Diagnoses and measures under ``/api/v1/``, with the same visibility and the same services as the pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_filters
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from diagnostics import rules, services
from diagnostics.models import Diagnosis, Measure
from diagnostics.querysets import DiagnosisQuerySet, MeasureQuerySet
from diagnostics.serializers import (
    AnswersBodySerializer,
    AnswersSerializer,
    DiagnosisSerializer,
    FindingBodySerializer,
    FindingSerializer,
    MeasureBodySerializer,
    MeasurePatchSerializer,
    MeasureSerializer,
)
from journal.api import IdempotentMixin
from workflow.acts import Act
from workflow.api import TransitionsMixin
from workflow.errors import BadData
from workflow.filters import OfCase


class DiagnosisFilterSet(OfCase):
    class Meta:
        model = Diagnosis
        fields = ("state",)


class MeasureFilterSet(OfCase):
    diagnosis = django_filters.UUIDFilter(field_name="diagnosis__uid")

    class Meta:
        model = Measure
        fields = ("state",)


class DiagnosisViewSet(
    IdempotentMixin,
    TransitionsMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Diagnoses of the cases that one sees. What was found is null for the firm until the report is released."""

    queryset = Diagnosis.objects.none()
    serializer_class = DiagnosisSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = DiagnosisFilterSet
    parser_classes = (JSONParser,)
    services = services.TRANSITIONS

    def get_queryset(self) -> DiagnosisQuerySet:
        return Diagnosis.objects.visible_to(self.request.user).with_list_data().with_scores()

    @extend_schema(methods=["GET"], responses=AnswersSerializer)
    @extend_schema(methods=["PUT"], request=AnswersBodySerializer, responses=AnswersSerializer)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def answers(self, request: Request, uid: UUID) -> Response:
        """The checklist with its answers; ``PUT`` saves those that are named, the others stay."""
        diagnosis = self._readable()
        if request.method == "PUT":
            body = AnswersBodySerializer(data=request.data)
            body.is_valid(raise_exception=True)
            act = _act(request, body.validated_data["version"])
            services.answer_items(diagnosis, body.validated_data["answers"], act)
            diagnosis = self._readable()
        shown = {"version": diagnosis.version, "answers": rules.checklist_rows(diagnosis)}
        return Response(AnswersSerializer(shown).data)

    @extend_schema(methods=["GET"], responses=FindingSerializer(many=True))
    @extend_schema(methods=["POST"], request=FindingBodySerializer, responses={201: FindingSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def findings(self, request: Request, uid: UUID) -> Response:
        """What was found on the site; ``POST`` adds a finding."""
        diagnosis = self._readable()
        if request.method == "POST":
            finding = services.add_finding(diagnosis, _body(request), _act(request))
            return Response(FindingSerializer(finding).data, status=status.HTTP_201_CREATED)
        found = diagnosis.findings.select_related("found_by")
        return Response(FindingSerializer(found, many=True).data)

    def _readable(self) -> Diagnosis:
        diagnosis = self.get_object()
        if not rules.may_read_results(diagnosis, person(self.request)):
            raise Http404
        return diagnosis


class MeasureViewSet(
    IdempotentMixin,
    TransitionsMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Measures of the cases that one sees; the firm sees them once the report is released."""

    queryset = Measure.objects.none()
    serializer_class = MeasureSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = MeasureFilterSet
    parser_classes = (JSONParser,)
    services = services.TRANSITIONS

    def get_queryset(self) -> MeasureQuerySet:
        found = Measure.objects.visible_to(self.request.user).with_list_data()
        return found.prefetch_related("streams__figures__calculation")

    @extend_schema(request=MeasureBodySerializer, responses={201: MeasureSerializer})
    def create(self, request: Request) -> Response:
        """Propose a measure with its streams; the figures are computed."""
        entries = _body(request)
        uid = serializers.UUIDField().run_validation(entries.pop("diagnosis", serializers.empty))
        diagnosis = get_object_or_404(Diagnosis.objects.visible_to(request.user), uid=uid)
        if not rules.may_read_results(diagnosis, person(request)):
            raise Http404
        measure = services.add_measure(diagnosis, entries, _act(request))
        return Response(self._shown(measure), status=status.HTTP_201_CREATED)

    @extend_schema(request=MeasurePatchSerializer, responses=MeasureSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        """Change entries; a stale ``version`` is 409 with what is stored."""
        entries = _body(request)
        version = serializers.IntegerField(allow_null=True, default=None).run_validation(
            entries.pop("version", None)
        )
        measure = services.edit_measure(self.get_object(), entries, _act(request, version))
        return Response(self._shown(measure))

    def _shown(self, measure: Measure) -> dict[str, Any]:
        return self.get_serializer(self.get_queryset().get(pk=measure.pk)).data


def _act(request: Request, version: int | None = None) -> Act:
    return Act(actor=person(request), version=version, address=address(request))


def _body(request: Request) -> dict[str, Any]:
    """The entries as sent; services check each of them and name those that do not fit."""
    if not isinstance(request.data, Mapping):
        raise BadData({"": [_("Send an object with named entries.")]})
    return dict(request.data)
