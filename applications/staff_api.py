"""The records beside an application under ``/api/v1/``: the same visibility and services as the pages."""

from typing import Any
from uuid import UUID

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from applications import local_firm_sheet
from applications import staff_serializers as shapes
from applications.models import (
    Application,
    CaseContact,
    DuplicateFlag,
    Interview,
    LocalFirm,
    Pledge,
    SiteCheck,
)
from applications.rules.local_firms import regions_of
from applications.services import duplicates, interviews, local_firms, team
from applications.staff_querysets import LocalFirmQuerySet, in_scope
from journal.access import record_access
from journal.api import IdempotentMixin
from programs.models import Round
from workflow.acts import Act
from workflow.errors import BadData
from workflow.models import Case


def _act(request: Request, data: dict[str, Any], comment: str = "") -> Act:
    version = data.pop("version", None)
    return Act(person(request), comment=comment, data=data, version=version, address=address(request))


def _checked(serializer: type[Any], request: Request, **options: Any) -> dict[str, Any]:
    body = serializer(data=request.data, **options)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class _ByUid(viewsets.GenericViewSet):
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parser_classes = (JSONParser,)


class FlagFilterSet(django_filters.FilterSet):
    application = django_filters.UUIDFilter(field_name="application__uid")
    round = django_filters.UUIDFilter(field_name="application__case__round__uid")

    class Meta:
        model = DuplicateFlag
        fields = ("state", "reason")


class DuplicateFlagViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, _ByUid):
    """Possible duplicates within the reader's scope. ``POST`` says what one is, with the reason."""

    queryset = DuplicateFlag.objects.none()
    serializer_class = shapes.DuplicateFlagSerializer
    filterset_class = FlagFilterSet

    def get_queryset(self) -> QuerySet[DuplicateFlag]:
        return DuplicateFlag.objects.visible_to(self.request.user).with_list_data()

    def get_serializer_context(self) -> dict[str, Any]:
        context: dict[str, Any] = dict(super().get_serializer_context())
        if self.action in ("list", "retrieve", "resolve"):
            seen = Application.objects.visible_to(self.request.user)
            flagged = self.get_queryset().exclude(other=None).values("other")
            context["readable"] = set(seen.filter(pk__in=flagged).values_list("pk", flat=True)[:10_000])
        return context

    @extend_schema(request=shapes.ResolveFlagSerializer, responses=shapes.DuplicateFlagSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, uid: UUID) -> Response:
        """Resolve a flag, or take a decision back with ``open``."""
        flag, body = self.get_object(), _checked(shapes.ResolveFlagSerializer, request)
        act = _act(request, {"state": body["state"]}, body["comment"])
        if body["state"] == DuplicateFlag.State.OPEN:
            flag = duplicates.reopen(flag, act)
        else:
            flag = duplicates.resolve(flag, act)
        return Response(self.get_serializer(flag).data)


class OfApplication(django_filters.FilterSet):
    application = django_filters.UUIDFilter(field_name="application__uid")


class SiteCheckViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, _ByUid):
    """Visits before the selection. They are recorded by the application's transition ``record_site_check``."""

    queryset = SiteCheck.objects.none()
    serializer_class = shapes.SiteCheckSerializer
    filterset_class = OfApplication

    def get_queryset(self) -> QuerySet[SiteCheck]:
        found = SiteCheck.objects.filter(in_scope(self.request.user, "application__case"))
        return found.select_related("application", "by")


class InterviewViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, _ByUid):
    """Interviews of management and staff; never shown to the firm that they are about."""

    queryset = Interview.objects.none()
    serializer_class = shapes.InterviewSerializer
    filterset_class = OfApplication

    def get_queryset(self) -> QuerySet[Interview]:
        found = Interview.objects.visible_to(self.request.user).with_list_data()
        return found.prefetch_related("answers__item")

    def retrieve(self, request: Request, uid: UUID) -> Response:
        found = self.get_object()
        record_access(
            actor=person(request),
            subject=found.person_name,
            what=f"interview {found.application}",
            address=address(request),
        )
        return Response(self.get_serializer(found).data)

    @extend_schema(request=shapes.InterviewBodySerializer, responses={201: shapes.InterviewSerializer})
    def create(self, request: Request) -> Response:
        """Begin an interview with the questions that the round names."""
        body = _checked(shapes.InterviewBodySerializer, request)
        seen = Application.objects.visible_to(request.user).with_page_data()
        application = get_object_or_404(seen, uid=body.pop("application"))
        opened = interviews.open_interview(application, _act(request, body))
        return Response(self.get_serializer(opened).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.InterviewPatchSerializer, responses=shapes.InterviewSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        """Save what was said so far."""
        body = _checked(shapes.InterviewPatchSerializer, request)
        saved = interviews.save_interview(self.get_object(), _act(request, body))
        return Response(self.get_serializer(self.get_queryset().get(pk=saved.pk)).data)


class OfCaseUid(django_filters.FilterSet):
    case = django_filters.UUIDFilter(field_name="case__uid")


def _team_cases(request: Request) -> QuerySet[Case]:
    """Cases whose team the reader may read; evaluators see cases without it."""
    cases = Case.objects.visible_to(request.user)
    return cases if request.user.has_perm("cases.read_team") else cases.none()


class CaseContactViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, _ByUid
):
    """The firm's own people on its cases; the firm edits them."""

    queryset = CaseContact.objects.none()
    serializer_class = shapes.CaseContactSerializer
    filterset_class = OfCaseUid

    def get_queryset(self) -> QuerySet[CaseContact]:
        return CaseContact.objects.filter(until=None, case__in=_team_cases(self.request)).select_related(
            "case"
        )

    def create(self, request: Request) -> Response:
        """Name one of the firm's people."""
        body = _checked(shapes.CaseContactSerializer, request)
        case = get_object_or_404(Case.objects.visible_to(request.user), uid=body.pop("case")["uid"])
        added = team.add_contact(case, _act(request, body))
        return Response(self.get_serializer(added).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, uid: UUID) -> Response:
        """Change what stands about somebody."""
        body = _checked(shapes.CaseContactSerializer, request, partial=True)
        body.pop("case", None)
        return Response(self.get_serializer(team.change_contact(self.get_object(), _act(request, body))).data)

    def perform_destroy(self, instance: CaseContact) -> None:
        """Take somebody off; the row stays for the history."""
        team.end_contact(instance, _act(self.request, {}))


