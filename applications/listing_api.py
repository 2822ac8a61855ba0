"""The official's list through the API: the same filters, search, order and columns; files; one act on many."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from accounts.roles import SCOPE_ROLES
from applications import columns, ticked
from applications.columns import Column
from applications.forms.listing import ListFilterForm
from applications.models import Application, BulkAct, BulkRow
from applications.querysets import ApplicationQuerySet
from applications.rules import listing as rules
from applications.serializers import ApplicationSerializer
from applications.services import bulk
from applications.views.listing import download
from workflow import keyset
from workflow.acts import Act
from workflow.errors import BadData

PAGE_SIZE, MOST = 50, 200
FILTER_HELP = "As in the address of the list, such as ``state=submitted&root=yes``."


class BulkBodySerializer(serializers.Serializer):
    """An act on many: on the ``uids``, or on all that ``filter`` leaves when ``all`` is true."""

    act = serializers.ChoiceField(sorted(bulk.KINDS))
    uids = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    all = serializers.BooleanField(required=False, default=False)
    filter = serializers.CharField(required=False, allow_blank=True, default="", help_text=FILTER_HELP)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=5000, default="")
    data = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]  # the name in the API
    dry_run = serializers.BooleanField(
        required=False,
        default=True,
        help_text="True: only what would happen. False: it is done where possible.",
    )


class BulkRowSerializer(serializers.ModelSerializer):
    uid = serializers.UUIDField(source="application.uid")
    case_number = serializers.CharField(source="application.case.number")

    class Meta:
        model = BulkRow
        fields = ("uid", "case_number", "state", "target", "code", "message")
        read_only_fields = fields


class BulkActSerializer(serializers.ModelSerializer):
    """Up to 50 rows are tried or done at once; while ``state`` is ``checking`` or ``running`` ask again."""

    rows = serializers.SerializerMethodField()

    class Meta:
        model = BulkAct
        fields = ("uid", "act", "state", "comment", "created_at", "confirmed_at", "finished_at", "rows")
        read_only_fields = fields

    def get_rows(self, act: BulkAct) -> list[dict[str, Any]]:
        rows = act.rows.select_related("application__case").order_by("pk")
        return list(BulkRowSerializer(rows, many=True).data)


class ListExportBodySerializer(serializers.Serializer):
    filter = serializers.CharField(required=False, allow_blank=True, default="", help_text=FILTER_HELP)
    uids = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    file_format = serializers.ChoiceField(["csv", "xlsx"], default="csv")
    comment = serializers.CharField(required=False, allow_blank=True, max_length=1000, default="")


def _parameters() -> list[OpenApiParameter]:
    names = (*ListFilterForm.base_fields, "after", "before", "last", "page_size")
    return [
        OpenApiParameter(name, OpenApiTypes.STR, many=name in ("state", "column"), required=False)
        for name in names
    ]


class ListingApi:
    """Staff with a scope find what their list finds; a firm its own applications, as before."""

    @extend_schema(parameters=_parameters())
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        user = person(request)
        if not user.has_role(*SCOPE_ROLES):
            return super().list(request, *args, **kwargs)  # type: ignore[misc]  # ListModelMixin
        sent = request.query_params.copy()
        rows = self._of_case(rules.handed_in(user), sent)
        form = ListFilterForm(sent, user=user)
        if not form.is_valid():
            raise BadData({name: [str(line) for line in lines] for name, lines in form.errors.items()})
        found = rules.narrowed(rows, form.cleaned_data, user)
        shown = columns.chosen(form.cleaned_data["column"]) if form.cleaned_data["column"] else []
        loaded = columns.loaded(found.rows, shown) if shown else found.rows.with_list_data()
        page = keyset.page(
            loaded,
            after=sent.get("after", ""),
            before=sent.get("before", ""),
            last=bool(sent.get("last")),
            size=_size(sent.get("page_size", "")),
            order=found.order,
        )
        results = (
            [_shown(row, shown) for row in page]
            if shown
            else ApplicationSerializer(page.rows, many=True).data
        )
        body = {
            "next": _link(request, "after", page.next_cursor),
            "previous": _link(request, "before", page.previous_cursor),
            "results": results,
        }
        return Response(body)

    def _of_case(self, rows: ApplicationQuerySet, sent: QueryDict) -> ApplicationQuerySet:
        """Narrowed by identifiers, which the page's filters do not know: case, number, uid of a round."""
        if case := sent.get("case"):
            rows = rows.filter(case__uid=_uid("case", case))
        if number := sent.get("number"):
            rows = rows.filter(case__number=number)
        if len(prefix := sent.get("round", "")) == 36:
            rows = rows.filter(case__round__uid=_uid("round", prefix))
            del sent["round"]
        return rows

    @extend_schema(
        request=ListExportBodySerializer,
        responses={200: OpenApiResponse(OpenApiTypes.BINARY, "The list as CSV or XLSX.")},
    )
    @action(detail=False, methods=["post"], url_path="export", pagination_class=None, filter_backends=[])
    def export(self, request: Request) -> HttpResponseBase:
        """Exactly what is filtered, for a reason (``comment``), which is recorded."""
        body = ListExportBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        chosen = _chosen(request, wanted["filter"], wanted["uids"], everything=not wanted["uids"])
        act = Act(person(request), comment=wanted["comment"], address=address(request))
        return download(chosen, act, wanted["file_format"])

    @extend_schema(request=BulkBodySerializer, responses={200: BulkActSerializer, 202: BulkActSerializer})
    @action(detail=False, methods=["post"], url_path="bulk", pagination_class=None, filter_backends=[])
    def bulk(self, request: Request) -> Response:
        """Try an act on many applications, and do it where that is asked for. More than 50 are done later (202)."""
        body = BulkBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        user = person(request)
        chosen = _chosen(request, wanted["filter"], wanted["uids"], everything=wanted["all"])
        act = Act(user, comment=wanted["comment"], data=wanted["data"], address=address(request))
        keys = list(chosen.sorted.values_list("pk", flat=True)[: bulk.ROWS_AT_MOST + 1])
        made = bulk.advance(bulk.prepare(keys, wanted["act"], act, scope=chosen.query))
        if not wanted["dry_run"] and made.state == BulkAct.State.CHECKED:
            made = bulk.advance(bulk.confirm(made, user=user))
        return _answered(made)

    @extend_schema(methods=["GET"], responses=BulkActSerializer)
    @extend_schema(
        methods=["POST"],
        operation_id="applications_bulk_confirm",
        request=None,
        responses={200: BulkActSerializer, 202: BulkActSerializer},
    )
    @action(
        detail=False,
        methods=["get", "post"],
        url_path="bulk/(?P<act>[0-9a-f-]{36})",
        url_name="bulk-act",
        pagination_class=None,
        filter_backends=[],
    )
    def bulk_act(self, request: Request, act: str) -> Response:
        """An act on many as it stands; ``POST`` confirms what was tried."""
        user = person(request)
        found = get_object_or_404(BulkAct, user=user, uid=_uid("act", act))
        if request.method == "POST":
            return _answered(bulk.advance(bulk.confirm(found, user=user)))
        return Response(BulkActSerializer(found).data)


