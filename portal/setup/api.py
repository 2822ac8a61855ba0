"""Rounds, their calls, rules and money, and factor sets: read by everybody who may, written by who sets them up.

The services and the models' own rules are those of the pages and of preset files. A stale ``revision`` or ``seen``
is answered with 409 and what is stored; entries that do not fit with 400 and the path of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.errors import BadData
from accounts.requests import address
from journal.api import IdempotentMixin
from ledger import lines
from ledger.models import FundingLine
from portal.api import Readable
from portal.serializers import RoundSerializer
from portal.setup import copying, lifecycle
from portal.setup import serializers as shapes
from portal.times_api import GraceMixin
from programs import services, versions
from programs.models import Call, FactorSet, Round, RoundRegion, Versioned
from programs.services import RULE_SETS, Edit

STAFF_ONLY = ("staff_wording_ko", "staff_wording_en")
LINE = "lines/(?P<line>[0-9a-f-]{36})"


@dataclass(frozen=True)
class SetResource:
    """One kind of set under a round: the round's field, how it is read and written."""

    field: str
    reading: type[serializers.Serializer]
    writing: type[serializers.Serializer]


CRITERIA = SetResource("criteria_set", shapes.CriteriaReading, shapes.CriteriaWriting)
RATES = SetResource("rate_table", shapes.RatesReading, shapes.RatesWriting)
SCORING = SetResource("scoring_sheet", shapes.ScoringReading, shapes.ScoringWriting)
DOCUMENTS = SetResource("document_list", shapes.DocumentsReading, shapes.DocumentsWriting)
CHECKLIST = SetResource("checklist", shapes.ChecklistReading, shapes.ChecklistWriting)


def valid(body: serializers.Serializer) -> dict[str, Any]:
    """The values of a request; raises BadData with a path for each entry that does not fit: ``rows.0.unit``."""
    if not body.is_valid():
        raise BadData(dict(_paths(body.errors)))
    return dict(body.validated_data)


