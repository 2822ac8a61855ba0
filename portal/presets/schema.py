"""The shape of a preset file. Rows are described once, for the API too (programs.serializers)."""

from typing import Any

from rest_framework import serializers

from documents import registry
from ledger.serializers import FundingLineSerializer, SourceShareSerializer
from programs.models import Checklist, CriteriaSet, DocumentList, FactorSet, RateTable, Region, ScoringSheet
from programs.serializers import (
    SOURCED,
    CallSerializer,
    ChecklistItemSerializer,
    CriterionSerializer,
    DocumentAskedSerializer,
    FactorSerializer,
    MeasureTypeSerializer,
    OperatorSerializer,
    ProgramSerializer,
    RegionTargetSerializer,
    RoundFieldsSerializer,
    RowSerializer,
    ScoringCriterionSerializer,
    StrandSerializer,
    StrictSerializer,
    SupportRateSerializer,
)

NAMED = ("code", "version", "name_ko", "name_en")
ANEW: dict[str, Any] = {"validators": []}  # whether a code is taken is the loader's question


class PresetOperatorSerializer(OperatorSerializer):
    class Meta(OperatorSerializer.Meta):
        extra_kwargs = {"code": ANEW}


class PaperWordingSerializer(StrictSerializer):
    """How the programme words a paper; its seal is a picture and does not travel in a text file."""

    kind = serializers.CharField()
    sender_ko = serializers.CharField(required=False, max_length=60)
    blocks = serializers.DictField(child=serializers.CharField())

    def validate_kind(self, value: str) -> str:
        known = [paper.code for paper in registry.papers()]
        if value not in known:
            raise serializers.ValidationError(", ".join(known))
        return value


class PresetProgramSerializer(ProgramSerializer):
    measure_types = MeasureTypeSerializer(many=True, required=False)
    paper_wordings = PaperWordingSerializer(many=True, required=False)

    class Meta(ProgramSerializer.Meta):
        fields = (*ProgramSerializer.Meta.fields, "measure_types", "paper_wordings")
        extra_kwargs = {"code": ANEW}


class RegionSerializer(RowSerializer):
    """``areas`` are codes of the national list; every validity of a code belongs to the region."""

    areas = serializers.ListField(child=serializers.CharField(max_length=5), allow_empty=False)

    class Meta:
        model = Region
        fields = ("code", "name_ko", "name_en", "areas")
        extra_kwargs = {"code": ANEW}


def _set_serializer(model: type, rows: type[RowSerializer], *head: str) -> type[RowSerializer]:
    """The serializer of a versioned set: its head and its ``rows``."""
    meta = type(
        "Meta",
        (),
        {"model": model, "fields": (*NAMED, *head, "rows"), "extra_kwargs": {"code": ANEW}, "validators": []},
    )
    return type(f"{model.__name__}Serializer", (RowSerializer,), {"rows": rows(many=True), "Meta": meta})


CriteriaSetSerializer = _set_serializer(CriteriaSet, CriterionSerializer)
FactorSetSerializer = _set_serializer(FactorSet, FactorSerializer)
ChecklistSerializer = _set_serializer(
    Checklist, ChecklistItemSerializer, "kind", "anchors_ko", "anchors_en", *SOURCED
)
RateTableSerializer = _set_serializer(
    RateTable, SupportRateSerializer, "own_share_floor", "own_cash_floor", "rounding", "vat", *SOURCED
)
ScoringSheetSerializer = _set_serializer(ScoringSheet, ScoringCriterionSerializer, "drops_extremes", *SOURCED)
DocumentListSerializer = _set_serializer(DocumentList, DocumentAskedSerializer)

SETS: dict[str, type[RowSerializer]] = {
    "criteria_set": CriteriaSetSerializer,
    "factor_set": FactorSetSerializer,
    "checklist": ChecklistSerializer,
    "rate_table": RateTableSerializer,
    "scoring_sheet": ScoringSheetSerializer,
    "document_list": DocumentListSerializer,
}
REQUIRED_SETS = ("criteria_set", "factor_set", "checklist", "rate_table")


class RuleSetsSerializer(StrictSerializer):
    """Sets that the file brings along. What it only names comes with the portal (programs/data)."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: kind(many=True, required=False) for name, kind in SETS.items()}


class RulesSerializer(StrictSerializer):
    """Which sets a round names, as "code" (the newest version) or "code v2"."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: serializers.CharField(required=name in REQUIRED_SETS) for name in SETS}


class PartSerializer(StrictSerializer):
    """A region's part in a round."""

    region = serializers.SlugField()
    joint_applicant_ko = serializers.CharField(required=False)
    text_ko = serializers.CharField(required=False)
    text_en = serializers.CharField(required=False)
    contact_ko = serializers.CharField(required=False)
    quota_firms = serializers.IntegerField(required=False, min_value=0)
    targets = RegionTargetSerializer(many=True, required=False)


class AmendmentSerializer(StrictSerializer):
    booked_on = serializers.DateField()
    change_krw = serializers.IntegerField()
    reason = serializers.CharField(max_length=300)


class LineSerializer(FundingLineSerializer):
    """A line with its first plan and what changed it since."""

    region = serializers.SlugField(required=False)
    planned_krw = serializers.IntegerField(min_value=1)
    amendments = AmendmentSerializer(many=True, required=False)

    class Meta(FundingLineSerializer.Meta):
        fields = (*FundingLineSerializer.Meta.fields, "region", "planned_krw", "amendments")


class RoundSerializer(RoundFieldsSerializer):
    rules = RulesSerializer()
    regions = PartSerializer(many=True)
    strands = StrandSerializer(many=True, required=False)
    call = CallSerializer(required=False)
    source_shares = SourceShareSerializer(many=True, required=False)
    lines = LineSerializer(many=True)

    class Meta(RoundFieldsSerializer.Meta):
        fields = (
            *RoundFieldsSerializer.Meta.fields,
            *("rules", "regions", "strands", "call", "source_shares", "lines"),
        )
        extra_kwargs = {"case_prefix": ANEW}


class PresetSerializer(StrictSerializer):
    """The whole file."""

    operator = PresetOperatorSerializer()
    program = PresetProgramSerializer()
    regions = RegionSerializer(many=True, required=False)
    rule_sets = RuleSetsSerializer(required=False)
    rounds = RoundSerializer(many=True)
