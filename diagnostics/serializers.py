"""What the API shows of step 2, and the shape of what it takes; entries themselves are checked by the services."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from calculations.quantities import round_percent, round_years
from calculations.savings import within_payback_line
from diagnostics import rules
from diagnostics.models import Diagnosis, Finding, Measure, MeasureStream, StreamFigure
from diagnostics.rules.checklist import COMMENT_LENGTH

# What people of the firm get as null before the report is released.
RESULTS = ("direction", "grade", "summary", "progress", "scores", "measure_count")


class ProgressSerializer(serializers.Serializer):
    answered = serializers.IntegerField()
    total = serializers.IntegerField()


class AreaScoreSerializer(serializers.Serializer):
    name = serializers.CharField()
    percent = serializers.SerializerMethodField()
    answered = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    items = serializers.IntegerField()

    @extend_schema_field(serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True))
    def get_percent(self, score: rules.AreaScore) -> str | None:
        return None if score.percent is None else str(round_percent(score.percent))


class ScoresSerializer(serializers.Serializer):
    total = AreaScoreSerializer()
    areas = AreaScoreSerializer(many=True)


class ConsultantSerializer(serializers.Serializer):
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")


class DiagnosisSerializer(serializers.ModelSerializer):
    """A diagnosis of ``with_list_data().with_scores()``."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    organization = serializers.UUIDField(source="case.organisation.uid", read_only=True)
    consultants = ConsultantSerializer(source="team", many=True, read_only=True)
    progress = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()
    measure_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Diagnosis
        fields = (
            "uid",
            "version",
            "case",
            "case_number",
            "organization",
            "state",
            "consultants",
            "first_at",
            "second_at",
            "visit_at",
            "visit_answer",
            "released_at",
            "created_at",
            "updated_at",
            *RESULTS,
        )
        read_only_fields = fields

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, diagnosis: Diagnosis) -> dict[str, Any]:
        return ProgressSerializer(rules.progress(diagnosis)).data

    @extend_schema_field(ScoresSerializer)
    def get_scores(self, diagnosis: Diagnosis) -> dict[str, Any]:
        return ScoresSerializer(rules.scores(diagnosis)).data

    def to_representation(self, diagnosis: Diagnosis) -> dict[str, Any]:
        shown = super().to_representation(diagnosis)
        user: User = self.context["request"].user
        if not rules.may_read_results(diagnosis, user):
            shown |= dict.fromkeys(RESULTS)
        return shown


class AnswerSerializer(serializers.Serializer):
    """One item of the checklist; ``item`` is its position."""

    item = serializers.IntegerField(source="item.position")
    area = serializers.CharField(source="item.area_ko", read_only=True)
    text = serializers.CharField(source="item.text_ko", read_only=True)
    score = serializers.IntegerField(
        source="answer.score", min_value=0, max_value=4, allow_null=True, default=None
    )
    not_applicable = serializers.BooleanField(source="answer.not_applicable", default=False)
    comment = serializers.CharField(source="answer.comment", max_length=COMMENT_LENGTH, default="")
    answered_at = serializers.DateTimeField(source="answer.answered_at", read_only=True, default=None)


class AnswersSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    answers = AnswerSerializer(many=True)


class AnswersBodySerializer(serializers.Serializer):
    """Each answer: ``{"item": 1, "score": 3, "not_applicable": false, "comment": ""}``."""

    version = serializers.IntegerField(required=False, allow_null=True, default=None)
    answers = serializers.ListField(child=serializers.DictField(), max_length=500)


class FindingSerializer(serializers.ModelSerializer):
    found_by = serializers.CharField(source="found_by.name", read_only=True)

    class Meta:
        model = Finding
        fields = ("uid", "version", "area", "place", "text", "found_by", "found_at")
        read_only_fields = ("uid", "version", "found_at")


class FigureSerializer(serializers.ModelSerializer):
    """A year's saving of a stream on one basis; ``calculation`` leads to how it came about."""

    calculation = serializers.UUIDField(source="calculation.uid", default=None, read_only=True)

    class Meta:
        model = StreamFigure
        fields = (
            "basis",
            "period_from",
            "period_until",
            "quantity",
            "price_krw",
            "saved_krw",
            "saved_mj",
            "saved_toe",
            "saved_tco2eq",
            "calculation",
        )
        read_only_fields = fields


