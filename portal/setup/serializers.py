"""Rounds and their rules as the API shows and takes them. Rows are described once, in ``programs.serializers``."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ledger.models import FundingLine
from ledger.serializers import FundingLineSerializer
from portal.serializers import RoundSerializer
from portal.setup.lifecycle import ACTS
from programs.models import (
    FactorSet,
    Program,
    Region,
    Versioned,
)
from programs.serializers import (
    SOURCED,
    CallSerializer,
    ChecklistItemSerializer,
    CriterionSerializer,
    DocumentAskedSerializer,
    FactorSerializer,
    RoundFieldsSerializer,
    ScoringCriterionSerializer,
    StrictSerializer,
    SupportRateSerializer,
)
from programs.services import RULE_SETS
from programs.versions import KINDS, token


class EditSerializer(StrictSerializer):
    """What every change may say: why, and the revision that it was made upon."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


# -- rounds ------------------------------------------------------------------------------------------------


@extend_schema_field(OpenApiTypes.STR)
class SetField(serializers.Field):
    """A rule set by code and version: ``kr-2021/1``."""

    default_error_messages = {
        "unknown": _("There is no set {value} here. Write code/version, such as kr-2021/1.")
    }

    def __init__(self, model: type[Versioned], **kwargs: Any) -> None:
        self.model = model
        super().__init__(**kwargs)

    def to_representation(self, value: Versioned) -> str:
        return f"{value.code}/{value.version}"

    def to_internal_value(self, data: Any) -> Versioned:
        code, _slash, version = str(data).partition("/")
        sets = self.model._default_manager.filter(code=code)
        found = sets.filter(version=version).first() if version.isascii() and version.isdigit() else None
        if found is None:
            self.fail("unknown", value=data)
        return found


def set_fields(**kwargs: Any) -> dict[str, SetField]:
    return {name: SetField(KINDS[name].model, **kwargs) for name in RULE_SETS}


class RoundDetailSerializer(RoundSerializer):
    """One round with all that it says of itself, its rule sets by code and version, and its conditions."""

    criteria = CriterionSerializer(source="criteria_set.criteria", many=True, read_only=True)

    class Meta(RoundSerializer.Meta):
        fields = tuple(
            dict.fromkeys(
                (
                    *RoundSerializer.Meta.fields,
                    *RoundFieldsSerializer.Meta.fields,
                    *("revision", "is_test", *RULE_SETS, "criteria"),
                )
            )
        )
        read_only_fields = fields

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), **set_fields(read_only=True)}


class RoundEditSerializer(EditSerializer, RoundFieldsSerializer):
    class Meta(RoundFieldsSerializer.Meta):
        fields = (*RoundFieldsSerializer.Meta.fields, "reason", "revision")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), **set_fields(required=False)}


