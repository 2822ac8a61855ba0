"""The bills of an application under ``/api/v1/applications/<uid>/``: one, many, by workbook, and their warnings."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import person
from accounts.requests import address
from applications import baseline_import, baseline_words, rules, services
from applications.api_acts import act_of, body_of
from applications.baseline_downloads import template_response
from applications.models import Application, EnergyUse
from applications.rules import BillWarning
from applications.services.baseline_rows import ENERGY_ENTRIES, Plan
from calculations.baseline import Code
from documents.workbooks import CONTENT_TYPE
from programs.models import Carrier
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed

VERSION = OpenApiParameter(
    "version", OpenApiTypes.INT, description="The application's version that was seen; stale: 409."
)
MODES = ("preview", "all", "good")


class EnergyUseSerializer(serializers.ModelSerializer):
    """A bill as it was printed; ``cost_krw`` is the supply price in won, VAT stands apart."""

    carrier = serializers.CharField(source="carrier_id")
    toe_counts = serializers.SerializerMethodField(help_text="Whether it begins in the baseline year.")

    class Meta:
        model = EnergyUse
        fields = ("uid", *ENERGY_ENTRIES, "entered_at", "toe_counts")
        read_only_fields = ("uid", "entered_at", "toe_counts")

    def get_toe_counts(self, use: EnergyUse) -> bool:
        return use.starts_on.year == self.context["baseline_year"]


class EnergyUseBodySerializer(serializers.ModelSerializer):
    """For the schema; ``services.add_energy_use`` checks the entries."""

    version = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = EnergyUse
        fields = ("version", *ENERGY_ENTRIES)


class EnergyRowSerializer(serializers.ModelSerializer):
    """One row of a save of many: ``uid`` names a stored one, ``remove`` takes it back."""

    uid = serializers.UUIDField(required=False)
    remove = serializers.BooleanField(required=False)

    class Meta:
        model = EnergyUse
        fields = ("uid", "remove", *ENERGY_ENTRIES)


class EnergyRowsBodySerializer(serializers.Serializer):
    """For the schema; ``services.save_uses`` checks the rows. ``partly``: save the rows that can stand."""

    version = serializers.IntegerField(required=False, allow_null=True)
    partly = serializers.BooleanField(required=False, default=False)
    rows = EnergyRowSerializer(many=True)


class RowErrorSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="Counted from 0, as sent.")
    field = serializers.CharField()
    message = serializers.CharField()


class SavedRowsSerializer(serializers.Serializer):
    """What became of a save of many."""

    version = serializers.IntegerField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    removed = serializers.IntegerField()
    same = serializers.IntegerField()
    row_errors = RowErrorSerializer(many=True)


class CellErrorSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="Line of the sheet; 0 for the whole file.")
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    message = serializers.CharField(source="text")


class RowWarningSerializer(serializers.Serializer):
    row = serializers.IntegerField()
    carrier = serializers.CharField()
    code = serializers.ChoiceField([code.value for code in Code])
    message = serializers.CharField(source="text")


class ImportBodySerializer(serializers.Serializer):
    """``preview`` writes nothing; ``all`` saves if there is no error; ``good`` saves the rows without one."""

    file = serializers.FileField()
    mode = serializers.ChoiceField(MODES, default="preview")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class ImportSerializer(serializers.Serializer):
    """What a workbook changed, or would change."""

    saved = serializers.BooleanField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    errors = CellErrorSerializer(many=True)  # type: ignore[assignment]  # the name in the API
    warnings = RowWarningSerializer(many=True)


class BaselineWarningSerializer(serializers.Serializer):
    """Something about the bills to look at, in the reader's language; a note puts it away."""

    code = serializers.CharField(source="finding.code")
    key = serializers.CharField(source="finding.key")
    carrier = serializers.CharField(source="finding.carrier")
    starts_on = serializers.DateField(source="finding.starts_on")
    ends_on = serializers.DateField(source="finding.ends_on")
    energy_uses = serializers.ListField(child=serializers.UUIDField(), source="finding.labels")
    message = serializers.SerializerMethodField()
    note = serializers.CharField(source="note.note", default="")
    noted_at = serializers.DateTimeField(source="note.noted_at", default=None, allow_null=True)

    def get_message(self, warning: BillWarning) -> str:
        carriers = self.context["carriers"]
        return baseline_words.sentence(warning.finding, carriers[warning.finding.carrier])


class NoteBodySerializer(serializers.Serializer):
    """An empty ``note`` takes it back."""

    version = serializers.IntegerField(required=False, allow_null=True)
    code = serializers.CharField()
    key = serializers.CharField()
    note = serializers.CharField(allow_blank=True, max_length=300)


