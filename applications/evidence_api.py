"""Evidence of an application and the wallet of a firm under ``/api/v1/``: the same services and codes as the pages."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.models import Organisation
from applications import papers, rules, services
from applications.api_acts import act_of
from applications.models import EvidenceFile, WalletItem
from applications.paper_querysets import WalletItemQuerySet
from documents.api import UploadRefused
from documents.files import FileRefused
from documents.serializers import FileSerializer
from journal.api import IdempotentMixin
from workflow.errors import BadData

PAPER = ("issued_on", "valid_until")
VERSION = OpenApiParameter("version", int, description="The application's version that was seen; stale: 409.")


class EvidenceFileSerializer(serializers.ModelSerializer):
    """A file handed in for one document."""

    file = FileSerializer(read_only=True)
    wallet_item = serializers.UUIDField(source="wallet_item.uid", read_only=True, allow_null=True)

    class Meta:
        model = EvidenceFile
        fields = ("uid", "purpose", "issued_on", "valid_until", "wallet_item", "handed_in_at", "file")
        read_only_fields = fields


class SlotSerializer(serializers.Serializer):
    """A document that the round asks for, with what was handed in and what is lacking."""

    purpose = serializers.CharField(source="slot.purpose")
    name = serializers.CharField(source="slot.label")
    valid_days = serializers.IntegerField(source="slot.valid_days", allow_null=True)
    is_required = serializers.BooleanField(source="required")
    standing = serializers.ChoiceField(
        [str(standing) for standing in rules.Standing], allow_null=True, help_text="That of the best file."
    )
    lacks = serializers.CharField(help_text="Why it does not count as handed in; empty when it does.")
    files = serializers.SerializerMethodField()

    @extend_schema(responses=EvidenceFileSerializer(many=True))
    def get_files(self, state: rules.SlotState) -> list[Any]:
        rows = [paper.row for paper in state.papers]
        return list(EvidenceFileSerializer(rows, many=True, context=self.context).data)


class HandInBodySerializer(serializers.Serializer):
    """``file`` as ``multipart/form-data``, or ``wallet_item`` to take a paper of the wallet."""

    purpose = serializers.CharField(max_length=60)
    file = serializers.FileField(required=False, allow_empty_file=True)
    wallet_item = serializers.UUIDField(required=False)
    issued_on = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)
    keep_in_wallet = serializers.BooleanField(default=True)
    page_of = serializers.UUIDField(required=False)
    replaces = serializers.UUIDField(required=False)
    version = serializers.IntegerField(required=False, allow_null=True)


class DatesBodySerializer(serializers.Serializer):
    """The dates of the files of ``purpose`` that have none."""

    purpose = serializers.CharField(max_length=60)
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, allow_null=True)


class EvidenceApi(viewsets.GenericViewSet):
    """What the application's viewset takes on for its documents."""

    @extend_schema(methods=["GET"], responses=SlotSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=HandInBodySerializer, responses={201: EvidenceFileSerializer(many=True)}
    )
    @extend_schema(
        methods=["PATCH"], request=DatesBodySerializer, responses=EvidenceFileSerializer(many=True)
    )
    @action(
        detail=True,
        methods=["get", "post", "patch"],
        parser_classes=[JSONParser, MultiPartParser],
        pagination_class=None,
        filter_backends=[],
    )
    def evidence(self, request: Request, uid: UUID) -> Response:
        """The documents that are asked for; ``POST`` hands one in, ``PATCH`` dates those without a date."""
        application = self.get_object()
        if request.method == "GET":
            states = rules.slot_states(application)
            return Response(SlotSerializer(states, many=True, context=self.get_serializer_context()).data)
        if request.method == "PATCH":
            body = _checked(DatesBodySerializer, request)
            return self._handed_in(services.date_evidence(application, act_of(request, body)))
        body = _checked(HandInBodySerializer, request)
        upload, wanted = body.pop("file", None), body.pop("wallet_item", None)
        if (upload is None) == (wanted is None):
            raise BadData({"file": [_("Send either a file or a document of the wallet.")]})
        if wanted is not None:
            item = get_object_or_404(WalletItem.objects.visible_to(person(request)), uid=wanted)
            rows = services.take_from_wallet(application, item, act_of(request, body))
        else:
            rows = [_stored(lambda: services.attach_evidence(application, upload, act_of(request, body)))]
        return self._handed_in(rows, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None}, parameters=[VERSION])
    @action(detail=True, methods=["delete"], url_path="evidence/(?P<row>[0-9a-f-]{36})")
    def evidence_file(self, request: Request, uid: UUID, row: str) -> Response:
        """Take a file back. It stays as history."""
        application = self.get_object()
        found = get_object_or_404(EvidenceFile, application=application, uid=_uid(row))
        services.take_back_evidence(
            application, found, act_of(request, {}, request.query_params.get("version"))
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _handed_in(self, rows: list[EvidenceFile], code: int = status.HTTP_200_OK) -> Response:
        context = self.get_serializer_context()
        return Response(EvidenceFileSerializer(rows, many=True, context=context).data, status=code)


class WalletItemSerializer(serializers.ModelSerializer):
    """A paper of the wallet."""

    organisation = serializers.UUIDField(source="organisation.uid", read_only=True)
    files = FileSerializer(many=True, read_only=True)
    replaced_by = serializers.UUIDField(source="replaced_by.uid", read_only=True, allow_null=True)

    class Meta:
        model = WalletItem
        fields = (
            *("uid", "organisation", "code", "title", "issued_on", "valid_until", "number", "issuer"),
            *("has_lapsed", "lapses_soon", "added_at", "put_away_at", "replaced_by", "files"),
        )
        read_only_fields = fields


class WalletBodySerializer(serializers.Serializer):
    """A paper as ``multipart/form-data``; ``files`` may come several times, one for each page."""

    organisation = serializers.UUIDField()
    code = serializers.ChoiceField([kind.code for kind in papers.KINDS])
    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    issued_on = serializers.DateField(required=False, allow_null=True)
    valid_until = serializers.DateField(required=False, allow_null=True)
    number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    issuer = serializers.CharField(max_length=120, required=False, allow_blank=True)
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=services.MAX_WALLET_FILES
    )


class WalletViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Papers of the wallets of one's firms; ``POST`` adds one, in the place of one that a firm holds once."""

    queryset = WalletItem.objects.none()
    serializer_class = WalletItemSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parser_classes = (MultiPartParser,)
    filterset_fields = ("code",)

    def get_queryset(self) -> WalletItemQuerySet:
        return WalletItem.objects.visible_to(self.request.user).with_list_data().select_related("replaced_by")

    @extend_schema(
        request={"multipart/form-data": WalletBodySerializer}, responses={201: WalletItemSerializer}
    )
    def create(self, request: Request) -> Response:
        body = _checked(WalletBodySerializer, request)
        firms = Organisation.objects.belonging_to(person(request))
        firm = get_object_or_404(firms, uid=body.pop("organisation"))
        uploads: list[UploadedFile] = body.pop("files")
        item = _stored(lambda: services.add_to_wallet(firm, uploads, act_of(request, body)))
        return Response(self.get_serializer(item).data, status=status.HTTP_201_CREATED)


def _checked(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    body = form(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _stored(work: Any) -> Any:
    """What ``work`` keeps; a refused file says its code."""
    try:
        return work()
    except FileRefused as refusal:
        raise UploadRefused(refusal.reason, refusal.sentence, field="file") from None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