class RoundNewSerializer(RoundFieldsSerializer):
    """A round from nothing. Conditions and rates that are not named begin empty."""

    program: serializers.Field = serializers.SlugRelatedField(
        slug_field="code", queryset=Program.objects.none()
    )
    regions: serializers.Field = serializers.SlugRelatedField(
        slug_field="code", many=True, required=False, queryset=Region.objects.all()
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")

    class Meta(RoundFieldsSerializer.Meta):
        fields = ("program", "regions", "reason", *RoundFieldsSerializer.Meta.fields)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = {**super().get_fields(), **set_fields(required=False)}
        for name in ("factor_set", "checklist"):
            fields[name].required = True
        if request := self.context.get("request"):
            fields["program"].queryset = Program.objects.set_up_by(request.user)
        return fields


class RoundCopySerializer(StrictSerializer):
    """A copy of a round for another year; without ``regions`` with those of its source."""

    year = serializers.IntegerField(min_value=1990, max_value=9999)
    name_ko = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    case_prefix = serializers.CharField(max_length=12)
    regions: serializers.Field = serializers.SlugRelatedField(
        slug_field="code", many=True, required=False, queryset=Region.objects.all()
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class RoundActSerializer(EditSerializer):
    """An act on a round (portal.setup.lifecycle)."""

    name = serializers.ChoiceField(choices=[(act.name, act.label) for act in ACTS.values()])


class RoundCallSerializer(CallSerializer):
    revision = serializers.IntegerField(read_only=True)

    class Meta(CallSerializer.Meta):
        fields = (*CallSerializer.Meta.fields, "revision")


class RoundCallEditSerializer(EditSerializer, CallSerializer):
    class Meta(CallSerializer.Meta):
        fields = (*CallSerializer.Meta.fields, "reason", "revision")


# -- sets --------------------------------------------------------------------------------------------------


class SetSerializer(serializers.ModelSerializer):
    """A rule set with its rows. ``seen`` is what a change sends back, so that nobody overwrites unseen."""

    seen = serializers.SerializerMethodField()
    is_frozen = serializers.SerializerMethodField()

    HEAD: tuple[str, ...] = ("name_ko", "name_en")

    def get_seen(self, versioned: Versioned) -> str:
        return token(versioned)

    def get_is_frozen(self, versioned: Versioned) -> bool:
        return versioned.frozen_at is not None


def _described(name: str, field: str, row: type[serializers.Serializer], *head: str) -> tuple[type, type]:
    """The serializers of one kind of set: as it is read, and as it is written (head optional, rows in full)."""
    kind = KINDS[field]
    heads = (*SetSerializer.HEAD, *head)
    rows = row(many=True, source=kind.rows, read_only=True)
    reading = type(
        f"{name}Serializer",
        (SetSerializer,),
        {
            "__doc__": SetSerializer.__doc__,
            "rows": rows,
            "Meta": type(
                "Meta",
                (),
                {"model": kind.model, "fields": ("code", "version", "seen", "is_frozen", *heads, "rows")},
            ),
        },
    )
    writing = type(
        f"{name}EditSerializer",
        (StrictSerializer, serializers.ModelSerializer),
        {
            "rows": row(many=True),
            "seen": serializers.CharField(required=False, allow_blank=True, max_length=30),
            "reason": serializers.CharField(required=False, allow_blank=True, max_length=300, default=""),
            "Meta": type(
                "Meta",
                (),
                {
                    "model": kind.model,
                    "fields": ("seen", "reason", *heads, "rows"),
                    "extra_kwargs": {head: {"required": False} for head in heads},
                },
            ),
        },
    )
    return reading, writing


CriteriaReading, CriteriaWriting = _described("Criteria", "criteria_set", CriterionSerializer)
RatesReading, RatesWriting = _described(
    *("Rates", "rate_table", SupportRateSerializer),
    *("own_share_floor", "own_cash_floor", "rounding", "vat", *SOURCED),
)
ScoringReading, ScoringWriting = _described(
    "Scoring", "scoring_sheet", ScoringCriterionSerializer, "drops_extremes", *SOURCED
)
DocumentsReading, DocumentsWriting = _described("Documents", "document_list", DocumentAskedSerializer)
ChecklistReading, ChecklistWriting = _described(
    "Checklist", "checklist", ChecklistItemSerializer, "kind", "anchors_ko", "anchors_en", *SOURCED
)
FactorsReading, FactorsWriting = _described("FactorSet", "factor_set", FactorSerializer)


class FactorSetListSerializer(serializers.ModelSerializer):
    is_frozen = serializers.SerializerMethodField()

    class Meta:
        model = FactorSet
        fields = ("code", "version", "name_ko", "name_en", "is_frozen")

    def get_is_frozen(self, versioned: Versioned) -> bool:
        return versioned.frozen_at is not None


class FactorSetNewSerializer(StrictSerializer, serializers.ModelSerializer):
    """The next version of a factor set, or the first of a new code; the service numbers it."""

    rows = FactorSerializer(many=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")

    class Meta:
        model = FactorSet
        fields = ("code", "name_ko", "name_en", "reason", "rows")


# -- money -------------------------------------------------------------------------------------------------


class FundingLineDetailSerializer(FundingLineSerializer):
    """A funding line with its balances in whole won."""

    region: serializers.Field = serializers.SlugRelatedField(slug_field="code", read_only=True)
    left_krw = serializers.IntegerField(read_only=True)

    class Meta(FundingLineSerializer.Meta):
        fields = (
            *("uid", "revision", "region", *FundingLineSerializer.Meta.fields),
            *("planned_krw", "committed_krw", "paid_krw", "returned_krw", "contributed_krw", "left_krw"),
        )
        read_only_fields = fields


def _region() -> serializers.SlugRelatedField:
    """A region by its code; the line itself says that it takes part in the round."""
    return serializers.SlugRelatedField(
        slug_field="code", queryset=Region.objects.all(), required=False, allow_null=True
    )


class FundingLineEditSerializer(EditSerializer, FundingLineSerializer):
    region = _region()

    class Meta(FundingLineSerializer.Meta):
        fields = (*FundingLineSerializer.Meta.fields, "region", "reason", "revision")


class FundingLineNewSerializer(FundingLineSerializer):
    """A new line with its first amount; without a code it is called after source, purpose and region."""

    code = serializers.SlugField(max_length=40, required=False, allow_blank=True)
    region = _region()
    planned_krw = serializers.IntegerField(min_value=0)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")

    class Meta:
        model = FundingLine
        fields = (*FundingLineSerializer.Meta.fields, "region", "planned_krw", "reason")


class FundingLineAmendSerializer(EditSerializer):
    """Another planned amount (추가경정); the reason is required."""

    planned_krw = serializers.IntegerField(min_value=0)