class StreamSerializer(serializers.ModelSerializer):
    carrier = serializers.CharField(source="carrier_id", read_only=True)
    figures = FigureSerializer(many=True, read_only=True)

    class Meta:
        model = MeasureStream
        fields = ("uid", "carrier", "unit", "figures")
        read_only_fields = fields


class FiguresSerializer(serializers.Serializer):
    """Sums over the streams of a measure on one basis."""

    saved_krw = serializers.IntegerField()
    saved_mj = serializers.DecimalField(source="mj", max_digits=18, decimal_places=3)
    saved_toe = serializers.DecimalField(source="toe", max_digits=14, decimal_places=5)
    saved_tco2eq = serializers.DecimalField(source="tco2eq", max_digits=14, decimal_places=5)
    payback_years = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DecimalField(max_digits=12, decimal_places=1, allow_null=True))
    def get_payback_years(self, figures: rules.Figures) -> str | None:
        return None if figures.payback_years is None else str(round_years(figures.payback_years))


class MeasureSerializer(serializers.ModelSerializer):
    """A measure of ``with_list_data()``. Figures that nobody stated yet are null."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    case_number = serializers.CharField(source="case.number", read_only=True)
    diagnosis = serializers.UUIDField(source="diagnosis.uid", read_only=True)
    streams = StreamSerializer(many=True, read_only=True)
    estimated = serializers.SerializerMethodField()
    reported = serializers.SerializerMethodField()
    verified = serializers.SerializerMethodField()
    within_payback_line = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields = (
            "uid",
            "version",
            "case",
            "case_number",
            "diagnosis",
            "number",
            "state",
            "title_ko",
            "title_en",
            "description",
            "measure_type",
            "capital_cost_krw",
            "other_cost_krw",
            "source",
            "reason_code",
            "streams",
            "estimated",
            "reported",
            "verified",
            "within_payback_line",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    @extend_schema_field(FiguresSerializer(allow_null=True))
    def get_estimated(self, measure: Measure) -> dict[str, Any] | None:
        return self._figures(measure, StreamFigure.Basis.ESTIMATED)

    @extend_schema_field(FiguresSerializer(allow_null=True))
    def get_reported(self, measure: Measure) -> dict[str, Any] | None:
        return self._figures(measure, StreamFigure.Basis.REPORTED)

    @extend_schema_field(FiguresSerializer(allow_null=True))
    def get_verified(self, measure: Measure) -> dict[str, Any] | None:
        return self._figures(measure, StreamFigure.Basis.VERIFIED)

    def get_within_payback_line(self, measure: Measure) -> bool:
        """Whether the estimate pays back within the line of the round (two years in the 2021 call)."""
        figures = rules.figures(measure)
        return within_payback_line(figures.payback_years if figures else None, measure.case.payback_line)

    def _figures(self, measure: Measure, basis: str) -> dict[str, Any] | None:
        figures = rules.figures(measure, basis)
        return FiguresSerializer(figures).data if figures else None


class StreamBodySerializer(serializers.Serializer):
    """A resource that a measure saves; without a unit that of the carrier. A negative quantity is additional use."""

    carrier = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=10, required=False)
    quantity = serializers.DecimalField(max_digits=16, decimal_places=3)
    price_krw = serializers.DecimalField(max_digits=14, decimal_places=4)


class MeasureBodySerializer(serializers.Serializer):
    """What a measure takes (``rules.MEASURE``): for the schema; the service checks it."""

    diagnosis = serializers.UUIDField()
    title_ko = serializers.CharField(max_length=150)
    title_en = serializers.CharField(max_length=150, required=False)
    description = serializers.CharField(max_length=5000, required=False)
    measure_type = serializers.ChoiceField(choices=Measure.Type.choices)
    capital_cost_krw = serializers.IntegerField(min_value=0)
    other_cost_krw = serializers.IntegerField(min_value=0, required=False)
    source = serializers.CharField(max_length=100, required=False)
    streams = StreamBodySerializer(many=True, required=False)


class MeasurePatchSerializer(MeasureBodySerializer):
    """Entries that are not named stay; ``streams`` replaces all of them."""

    diagnosis = None  # type: ignore[assignment]  # a measure never moves to another diagnosis
    version = serializers.IntegerField(required=False, allow_null=True)


class FindingBodySerializer(serializers.Serializer):
    """What a finding takes (``rules.FINDING``): for the schema; the service checks it."""

    area = serializers.ChoiceField(choices=Finding.Area.choices)
    place = serializers.CharField(max_length=100, required=False)
    text = serializers.CharField(max_length=5000)