class BaselineApi:
    """Mixed into the applications' viewset."""

    get_object: Callable[[], Application]

    @extend_schema(methods=["GET"], responses=EnergyUseSerializer(many=True))
    @extend_schema(methods=["POST"], request=EnergyUseBodySerializer, responses={201: EnergyUseSerializer})
    @extend_schema(methods=["PUT"], request=EnergyRowsBodySerializer, responses=SavedRowsSerializer)
    @action(
        detail=True,
        methods=["get", "post", "put"],
        url_path="energy-uses",
        pagination_class=None,
        filter_backends=[],
    )
    def energy_uses(self, request: Request, uid: UUID) -> Response:
        """The bills of the site; ``POST`` adds one, ``PUT`` adds, changes and takes back many in one save."""
        application = self.get_object()
        if request.method == "PUT":
            return self._save_rows(request, application)
        context = {"baseline_year": application.baseline_year}
        if request.method == "POST":
            use = services.add_energy_use(application, act_of(request, body_of(request)))
            shown = EnergyUseSerializer(use, context=context).data
            return Response(shown, status=status.HTTP_201_CREATED)
        uses = EnergyUse.objects.filter(site=application.case.site_id).order_by("-starts_on", "carrier", "pk")
        return Response(EnergyUseSerializer(uses[:1000], many=True, context=context).data)

    @extend_schema(methods=["PATCH"], request=EnergyUseBodySerializer, responses=EnergyUseSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses={204: None}, parameters=[VERSION])
    @action(detail=True, methods=["patch", "delete"], url_path="energy-uses/(?P<use>[0-9a-f-]{36})")
    def energy_use(self, request: Request, uid: UUID, use: str) -> Response:
        """Change one bill of the site, or take it back."""
        application = self.get_object()
        row = get_object_or_404(EnergyUse, site=application.case.site_id, uid=rules.uid_of(use))
        if request.method == "DELETE":
            doing = act_of(request, {}, request.query_params.get("version"))
            services.remove_energy_use(application, row, doing)
            return Response(status=status.HTTP_204_NO_CONTENT)
        changed = services.replace_energy_use(application, row, act_of(request, body_of(request)))
        context = {"baseline_year": application.baseline_year}
        return Response(EnergyUseSerializer(changed, context=context).data)

    @extend_schema(responses={(200, CONTENT_TYPE): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(
        detail=True,
        methods=["get"],
        url_path="energy-uses/template",
        pagination_class=None,
        filter_backends=[],
    )
    def energy_template(self, request: Request, uid: UUID) -> HttpResponse:
        """The workbook to fill in, with the months of the year and what is stored already."""
        application = self.get_object()
        _require_firm(request, application)
        return template_response(application)

    @extend_schema(request={"multipart/form-data": ImportBodySerializer}, responses=ImportSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path="energy-uses/import",
        pagination_class=None,
        filter_backends=[],
        parser_classes=(MultiPartParser,),
    )
    def energy_import(self, request: Request, uid: UUID) -> Response:
        """Take a filled-in workbook: errors by row and column, warnings apart, nothing saved in ``preview``."""
        application = self.get_object()
        _require_firm(request, application)
        body = ImportBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        doing = Act(person(request), version=body.validated_data["version"], address=address(request))
        try:
            preview = baseline_import.examine(application, body.validated_data["file"], doing)
        except ValidationError as error:
            raise BadData({"file": list(error.messages)}) from error
        mode = body.validated_data["mode"]
        wanted = mode == "good" or (mode == "all" and not preview.errors)
        if wanted:
            services.save_uses(application, preview.rows, doing)
        shown = {
            "saved": wanted and preview.changes,
            "added": len(preview.added),
            "changed": len(preview.changed),
            "same": preview.same,
            "errors": preview.errors,
            "warnings": preview.warnings,
        }
        refused = mode == "all" and preview.errors
        code = status.HTTP_422_UNPROCESSABLE_ENTITY if refused else status.HTTP_200_OK
        return Response(ImportSerializer(shown).data, status=code)

    @extend_schema(methods=["GET"], responses=BaselineWarningSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=NoteBodySerializer, responses=BaselineWarningSerializer(many=True)
    )
    @action(
        detail=True,
        methods=["get", "post"],
        url_path="baseline-warnings",
        pagination_class=None,
        filter_backends=[],
    )
    def baseline_warnings(self, request: Request, uid: UUID) -> Response:
        """What to look at in the bills of the baseline year; ``POST`` notes why a warning is in order."""
        application = self.get_object()
        if request.method == "POST":
            services.note_warning(application, act_of(request, body_of(request)))
        context = {"carriers": Carrier.objects.in_bulk()}
        warnings = rules.baseline_warnings(application)
        return Response(BaselineWarningSerializer(warnings, many=True, context=context).data)

    def _save_rows(self, request: Request, application: Application) -> Response:
        body = body_of(request)
        rows, partly = body.pop("rows", None), body.pop("partly", False)
        doing = act_of(request, {"version": body.pop("version", None)})
        if body or not isinstance(partly, bool):
            raise BadData({name: [_("This entry is not known here.")] for name in body or ("partly",)})
        plan = services.save_uses(application, rows, doing, partly=partly)
        application.refresh_from_db(fields=["version"])
        return Response(SavedRowsSerializer(_saved(application, plan)).data)


def _saved(application: Application, plan: Plan) -> Mapping[str, Any]:
    return {
        "version": application.version,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "removed": len(plan.removed),
        "same": len(plan.same),
        "row_errors": [
            {"row": place, "field": name, "message": text}
            for place, errors in plan.errors.items()
            for name, texts in errors.items()
            for text in texts
        ],
    }


def _require_firm(request: Request, application: Application) -> None:
    if not request.user.has_perm("applications.edit", application):
        raise NotAllowed(_("You may not do this in this case."))
