"""Cases, organizations and sites under ``/api/v1/``, with the visibility and the services of the pages."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as people
from accounts.access import person
from accounts.models import Organisation, Site
from accounts.requests import address
from diagnostics.api import MeasureViewSet as DiagnosedMeasureViewSet
from journal.api import IdempotentMixin
from portal.firm_api import FirmPeopleMixin
from portal.serializers import (
    CaseSerializer,
    OrganisationEditSerializer,
    OrganisationRegisterSerializer,
    OrganisationSerializer,
    SiteAddSerializer,
    SiteEditSerializer,
    SiteSerializer,
)
from portal.step_services import SERVICES
from portal.times_api import CaseTimesMixin
from workflow.api import TransitionsMixin
from workflow.models import Case
from workflow.states import CaseStage
from workflow.visibility import visible_organisations, visible_sites


class Readable(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """A list and its members, found by uid."""

    lookup_field = "uid"


class CaseFilterSet(django_filters.FilterSet):
    stage = django_filters.ChoiceFilter(choices=CaseStage.choices)
    round = django_filters.UUIDFilter(field_name="round__uid")
    region = django_filters.CharFilter(field_name="region_code")
    organization = django_filters.UUIDFilter(field_name="organisation__uid")
    number = django_filters.CharFilter(field_name="number")


class CaseViewSet(CaseTimesMixin, IdempotentMixin, TransitionsMixin, Readable):
    """The cases one may see, and the acts on a whole case: assign, request support, drop, certificate …"""

    queryset = Case.objects.none()
    serializer_class = CaseSerializer
    filterset_class = CaseFilterSet
    services = {key: service for key, service in SERVICES.items() if key[0] == "case"}

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.request.user).with_list_data()


class MeasureViewSet(DiagnosedMeasureViewSet):
    """Measures with the acts of every step: answered in step 2, reported in step 4, dropped with their case."""

    services = SERVICES


class OrganisationViewSet(IdempotentMixin, FirmPeopleMixin, Readable):
    """The firms of the cases one may see, and one's own, which one may register and change."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer

    def get_queryset(self) -> QuerySet[Organisation]:
        return visible_organisations(person(self.request))

    @extend_schema(request=OrganisationRegisterSerializer, responses={201: OrganisationSerializer})
    def create(self, request: Request) -> Response:
        values = _values(OrganisationRegisterSerializer(data=request.data))
        firm = people.register_organisation(
            actor=person(request),
            number=values.pop("business_number"),
            values=values,
            address=address(request),
        )
        return Response(OrganisationSerializer(firm).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OrganisationEditSerializer, responses=OrganisationSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        values = _values(OrganisationEditSerializer(data=request.data, partial=True))
        firm = people.edit_organisation(
            self.get_object(),
            actor=person(request),
            version=values.pop("version", None),
            values=values,
            address=address(request),
        )
        return Response(OrganisationSerializer(firm).data)


class SiteViewSet(IdempotentMixin, Readable):
    """The factories of the cases one may see, and those of one's own firms, which one may add and change."""

    queryset = Site.objects.none()
    serializer_class = SiteSerializer

    def get_queryset(self) -> QuerySet[Site]:
        return visible_sites(person(self.request)).select_related("organisation", "area")

    @extend_schema(request=SiteAddSerializer, responses={201: SiteSerializer})
    def create(self, request: Request) -> Response:
        values = _values(SiteAddSerializer(data=request.data, context={"request": request}))
        site = people.add_site(
            values.pop("organisation"), actor=person(request), values=values, address=address(request)
        )
        return Response(SiteSerializer(site).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=SiteEditSerializer, responses=SiteSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        values = _values(SiteEditSerializer(data=request.data, partial=True))
        site = people.edit_site(
            self.get_object(),
            actor=person(request),
            version=values.pop("version", None),
            values=values,
            address=address(request),
        )
        return Response(SiteSerializer(site).data)


def _values(body: serializers.Serializer) -> dict:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
