"""Officers in charge, handing over, and progress under ``/api/v1/cases/``; grace periods under ``rounds/``."""

from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.models import User
from accounts.requests import address
from applications import services
from applications.models import GracePeriod
from portal import records
from portal.progress import Progress
from workflow import participants
from workflow.acts import Act
from workflow.models import Case


class PersonField(serializers.SlugRelatedField):
    """An active person by e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="email", queryset=User.objects.filter(is_active=True), **options)


class OfficerSerializer(serializers.Serializer):
    """Who is in charge; all empty when nobody is."""

    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class OfficerBodySerializer(serializers.Serializer):
    user = PersonField()
    comment = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class TransferBodySerializer(serializers.Serializer):
    """All or none of the cases change hands."""

    cases = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=500)
    to = PersonField()
    comment = serializers.CharField(max_length=500)


class TransferredSerializer(serializers.Serializer):
    cases = serializers.ListField(child=serializers.UUIDField())


class StageCaseProgressSerializer(serializers.Serializer):
    """A stage: over, current or ahead; the planned day and the days of earlier cases, where they are known."""

    stage = serializers.CharField(source="label")
    standing = serializers.CharField()
    planned_until = serializers.DateField(source="planned", allow_null=True)
    median_days = serializers.SerializerMethodField()
    first_quartile_days = serializers.SerializerMethodField()
    third_quartile_days = serializers.SerializerMethodField()

    def get_median_days(self, row: Any) -> str | None:
        return str(row.usual.median_days) if row.usual else None

    def get_first_quartile_days(self, row: Any) -> str | None:
        return str(row.usual.first_quartile_days) if row.usual else None

    def get_third_quartile_days(self, row: Any) -> str | None:
        return str(row.usual.third_quartile_days) if row.usual else None


class WaitingSerializer(serializers.Serializer):
    act = serializers.CharField(source="label")
    roles = serializers.ListField(child=serializers.CharField())
    due = serializers.DateField(allow_null=True)


class CaseProgressSerializer(serializers.Serializer):
    days_in_stage = serializers.IntegerField(source="days_so_far")
    waiting = WaitingSerializer(source="page.waiting", many=True)
    stages = serializers.SerializerMethodField()

    @extend_schema(responses=StageCaseProgressSerializer(many=True))
    def get_stages(self, progress: Progress) -> list[Any]:
        rows = [row for step in progress.steps for row in step.stages]
        return list(StageCaseProgressSerializer(rows, many=True).data)


class CaseTimesMixin:
    """``cases/<uid>/officer/``, ``cases/transfer/``, ``cases/<uid>/progress/``."""

    get_object: Any

    @extend_schema(methods=["GET", "DELETE"], responses=OfficerSerializer)
    @extend_schema(methods=["PUT"], request=OfficerBodySerializer, responses=OfficerSerializer)
    @action(detail=True, methods=["get", "put", "delete"], pagination_class=None, filter_backends=[])
    def officer(self, request: Request, uid: UUID) -> Response:
        """The officer in charge; ``PUT`` where nobody is (else hand the case over), ``DELETE`` releases."""
        case: Case = self.get_object()
        if request.method == "PUT":
            values = _valid(OfficerBodySerializer(data=request.data))
            participants.put_in_charge(case, values["user"], _act(request, values["comment"]))
        elif request.method == "DELETE":
            participants.release(case, _act(request, ""))
        officer = participants.officer_in_charge(case)
        shown = {"name": officer.name if officer else "", "phone": officer.phone if officer else ""}
        return Response(OfficerSerializer(shown).data)

    @extend_schema(request=TransferBodySerializer, responses=TransferredSerializer)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def transfer(self, request: Request) -> Response:
        """Hand cases over to a colleague."""
        values = _valid(TransferBodySerializer(data=request.data))
        seen = Case.objects.visible_to(person(request))
        chosen = [get_object_or_404(seen, uid=uid) for uid in dict.fromkeys(values["cases"])]
        moved = participants.transfer(chosen, values["to"], _act(request, values["comment"]))
        return Response(TransferredSerializer({"cases": [case.uid for case in moved]}).data)

    @extend_schema(responses=CaseProgressSerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def progress(self, request: Request, uid: UUID) -> Response:
        """Where the case stands, who acts next and until when, and how long earlier cases took."""
        found = records.with_progress(Case.objects.visible_to(request.user).with_list_data())
        case = get_object_or_404(found.prefetch_related("participants__user"), uid=uid)
        return Response(CaseProgressSerializer(Progress(case, person(request))).data)


class GracePeriodSerializer(serializers.ModelSerializer):
    handed_in = serializers.SerializerMethodField()

    class Meta:
        model = GracePeriod
        fields = ("uid", "starts_at", "ends_at", "may_complete", "reason", "opened_at", "handed_in")
        read_only_fields = fields

    def get_handed_in(self, grace: GracePeriod) -> int:
        return grace.applications.count()


class GraceBodySerializer(serializers.Serializer):
    """``starts_at`` empty: at once."""

    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    ends_at = serializers.DateTimeField()
    may_complete = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=1000)


class GraceEndSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class GraceMixin:
    """``rounds/<uid>/grace-periods/`` for those who set the programme up."""

    own_round: Any

    @extend_schema(methods=["GET"], responses=GracePeriodSerializer(many=True))
    @extend_schema(methods=["POST"], request=GraceBodySerializer, responses={201: GracePeriodSerializer})
    @action(
        detail=True,
        methods=["get", "post"],
        url_path="grace-periods",
        pagination_class=None,
        filter_backends=[],
    )
    def grace_periods(self, request: Request, uid: str) -> Response:
        """Grace periods after the closing; a new one with its reason."""
        round_ = self.own_round()
        if request.method == "GET":
            return Response(GracePeriodSerializer(round_.grace_periods.all(), many=True).data)
        values = _valid(GraceBodySerializer(data=request.data))
        doing = _act(request, values.pop("reason"))
        grace = services.open_grace(round_, act=doing, **values)
        return Response(GracePeriodSerializer(grace).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=GraceEndSerializer, responses=GracePeriodSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="grace-periods/(?P<grace>[0-9a-f-]{36})/end",
        pagination_class=None,
        filter_backends=[],
    )
    def grace_end(self, request: Request, uid: str, grace: str) -> Response:
        """End a period before its time."""
        found = get_object_or_404(self.own_round().grace_periods, uid=UUID(grace))
        values = _valid(GraceEndSerializer(data=request.data))
        return Response(
            GracePeriodSerializer(services.end_grace(found, _act(request, values["reason"]))).data
        )


def _valid(body: serializers.Serializer) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return cast("dict[str, Any]", body.validated_data)


def _act(request: Request, comment: str) -> Act:
    return Act(actor=person(request), comment=comment, address=address(request))
