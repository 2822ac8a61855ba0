"""What the API shows of step 4."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from calculations.quantities import round_years
from reports import figures
from reports.models import Certificate, Outcome


class EffectSerializer(serializers.Serializer):
    """A year's effect on one basis."""

    saved_krw = serializers.IntegerField()
    toe = serializers.DecimalField(max_digits=16, decimal_places=5)
    tco2eq = serializers.DecimalField(max_digits=16, decimal_places=5)


class ResultSerializer(serializers.Serializer):
    """One measure of the outcome: what the firm reported, and the effect on the three bases (null: not known)."""

    measure = serializers.UUIDField(source="measure.uid")
    number = serializers.IntegerField(source="measure.number")
    title = serializers.CharField(source="measure.title_ko")
    state = serializers.CharField(source="measure.state")
    done_on = serializers.DateField(source="measure.result.done_on", default=None)
    reason_code = serializers.CharField(source="measure.result.reason_code", default="")
    note = serializers.CharField(source="measure.result.note", default="")
    actual_cost_krw = serializers.IntegerField(allow_null=True)
    payback_years = serializers.SerializerMethodField()
    estimated = EffectSerializer(allow_null=True)
    reported = EffectSerializer(allow_null=True)
    verified = EffectSerializer(allow_null=True)

    @extend_schema_field(serializers.DecimalField(max_digits=12, decimal_places=1, allow_null=True))
    def get_payback_years(self, row: figures.MeasureEffects) -> str | None:
        return None if row.payback_years is None else str(round_years(row.payback_years))


class OutcomeSerializer(serializers.ModelSerializer):
    """An outcome of ``with_results()``."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    organization = serializers.UUIDField(source="case.organisation.uid", read_only=True)
    verified_by = serializers.CharField(source="verified_by.name", default=None, read_only=True)
    results = serializers.SerializerMethodField()

    class Meta:
        model = Outcome
        fields = (
            "uid",
            "version",
            "case",
            "case_number",
            "organization",
            "state",
            "difficulties",
            "next_steps",
            "reported_at",
            "verified_at",
            "verified_by",
            "accepted_at",
            "created_at",
            "updated_at",
            "results",
        )
        read_only_fields = fields

    @extend_schema_field(ResultSerializer(many=True))
    def get_results(self, outcome: Outcome) -> Any:
        return ResultSerializer(figures.of_outcome(outcome), many=True).data


class CertificateSerializer(serializers.ModelSerializer):
    """A certificate; the paper tells how far its PDF is."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    organization = serializers.UUIDField(source="case.organisation.uid", read_only=True)
    number = serializers.CharField(source="paper.number", read_only=True)
    paper = serializers.UUIDField(source="paper.uid", read_only=True)
    paper_state = serializers.CharField(source="paper.state", read_only=True)

    class Meta:
        model = Certificate
        fields = (
            "uid",
            "case",
            "case_number",
            "organization",
            "number",
            "paper",
            "paper_state",
            "issued_at",
            "revoked_at",
        )
        read_only_fields = fields


class ExportSerializer(serializers.Serializer):
    """Why the data are taken; kept with who took them."""

    reason = serializers.CharField(max_length=1000)