def _answered(act: BulkAct) -> Response:
    bulk.advance_later(act)
    under_way = act.state in (BulkAct.State.CHECKING, BulkAct.State.RUNNING)
    code = status.HTTP_202_ACCEPTED if under_way else status.HTTP_200_OK
    return Response(BulkActSerializer(act).data, status=code)


def _chosen(request: Request, query: str, uids: list[UUID], *, everything: bool) -> ticked.Selection:
    sent = QueryDict(mutable=True)
    sent["filter"] = query
    if everything:
        sent["all"] = "1"
    sent.setlist("row", [str(uid) for uid in uids])
    chosen = ticked.of(sent, person(request))
    if chosen is None:
        raise BadData({"filter": [_("One of the filters cannot be read.")]})
    return chosen


def _shown(row: Application, shown: list[Column]) -> dict[str, Any]:
    values = {column.code: columns.plain(column.value(row)) for column in shown}
    return {
        "uid": row.uid,
        "case_number": row.case.number,
        "version": row.version,
        "state": row.state,
        "columns": {
            name: str(value) if hasattr(value, "as_tuple") else value for name, value in values.items()
        },
    }


def _link(request: Request, name: str, cursor: str) -> str | None:
    if not cursor:
        return None
    kept = [
        (key, value)
        for key, values in request.query_params.lists()
        if key not in ("after", "before", "last")
        for value in values
    ]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*kept, (name, cursor)])}")


def _size(text: str) -> int:
    return min(max(int(text), 1), MOST) if text.isascii() and text.isdigit() else PAGE_SIZE


def _uid(field: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadData({field: [_("This is not an identifier.")]}) from None
