"""Production, permits and yearly figures under ``/api/v1/applications/<uid>/``: whole lists, by the page's services."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from applications import services
from applications.api_acts import act_of, body_of
from applications.entered import ENTRIES
from applications.models import Application, Permit, Production, YearFigures


class ProductionSerializer(serializers.ModelSerializer):
    """What a site made of a product in a year. A new row may bring its own uid, so that a repeated PUT is no second."""

    class Meta:
        model = Production
        fields = ("uid", "year", "product", "quantity", "unit")
        read_only_fields = ("year",)
        extra_kwargs = {"uid": {"required": False, "read_only": False}}


class PermitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Permit
        fields = ("uid", "kind", "pollution_class", "number", "issued_on", "remark")
        extra_kwargs = {"uid": {"required": False, "read_only": False}}


class YearFiguresSerializer(serializers.ModelSerializer):
    """Sales and total assets in won, employees, of a fiscal year of the firm."""

    class Meta:
        model = YearFigures
        fields = ("fiscal_year", "sales_krw", "total_assets_krw", "employees")


class ProductionsBodySerializer(serializers.Serializer):
    """For the schema; ``services.set_productions`` checks the rows. Without ``year``: the baseline year."""

    version = serializers.IntegerField(required=False, allow_null=True)
    year = serializers.IntegerField(required=False)
    rows = ProductionSerializer(many=True)


class PermitsBodySerializer(serializers.Serializer):
    version = serializers.IntegerField(required=False, allow_null=True)
    rows = PermitSerializer(many=True)


class FiguresBodySerializer(serializers.Serializer):
    version = serializers.IntegerField(required=False, allow_null=True)
    rows = YearFiguresSerializer(many=True)


class ConfirmBodySerializer(serializers.Serializer):
    version = serializers.IntegerField(required=False, allow_null=True)
    entries = serializers.ListField(child=serializers.ChoiceField(ENTRIES))


class TablesApi:
    """The small tables of an application, for its viewset. ``PUT`` names the whole list; a stale version is 409."""

    get_object: Callable[[], Application]

    @extend_schema(methods=["GET"], responses=ProductionSerializer(many=True))
    @extend_schema(
        methods=["PUT"], request=ProductionsBodySerializer, responses=ProductionSerializer(many=True)
    )
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def productions(self, request: Request, uid: UUID) -> Response:
        """What the site made, every year; ``PUT`` replaces the rows of one year."""
        application = self.get_object()
        if request.method == "PUT":
            rows = services.set_productions(application, act_of(request, body_of(request)))
        else:
            rows = list(Production.objects.filter(site=application.case.site_id)[:500])
        return _list(ProductionSerializer, rows)

    @extend_schema(methods=["GET"], responses=PermitSerializer(many=True))
    @extend_schema(methods=["PUT"], request=PermitsBodySerializer, responses=PermitSerializer(many=True))
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def permits(self, request: Request, uid: UUID) -> Response:
        """The site's permits and reports of pollution; ``PUT`` replaces them all."""
        application = self.get_object()
        if request.method == "PUT":
            rows = services.set_permits(application, act_of(request, body_of(request)))
        else:
            rows = list(Permit.objects.filter(site=application.case.site_id)[:500])
        return _list(PermitSerializer, rows)

    @extend_schema(request=ConfirmBodySerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="confirm-entries", url_name="confirm-entries")
    def confirm_entries(self, request: Request, uid: UUID) -> Response:
        """Say of entries taken over from an earlier case (``taken_from``) that they are still right."""
        services.confirm_entries(self.get_object(), act_of(request, body_of(request)))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(methods=["GET"], responses=YearFiguresSerializer(many=True))
    @extend_schema(methods=["PUT"], request=FiguresBodySerializer, responses=YearFiguresSerializer(many=True))
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def figures(self, request: Request, uid: UUID) -> Response:
        """The firm's yearly figures; ``PUT`` sets those of the years that it names."""
        application = self.get_object()
        if request.method == "PUT":
            rows = services.set_figures(application, act_of(request, body_of(request)))
        else:
            rows = list(YearFigures.objects.filter(organisation=application.case.organisation_id)[:50])
        return _list(YearFiguresSerializer, rows)


def _list(serializer: Any, rows: list[Any]) -> Response:
    return Response(serializer(rows, many=True).data)
