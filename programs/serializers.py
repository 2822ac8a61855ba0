"""What is offered, as plain data: one description for the API and for preset files.

A serializer checks the shape; the models say what holds together (their ``clean``), so that page, API and file
refuse the same things in the same words. Unknown keys are refused: a misspelt one must not be passed over.
"""

from typing import Any

from django.core.exceptions import ValidationError as ModelError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from programs.models import (
    Call,
    ChecklistItem,
    Criterion,
    DocumentAsked,
    Factor,
    MeasureType,
    Operator,
    Program,
    RegionTarget,
    Round,
    ScoringCriterion,
    Strand,
    SupportRate,
)

SOURCED = ("source", "confidence", "remark")


class StrictSerializer(serializers.Serializer):
    """Refuses keys that it does not know, each under its own name."""

    default_error_messages = {"unknown": _("Unknown key. Known are: %(known)s.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            text = self.error_messages["unknown"] % {"known": ", ".join(self.fields)}
            raise serializers.ValidationError({key: [text] for key in unknown})
        return super().to_internal_value(data)


class RowSerializer(StrictSerializer, serializers.ModelSerializer):
    """A row whose model's own ``clean`` is asked, with its owner put in by the caller as ``context["owner"]``.

    Without an owner only the shape is checked: who saves the row asks the model then (programs.services.validate).
    """

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        owner = self.context.get("owner")
        if owner is None:
            return attrs
        row = self.Meta.model(**{**owner, **attrs})
        try:
            row.clean_fields(exclude=[name for name in self._all_fields() if name not in attrs])
            row.clean()
        except ModelError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return attrs

    def _all_fields(self) -> list[str]:
        return [field.name for field in self.Meta.model._meta.fields]


class OperatorSerializer(RowSerializer):
    class Meta:
        model = Operator
        fields = ("code", "name_ko", "name_en", "address", "phone", "email", "signer_ko", "shows_seal")


class ProgramSerializer(RowSerializer):
    class Meta:
        model = Program
        fields = ("code", "name_ko", "name_en", "summary_ko", "summary_en", "rounds_planned")


class MeasureTypeSerializer(RowSerializer):
    class Meta:
        model = MeasureType
        fields = ("code", "name_ko", "name_en")


class CriterionSerializer(RowSerializer):
    class Meta:
        model = Criterion
        fields = (
            *("code", "position", "kind", "fact", "operator", "threshold", "unit", "on_fail", "bonus_points"),
            *("evidence", "wording_ko", "wording_en", "staff_wording_ko", "staff_wording_en"),
            *("hint_ko", "hint_en"),
            *SOURCED,
        )


class FactorSerializer(RowSerializer):
    class Meta:
        model = Factor
        fields = ("kind", "carrier", "unit", "value", "valid_from", "valid_to", *SOURCED)


class ChecklistItemSerializer(RowSerializer):
    class Meta:
        model = ChecklistItem
        fields = (
            *("position", "area_ko", "area_en", "text_ko", "text_en", "weight", "may_be_not_applicable"),
        )


class SupportRateSerializer(RowSerializer):
    class Meta:
        model = SupportRate
        fields = ("size", "support_type", "grade", "rate", "ceiling_krw", "minimum_krw")


class ScoringCriterionSerializer(RowSerializer):
    class Meta:
        model = ScoringCriterion
        fields = ("position", "name_ko", "name_en", "hint_ko", "weight", "scale")


class DocumentAskedSerializer(RowSerializer):
    class Meta:
        model = DocumentAsked
        fields = ("position", "step", "code", "name_ko", "name_en", "hint_ko", "is_required", "valid_days")


class CallSerializer(RowSerializer):
    class Meta:
        model = Call
        fields = ("number_ko", "title_ko", "title_en", "body_ko", "body_en", "publish_at")


class RegionTargetSerializer(RowSerializer):
    class Meta:
        model = RegionTarget
        fields = ("kind", "value")


class StrandSerializer(RowSerializer):
    class Meta:
        model = Strand
        fields = ("kind", "name_ko", "name_en", "runs_four_steps", "description_ko")


class RoundFieldsSerializer(RowSerializer):
    """What a round says of itself, without its regions, rules and money."""

    class Meta:
        model = Round
        fields = (
            *("year", "case_prefix", "name_ko", "name_en", *Round.DATES, "closing_hour"),
            *("electricity_basis", "years_counted_by", "initial_site_check", "diagnosis_fee_krw"),
            *(
                "correction_days",
                "corrections_block",
                "payback_line_years",
                "contact_ko",
                "expected_applicants",
            ),
            *("agreement_days", "objection_days", "objection_answer_days"),
            *("selected_by", "plan_confirmed_by_committee", "note_ko"),
        )
