"""What the API shows of step 1, and the shape of what it takes; entries themselves are checked by the services."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications import consents, rules
from applications.entered import ENTRIES
from applications.explanations import EnergyPanel, Explanation
from applications.models import Application, Consent, CriterionVerdict
from applications.sections import NAMES
from workflow.models import CorrectionRequest, DeadlineExtension


class ExtensionSerializer(serializers.ModelSerializer):
    """More time that was asked for, and what was decided."""

    class Meta:
        model = DeadlineExtension
        fields = (
            *("state", "days", "reason", "asked_at", "deadline_before", "deadline_after"),
            *("decided_at", "decision_reason"),
        )
        read_only_fields = fields


class CorrectionSerializer(serializers.ModelSerializer):
    """A correction request with its deadline, its answer and the wishes for more time."""

    is_overdue = serializers.BooleanField(read_only=True)
    extensions = ExtensionSerializer(many=True, read_only=True)

    class Meta:
        model = CorrectionRequest
        fields = (
            *("uid", "state", "about", "text", "deadline", "is_overdue", "asked_at", "answer", "answered_at"),
            "extensions",
        )
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer):
    """An application of ``with_list_data()``."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True, allow_null=True)
    stage = serializers.CharField(source="case.stage", read_only=True)
    submitted_at = serializers.DateTimeField(source="case.submitted_at", read_only=True, allow_null=True)
    organization = serializers.UUIDField(source="case.organisation.uid", read_only=True)
    site = serializers.UUIDField(source="case.site.uid", read_only=True)
    round = serializers.UUIDField(source="case.round.uid", read_only=True)
    region = serializers.CharField(source="case.region_code", read_only=True)
    polluting_processes = serializers.ListField(
        child=serializers.ChoiceField(Application.PollutingProcess.choices), read_only=True
    )
    monthly_employees = serializers.ListField(
        child=serializers.IntegerField(allow_null=True),
        read_only=True,
        help_text="Twelve month ends, or none.",
    )
    stated_on = serializers.DictField(
        child=serializers.DateField(), read_only=True, help_text="When each entry was last stated."
    )
    taken_from = serializers.DictField(
        child=serializers.CharField(), read_only=True, help_text="Case that an unconfirmed entry comes from."
    )

    class Meta:
        model = Application
        fields: tuple[str, ...] = (
            "uid",
            "version",
            "state",
            "case",
            "case_number",
            "stage",
            "submitted_at",
            "organization",
            "site",
            "round",
            "region",
            *ENTRIES,
            "stated_on",
            "taken_from",
            "was_submitted_in_grace",
            "is_corrected",
            "on_behalf_of",
            "created_at",
            "updated_at",
        )
        read_only_fields: tuple[str, ...] = fields


class MissingSerializer(serializers.Serializer):
    section = serializers.ChoiceField([name for name in NAMES if name != "check"])
    field = serializers.CharField()
    message = serializers.CharField()


class ApplicationDetailSerializer(ApplicationSerializer):
    """One application with what is missing and the correction requests."""

    missing = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "missing", "corrections")
        read_only_fields = fields

    @extend_schema_field(MissingSerializer(many=True))
    def get_missing(self, application: Application) -> Any:
        """Nothing once it is handed in."""
        lacking = rules.missing(application) if application.is_editable else []
        return MissingSerializer(lacking, many=True).data

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, application: Application) -> Any:
        return CorrectionSerializer(rules.corrections(application), many=True).data


class StartSerializer(serializers.Serializer):
    """The body of a new application."""

    round = serializers.UUIDField()
    site = serializers.UUIDField()
    on_behalf_of = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")
    answers = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=4000,
        default="",
        help_text="As the self-check hands it on.",
    )


class EntriesPatchSerializer(serializers.ModelSerializer):
    """Any of the entries, with the version that was seen. For the schema; ``services.edit`` checks them."""

    version = serializers.IntegerField(required=False, allow_null=True)
    polluting_processes = serializers.ListField(
        child=serializers.ChoiceField(Application.PollutingProcess.choices), required=False
    )
    monthly_employees = serializers.ListField(child=serializers.IntegerField(allow_null=True), required=False)
    seen = serializers.DictField(required=False, help_text="The entries as they were read.")

    class Meta:
        model = Application
        fields = ("version", "seen", *ENTRIES)


class ConsentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Consent
        fields = ("text_code", "text_version", "given", "at")
        read_only_fields = fields


class ConsentsBodySerializer(serializers.Serializer):
    """Answers by text code, such as ``{"privacy": true}``."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    answers = serializers.DictField(
        child=serializers.BooleanField(), help_text=f"Codes: {', '.join(consents.BY_CODE)}."
    )


class LineSerializer(serializers.Serializer):
    """One condition: own value, limit, result, and what would change it, as text in the reader's language."""

    code = serializers.CharField()
    kind = serializers.CharField()
    wording = serializers.CharField()
    result = serializers.ChoiceField(CriterionVerdict.Result.choices)
    value = serializers.CharField()
    limit = serializers.CharField()
    change = serializers.CharField()
    hint = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name in the API
    confidence = serializers.CharField()
    decided_met = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    def get_decided_met(self, line: Explanation) -> bool | None:
        return line.verdict.decided_met if line.verdict else None

    def get_reason(self, line: Explanation) -> str:
        return line.verdict.reason if line.verdict else ""


class CarrierToeSerializer(serializers.Serializer):
    carrier = serializers.CharField()
    toe = serializers.DecimalField(max_digits=20, decimal_places=3)
    toe_other_basis = serializers.DecimalField(max_digits=20, decimal_places=3)


class EnergySerializer(serializers.Serializer):
    """TOE of the baseline year: ``toe`` is on the basis that counts in the call."""

    year = serializers.IntegerField(allow_null=True)
    basis = serializers.CharField()
    other_basis = serializers.CharField()
    toe = serializers.DecimalField(max_digits=20, decimal_places=3)
    toe_other_basis = serializers.DecimalField(max_digits=20, decimal_places=3)
    carriers = CarrierToeSerializer(many=True)


class EligibilitySerializer(serializers.Serializer):
    """The evaluation that stands (``frozen``), or how the entries look now."""

    frozen = serializers.BooleanField()
    evaluated_at = serializers.DateTimeField(allow_null=True)
    score = serializers.DecimalField(max_digits=7, decimal_places=1)
    lines = LineSerializer(many=True)
    energy = serializers.SerializerMethodField()

    @extend_schema_field(EnergySerializer(allow_null=True))
    def get_energy(self, eligibility: dict[str, Any]) -> dict[str, Any] | None:
        panel: EnergyPanel | None = eligibility["energy"]
        return EnergySerializer(panel).data if panel else None
