"""Applications under ``/api/v1/``, with the same visibility and the same services as the pages."""

from collections.abc import Mapping
from uuid import UUID

import django_filters
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.models import Site
from accounts.requests import address
from applications import explanations, first_answers, services
from applications.agreement_api import AgreementApi
from applications.api_acts import act_of, body_of
from applications.baseline_api import BaselineApi
from applications.deadline_api import DraftCopiesMixin
from applications.evidence_api import EvidenceApi
from applications.listing_api import ListingApi
from applications.models import Application
from applications.querysets import ApplicationQuerySet
from applications.serializers import (
    ApplicationDetailSerializer,
    ApplicationSerializer,
    ConsentsBodySerializer,
    ConsentSerializer,
    EligibilitySerializer,
    EntriesPatchSerializer,
    StartSerializer,
)
from applications.tables_api import TablesApi
from journal.api import IdempotentMixin
from programs.models import Round
from workflow.acts import Act
from workflow.api import TransitionsMixin
from workflow.errors import BadData
from workflow.filters import OfCase


class ApplicationFilterSet(OfCase):
    round = django_filters.UUIDFilter(field_name="case__round__uid")
    number = django_filters.CharFilter(field_name="case__number")

    class Meta:
        model = Application
        fields = ("state",)


class ApplicationViewSet(
    ListingApi,
    DraftCopiesMixin,
    AgreementApi,
    BaselineApi,
    EvidenceApi,
    TablesApi,
    IdempotentMixin,
    TransitionsMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Applications that one may see: a firm its own, staff the submitted ones of their scope."""

    queryset = Application.objects.none()
    serializer_class = ApplicationSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = ApplicationFilterSet
    parser_classes = (JSONParser,)
    services = services.TRANSITIONS

    def get_queryset(self) -> ApplicationQuerySet:
        found = Application.objects.visible_to(self.request.user)
        return found.with_list_data() if self.action == "list" else found.with_page_data()

    @extend_schema(responses=ApplicationDetailSerializer)
    def retrieve(self, request: Request, uid: UUID) -> Response:
        return self._shown(self.get_object())

    @extend_schema(request=StartSerializer, responses={201: ApplicationDetailSerializer})
    def create(self, request: Request) -> Response:
        """Open a draft of one of the own sites in an open round."""
        body = StartSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        site = get_object_or_404(Site.objects.belonging_to(person(request)), uid=wanted["site"])
        round_ = get_object_or_404(Round.objects.visible_to(request.user), uid=wanted["round"])
        act = Act(
            person(request),
            data=first_answers.entries_of(wanted["answers"], round_),
            on_behalf_of=wanted["on_behalf_of"],
            address=address(request),
        )
        application = services.start(round_, site, act)
        return self._shown(application, status.HTTP_201_CREATED)

    @extend_schema(request=EntriesPatchSerializer, responses=ApplicationDetailSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        """Save entries; a stale ``version`` is 409 with both values of each entry that differs.

        With ``seen`` (the entries as they were read) only an entry that somebody else changed differently is stale.
        """
        body = body_of(request)
        seen = body.pop("seen", None)
        if seen is not None and not isinstance(seen, Mapping):
            raise BadData({"seen": [_("Send an object with named entries.")]})
        return self._shown(services.edit(self.get_object(), act_of(request, body), seen=seen))

    @extend_schema(responses=EligibilitySerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def eligibility(self, request: Request, uid: UUID) -> Response:
        """Every condition with value, limit, result and what would change it; TOE on both bases."""
        application = self.get_object()
        is_firm = request.user.has_perm("applications.edit", application)
        shown = explanations.eligibility(application, as_typed=is_firm)
        return Response(EligibilitySerializer(shown).data)

    @extend_schema(methods=["GET"], responses=ConsentSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=ConsentsBodySerializer, responses={201: ConsentSerializer(many=True)}
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def consents(self, request: Request, uid: UUID) -> Response:
        """Consents given and refused, oldest first; ``POST`` answers texts in their current version."""
        application = self.get_object()
        if request.method == "POST":
            body = ConsentsBodySerializer(data=request.data)
            body.is_valid(raise_exception=True)
            act = act_of(request, body.validated_data["answers"], body.validated_data["version"])
            given = services.give_consents(application, act)
            return Response(ConsentSerializer(given, many=True).data, status=status.HTTP_201_CREATED)
        return Response(ConsentSerializer(application.consents.order_by("pk"), many=True).data)

    def _shown(self, application: Application, status_code: int = status.HTTP_200_OK) -> Response:
        fresh = Application.objects.with_page_data().get(pk=application.pk)
        return Response(ApplicationDetailSerializer(fresh).data, status=status_code)