class PledgeViewSet(IdempotentMixin, mixins.ListModelMixin, _ByUid):
    """Confidentiality pledges of the experts; the firm reads them. ``POST`` gives one's own."""

    queryset = Pledge.objects.none()
    serializer_class = shapes.PledgeSerializer
    filterset_class = OfCaseUid

    def get_queryset(self) -> QuerySet[Pledge]:
        return Pledge.objects.filter(case__in=_team_cases(self.request)).select_related("case", "user")

    def create(self, request: Request) -> Response:
        """Give the pledge whose text one has read."""
        body = _checked(shapes.PledgeSerializer, request)
        case = get_object_or_404(Case.objects.visible_to(request.user), uid=body["case"]["uid"])
        given = team.give_pledge(case, _act(request, {"text_version": body["text_version"]}))
        return Response(self.get_serializer(given).data, status=status.HTTP_201_CREATED)


class LocalFirmFilterSet(django_filters.FilterSet):
    region = django_filters.CharFilter(field_name="region__code")

    class Meta:
        model = LocalFirm
        fields = ("business_number",)


class LocalFirmViewSet(IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, _ByUid):
    """The firms of the regions whose list one keeps."""

    queryset = LocalFirm.objects.none()
    serializer_class = shapes.LocalFirmSerializer
    filterset_class = LocalFirmFilterSet

    def get_queryset(self) -> LocalFirmQuerySet:
        return LocalFirm.objects.visible_to(self.request.user).with_outcome().with_list_data()

    def list(self, request: Request, *args: Any, **options: Any) -> Response:
        answer: Response = super().list(request, *args, **options)
        rows = answer.data["results"]
        if rows:
            names = ", ".join(row["name"] for row in rows)
            record_access(
                actor=person(request),
                subject=names[:200],
                what="list of local firms",
                address=address(request),
                count=len(rows),
            )
        return answer

    @extend_schema(request=shapes.LocalContactSerializer, responses={201: shapes.LocalContactSerializer})
    @action(detail=True, methods=["post"])
    def contacts(self, request: Request, uid: UUID) -> Response:
        """Note a contact."""
        body = _checked(shapes.LocalContactSerializer, request)
        noted = local_firms.record_contact(self.get_object(), _act(request, body))
        return Response(shapes.LocalContactSerializer(noted).data, status=status.HTTP_201_CREATED)

    @extend_schema(request={"multipart/form-data": shapes.LocalImportSerializer}, responses={200: dict})
    @action(detail=False, methods=["post"], url_path="import", parser_classes=(MultiPartParser,))
    def take_in(self, request: Request) -> Response:
        """What a file would change, or the change itself with ``confirm``."""
        body = _checked(shapes.LocalImportSerializer, request)
        region = get_object_or_404(regions_of(person(request)), code=body["region"])
        try:
            sheet = local_firm_sheet.read(body["file"])
        except ValidationError as refused:
            raise BadData({"file": list(refused.messages)}) from refused
        if sheet.errors:
            raise BadData({f"{error.row}.{error.column}": [error.text] for error in sheet.errors[:200]})
        if body["confirm"]:
            done = local_firms.import_firms(region, sheet.rows, body["file"].name, _act(request, {}))
        else:
            done = local_firms.difference(region, sheet.rows)
        return Response(
            {
                "confirmed": body["confirm"],
                "new": len(done.new),
                "changed": len(done.changed),
                "same": done.same,
                "unread": sheet.unread,
            }
        )

    @extend_schema(request=shapes.LocalInviteSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    def invite(self, request: Request) -> Response:
        """Who would be invited and why others not, or the invitation itself with ``confirm``."""
        body = _checked(shapes.LocalInviteSerializer, request)
        region = get_object_or_404(regions_of(person(request)), code=body["region"])
        round_ = get_object_or_404(Round.objects.visible_to(request.user), uid=body["round"])
        act = _act(request, {})
        plan = local_firms.plan_invitations(round_, region, act)
        invited = local_firms.invite(round_, region, act) if body["confirm"] else []
        return Response(
            {
                "confirmed": body["confirm"],
                "planned": len(plan.invited),
                "invited": len(invited),
                "left": plan.left,
                "others": [{"reason": str(reason), "count": count} for reason, count in plan.others],
            }
        )