def _paths(errors: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    if isinstance(errors, dict):
        for name, inner in errors.items():
            yield from _paths(inner, f"{path}.{name}" if path else str(name))
    elif any(isinstance(inner, dict) for inner in errors):
        for number, inner in enumerate(errors):
            yield from _paths(inner, f"{path}.{number}" if path else str(number))
    elif errors:
        yield path, [str(message) for message in errors]


def edit_of(request: Request, values: dict[str, Any]) -> Edit:
    """Who changes, why and upon which revision; takes these entries out of ``values``."""
    return Edit(
        actor=person(request),
        reason=values.pop("reason", "").strip(),
        address=address(request),
        revision=values.pop("revision", None),
    )


class SetsMixin:
    """``GET`` and ``PUT <round>/criteria/`` and its like: a whole set with its rows."""

    @extend_schema(methods=["GET"], responses=shapes.CriteriaReading)
    @extend_schema(methods=["PUT"], request=shapes.CriteriaWriting, responses=shapes.CriteriaReading)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def criteria(self, request: Request, uid: str) -> Response:
        """The conditions of the call."""
        return self._set(request, CRITERIA)

    @extend_schema(methods=["GET"], responses=shapes.RatesReading)
    @extend_schema(methods=["PUT"], request=shapes.RatesWriting, responses=shapes.RatesReading)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def rates(self, request: Request, uid: str) -> Response:
        """The support rates."""
        return self._set(request, RATES)

    @extend_schema(methods=["GET"], responses=shapes.ScoringReading)
    @extend_schema(methods=["PUT"], request=shapes.ScoringWriting, responses=shapes.ScoringReading)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def scoring(self, request: Request, uid: str) -> Response:
        """The committee's scoring sheet."""
        return self._set(request, SCORING)

    @extend_schema(methods=["GET"], responses=shapes.DocumentsReading)
    @extend_schema(methods=["PUT"], request=shapes.DocumentsWriting, responses=shapes.DocumentsReading)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def documents(self, request: Request, uid: str) -> Response:
        """The documents asked for."""
        return self._set(request, DOCUMENTS)

    @extend_schema(methods=["GET"], responses=shapes.ChecklistReading)
    @extend_schema(methods=["PUT"], request=shapes.ChecklistWriting, responses=shapes.ChecklistReading)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def checklist(self, request: Request, uid: str) -> Response:
        """The diagnosis checklist."""
        return self._set(request, CHECKLIST)

    def _set(self, request: Request, resource: SetResource) -> Response:
        if request.method == "GET":
            versioned = getattr(self.get_object(), resource.field)
            if versioned is None:
                raise Http404
            return Response(_for_reader(request, resource.reading(versioned).data))
        round_ = self.own_round()
        values = valid(resource.writing(data=request.data))
        rows, seen = values.pop("rows"), values.pop("seen", None)
        edit = edit_of(request, values)
        saved = versions.replace_rows(round_, resource.field, rows, edit, seen=seen, head=values)
        return Response(resource.reading(saved).data)


class LinesMixin:
    """``<round>/lines/``: its funding lines; amounts change by amendments alone."""

    @extend_schema(methods=["GET"], responses=shapes.FundingLineDetailSerializer(many=True))
    @extend_schema(
        methods=["POST"],
        request=shapes.FundingLineNewSerializer,
        responses={201: shapes.FundingLineDetailSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def lines(self, request: Request, uid: str) -> Response:
        """The lines that one may see; a new one with its planned amount."""
        if request.method == "GET":
            return Response(shapes.FundingLineDetailSerializer(self._visible_lines(), many=True).data)
        round_ = self.own_round()
        values = valid(shapes.FundingLineNewSerializer(data=request.data))
        planned_krw, edit = values.pop("planned_krw"), edit_of(request, values)
        line = lines.add(FundingLine(round=round_, **values), planned_krw, edit)
        return Response(shapes.FundingLineDetailSerializer(line).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.FundingLineEditSerializer, responses=shapes.FundingLineDetailSerializer)
    @action(detail=True, methods=["patch"], url_path=LINE, pagination_class=None, filter_backends=[])
    def line(self, request: Request, uid: str, line: str) -> Response:
        """Change what a line says of itself."""
        record = self._own_line(line)
        values = valid(shapes.FundingLineEditSerializer(data=request.data, partial=True))
        return Response(
            shapes.FundingLineDetailSerializer(lines.describe(record, values, edit_of(request, values))).data
        )

    @extend_schema(request=shapes.FundingLineAmendSerializer, responses=shapes.FundingLineDetailSerializer)
    @action(
        detail=True, methods=["post"], url_path=f"{LINE}/amend", pagination_class=None, filter_backends=[]
    )
    def line_amend(self, request: Request, uid: str, line: str) -> Response:
        """Give a line another planned amount, not below what is committed."""
        record = self._own_line(line)
        values = valid(shapes.FundingLineAmendSerializer(data=request.data))
        lines.amend(record, values["planned_krw"], edit_of(request, values))
        record.refresh_from_db()
        return Response(shapes.FundingLineDetailSerializer(record).data)

    def _visible_lines(self) -> QuerySet[FundingLine]:
        visible = FundingLine.objects.visible_to(self.request.user)
        own = Round.objects.set_up_by(self.request.user)
        readable = Round.objects.filter(Q(funding_lines__in=visible) | Q(pk__in=own.values("pk")))
        round_ = get_object_or_404(readable.distinct(), uid=self.kwargs["uid"])
        return visible.filter(round=round_).select_related("region").order_by("code")

    def _own_line(self, uid: str) -> FundingLine:
        found = FundingLine.objects.filter(round=self.own_round()).select_related("round", "region")
        return get_object_or_404(found, uid=uid)


class RoundViewSet(IdempotentMixin, GraceMixin, SetsMixin, LinesMixin, Readable):
    """Published rounds, for everybody, one by one with the conditions of the call; set up by administrators."""

    queryset = Round.objects.none()
    serializer_class = RoundSerializer
    filterset_fields = ("status", "year")
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Round]:
        rounds = Round.objects.visible_to(self.request.user).with_list_data().distinct()
        if self.action == "retrieve":
            rounds = rounds.select_related(*RULE_SETS).prefetch_related("criteria_set__criteria")
        return rounds

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return shapes.RoundDetailSerializer if self.action == "retrieve" else RoundSerializer

    def own_round(self) -> Round:
        """The round, for those who set up its programme; to others it is missing."""
        own = Round.objects.set_up_by(self.request.user).select_related("program__operator")
        return get_object_or_404(own, uid=self.kwargs["uid"])

    def retrieve(self, request: Request, uid: str) -> Response:
        return Response(_for_reader(request, self.get_serializer(self.get_object()).data))

    @extend_schema(request=shapes.RoundNewSerializer, responses={201: shapes.RoundDetailSerializer})
    @transaction.atomic
    def create(self, request: Request) -> Response:
        """A round in preparation, with the sets it is to be run by."""
        values = valid(shapes.RoundNewSerializer(data=request.data, context={"request": request}))
        edit = edit_of(request, values)
        program, regions = values.pop("program"), values.pop("regions", [])
        round_ = copying.begin(Round(**values), program, edit)
        for region in regions:
            services.create(RoundRegion(round=round_, region=region), edit)
        return self._detail(round_, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RoundEditSerializer, responses=shapes.RoundDetailSerializer)
    def partial_update(self, request: Request, uid: str) -> Response:
        """Change what a round says of itself, or the sets it names."""
        round_ = self.own_round()
        values = valid(shapes.RoundEditSerializer(round_, data=request.data, partial=True))
        edit = edit_of(request, values)
        return self._detail(services.change(round_, values, edit))

    @extend_schema(request=shapes.RoundCopySerializer, responses={201: shapes.RoundDetailSerializer})
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def copy(self, request: Request, uid: str) -> Response:
        """Take a round over into another year, with everything but its cases."""
        source = self.own_round()
        values = valid(shapes.RoundCopySerializer(data=request.data))
        edit = edit_of(request, values)
        values.setdefault("regions", list(source.regions.all()))
        copied = copying.copy(source, copying.NewRound(**values), edit)
        return self._detail(copied, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.RoundActSerializer, responses=shapes.RoundDetailSerializer)
    @action(detail=True, methods=["post"], url_path="status", pagination_class=None, filter_backends=[])
    def set_status(self, request: Request, uid: str) -> Response:
        """Open, pause, close or archive a round, or switch its test mode."""
        round_ = self.own_round()
        values = valid(shapes.RoundActSerializer(data=request.data))
        edit = edit_of(request, values)
        return self._detail(lifecycle.perform(round_, values["name"], edit))

    @extend_schema(methods=["GET"], responses=shapes.RoundCallSerializer)
    @extend_schema(
        methods=["PUT"], request=shapes.RoundCallEditSerializer, responses=shapes.RoundCallSerializer
    )
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def call(self, request: Request, uid: str) -> Response:
        """The public call; before its hour only for those who prepare it."""
        if request.method == "GET":
            return Response(shapes.RoundCallSerializer(self._readable_call()).data)
        round_ = self.own_round()
        values = valid(shapes.RoundCallEditSerializer(data=request.data))
        edit = edit_of(request, values)
        stored = Call.objects.filter(round=round_).first()
        if stored is None:
            return Response(
                shapes.RoundCallSerializer(services.create(Call(round=round_, **values), edit)).data
            )
        return Response(shapes.RoundCallSerializer(services.change(stored, values, edit)).data)

    def _readable_call(self) -> Call:
        found = get_object_or_404(Call.objects.filter(round=self.get_object()))
        own = Round.objects.set_up_by(self.request.user).filter(pk=found.round_id)
        if not found.is_published and not own.exists():
            raise Http404
        return found

    def _detail(self, round_: Round, code: int = status.HTTP_200_OK) -> Response:
        return Response(shapes.RoundDetailSerializer(round_).data, status=code)


class FactorSetViewSet(IdempotentMixin, Readable):
    """Heat values, emission factors and prices, with source and confidence; a change is another version."""

    queryset = FactorSet.objects.order_by("code", "-version")
    serializer_class = shapes.FactorSetListSerializer
    filterset_fields = ("code",)

    @extend_schema(responses=shapes.FactorsReading)
    def retrieve(self, request: Request, code: str, version: int) -> Response:
        found = FactorSet.objects.prefetch_related("factors")
        return Response(shapes.FactorsReading(get_object_or_404(found, code=code, version=version)).data)

    @extend_schema(request=shapes.FactorSetNewSerializer, responses={201: shapes.FactorsReading})
    def create(self, request: Request) -> Response:
        """The next version of a set, named by no round yet."""
        values = valid(shapes.FactorSetNewSerializer(data=request.data))
        edit, rows = edit_of(request, values), values.pop("rows")
        made: Versioned = versions.add_version("factor_set", values, rows, edit)
        return Response(shapes.FactorsReading(made).data, status=status.HTTP_201_CREATED)


def _for_reader(request: Request, shown: Any) -> Any:
    """Without the wording that is meant for staff, for everybody else."""
    if getattr(request.user, "is_programme_staff", False):
        return shown
    for row in (*shown.get("rows", ()), *shown.get("criteria", ())):
        for name in STAFF_ONLY:
            row.pop(name, None)
    return shown
