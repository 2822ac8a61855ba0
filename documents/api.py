"""Papers and files under ``/api/v1/``, with the same visibility and the same services as the pages."""

from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from documents import downloads, files, registry, services
from documents.choices import Audience
from documents.models import File, IssuedDocument
from documents.querysets import FileQuerySet, IssuedDocumentQuerySet
from documents.serializers import FileSerializer, PaperSerializer, UploadSerializer
from workflow.errors import NotAllowed, Refused
from workflow.filters import OfCase
from workflow.models import Case

BYTES = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class UploadRefused(Refused):
    """A file that is not accepted; the code is that of ``files.MESSAGES``."""

    status = status.HTTP_400_BAD_REQUEST


class PaperFilterSet(OfCase):
    class Meta:
        model = IssuedDocument
        fields = ("kind", "state", "number")


class FileFilterSet(OfCase):
    class Meta:
        model = File
        fields = ("purpose", "audience")


class PaperViewSet(viewsets.ReadOnlyModelViewSet):
    """Issued papers of the cases that one sees."""

    queryset = IssuedDocument.objects.none()
    serializer_class = PaperSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = PaperFilterSet

    def get_queryset(self) -> IssuedDocumentQuerySet:
        return IssuedDocument.objects.visible_to(self.request.user).with_list_data()

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, uid: UUID) -> FileResponse:
        """The PDF; 409 while it is not ready."""
        document = self.get_object()
        if not document.is_ready:
            raise Refused("not_ready", _("The paper is not ready yet. Try again in a few seconds."))
        return downloads.paper_response(document, request)

    @extend_schema(request=None, responses={202: PaperSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, uid: UUID) -> Response:
        """Have a failed paper rendered again."""
        document = self.get_object()
        if not request.user.has_perm(registry.get(document.kind).permission, document):
            raise NotAllowed(_("You may not do this here."))
        services.retry(document, actor=person(request))
        document.refresh_from_db()
        return Response(self.get_serializer(document).data, status=status.HTTP_202_ACCEPTED)


class FileViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Files that one may see; ``POST`` hands one in for a case."""

    queryset = File.objects.none()
    serializer_class = FileSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    filterset_class = FileFilterSet
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> FileQuerySet:
        return File.objects.visible_to(self.request.user).with_list_data()

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: FileSerializer})
    def create(self, request: Request) -> Response:
        body = UploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        case = get_object_or_404(Case.objects.visible_to(request.user), uid=body.validated_data["case"])
        if not request.user.has_perm("documents.upload", case):
            raise NotAllowed(_("You may not do this here."))
        try:
            stored = files.store(
                body.validated_data["file"],
                case=case,
                audience=_audience(request, body.validated_data["audience"]),
                purpose=body.validated_data["purpose"],
                actor=person(request),
            )
        except files.FileRefused as refusal:
            raise UploadRefused(refusal.reason, refusal.messages[0], field="file") from None
        return Response(self.get_serializer(stored).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=BYTES)
    @action(detail=True, methods=["get"])
    def content(self, request: Request, uid: UUID) -> FileResponse:
        """The bytes, as a download."""
        return downloads.file_response(get_object_or_404(self.get_queryset().usable(), uid=uid), request)


def _audience(request: Request, wanted: str) -> str:
    """A firm hands in for everybody on its case: what only staff read is theirs to write."""
    return wanted if person(request).is_programme_staff else Audience.FIRM
