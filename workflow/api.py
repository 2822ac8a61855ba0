"""What every viewset of a record shares: transitions, errors with codes, versions."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from accounts.models import User
from workflow import engine
from workflow.acts import Act
from workflow.errors import ActError, BadData, Refused, StaleVersion, WrongState
from workflow.transitions import Transition

Service = Callable[[Any, Act], Any]
# Every step's services end with one: (record kind, transition name) → function; tests hold it against the table.
Services = Mapping[tuple[str, str], Service]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors of acts as JSON with a stable code; everything else as DRF does it."""
    if not isinstance(error, ActError):
        return drf_exception_handler(error, context)
    body: dict[str, Any] = {"code": error.code, "detail": error.message}
    if isinstance(error, BadData):
        body["errors"] = error.errors
    if isinstance(error, Refused) and error.field:
        body["errors"] = {error.field: [error.message]}
    if isinstance(error, StaleVersion):
        body |= {"sent_version": error.sent, "stored_version": error.stored, "stored": _plain(error.current)}
        if error.given:
            both = _plain(error.current)
            body["conflicts"] = {
                name: {"sent": sent, "stored": both.get(name)} for name, sent in _plain(error.given).items()
            }
    return Response(body, status=error.status)


def _plain(stored: dict[str, Any]) -> dict[str, Any]:
    """Stored values as JSON takes them: a related record by its name."""
    return {name: str(value) if isinstance(value, Model) else value for name, value in stored.items()}


class ActSerializer(serializers.Serializer):
    """The body of a transition."""

    name = serializers.CharField(max_length=40)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    data = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]  # named by the API


TRANSITIONS_RESPONSE = OpenApiResponse(
    inline_serializer(
        "Transitions",
        {
            "version": serializers.IntegerField(),
            "state": serializers.CharField(),
            "transitions": serializers.ListField(child=serializers.DictField()),
        },
    )
)


class TransitionsMixin:
    """``GET`` and ``POST <resource>/<uid>/transitions/``; ``services`` is the step's mapping."""

    services: Services = {}
    lookup_field = "uid"
    get_object: Callable[[], Any]

    @extend_schema(methods=["GET"], responses=TRANSITIONS_RESPONSE)
    @extend_schema(methods=["POST"], request=ActSerializer, responses=TRANSITIONS_RESPONSE)
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def transitions(self, request: Request, uid: str | None = None) -> Response:
        record = self.get_object()
        if request.method == "POST":
            record = perform(self.services, record, request)
        return Response(describe_transitions(record, request.user))


def perform(services: Services, record: Any, request: Request) -> Any:
    """Read an act from the request and hand it to the step's service; return the record afterwards."""
    body = ActSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    name = body.validated_data["name"]
    service = services.get((record.workflow_kind, name))
    if service is None:
        raise WrongState(_("There is no such act."), code="unknown_act")
    service(
        record,
        Act(
            actor=cast("User", request.user),
            comment=body.validated_data["comment"],
            data=body.validated_data["data"],
            version=body.validated_data["version"],
            address=request.META.get("REMOTE_ADDR", ""),
        ),
    )
    record.refresh_from_db()
    return record


def describe_transitions(record: Any, user: Any) -> dict[str, Any]:
    return {
        "version": record.version,
        "state": record.state,
        "transitions": [describe_row(row, user) for row in engine.available(record, user)],
    }


def describe_row(row: Transition, user: Any) -> dict[str, Any]:
    """One row as the API shows it, worded for who asks."""
    return {
        "name": row.name,
        "label": str(row.staff_label if user.is_programme_staff else row.firm_label),
        "target": row.target,
        "comment_required": row.comment_required,
        "data": [datum.describe() for datum in row.data],
    }
