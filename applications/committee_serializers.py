"""Committees as the API shows and takes them. Services decide; serializers shape."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from applications.models import (
    Committee,
    CommitteeMinutes,
    PlanConfirmation,
    ReviewAssignment,
    SelectionDecision,
)
from applications.rules import ranking, redaction
from calculations.ranking import round_deviation, round_points
from programs.models import Region, Round


class CommitteeSerializer(serializers.ModelSerializer):
    """A committee as it is read; ``members`` are their e-mail addresses."""

    round = serializers.UUIDField(source="round.uid", read_only=True)
    region = serializers.CharField(source="region.code", default=None, read_only=True)
    chair = serializers.EmailField(source="chair.email", default=None, read_only=True)

    class Meta:
        model = Committee
        fields = (
            *(
                "uid",
                "version",
                "name",
                "round",
                "region",
                "state",
                "is_scored",
                "is_blind",
                "priority_first",
            ),
            *("per_case", "due_on", "chair", "closed_at", "released_at"),
        )
        read_only_fields = fields


class CommitteeBodySerializer(serializers.Serializer):
    """What of a committee may be changed; ``version`` is the one that was seen."""

    name = serializers.CharField(max_length=100, required=False)
    is_blind = serializers.BooleanField(required=False)
    priority_first = serializers.BooleanField(required=False)
    per_case = serializers.IntegerField(required=False, min_value=1, max_value=20)
    due_on = serializers.DateField(required=False, allow_null=True)
    chair = serializers.SlugRelatedField(
        slug_field="email", queryset=User.objects.all(), required=False, allow_null=True
    )
    version = serializers.IntegerField(required=False)


class OpenCommitteeSerializer(CommitteeBodySerializer):
    """What a committee is opened with: for a round of one's scope, or one of its regions."""

    round = serializers.SlugRelatedField(slug_field="uid", queryset=Round.objects.none())
    region = serializers.SlugRelatedField(
        slug_field="code", queryset=Region.objects.all(), required=False, allow_null=True
    )

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        del fields["version"]
        fields["round"].queryset = self.context.get("rounds", Round.objects.none())
        fields["name"].required = True
        return fields


class EmailsSerializer(serializers.Serializer):
    emails = serializers.ListField(child=serializers.EmailField(), max_length=100)


class SeatSerializer(serializers.Serializer):
    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name")


class RemoveMemberSerializer(serializers.Serializer):
    email = serializers.EmailField()
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class CommitteeActSerializer(serializers.Serializer):
    """A reason and the version that was seen, beside an act."""

    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class AssignmentSerializer(serializers.ModelSerializer):
    """A place, for officials."""

    case = serializers.UUIDField(source="case.uid", read_only=True)
    number = serializers.CharField(source="case.number", read_only=True)
    evaluator = serializers.EmailField(source="evaluator.email", read_only=True)
    review_state = serializers.CharField(source="review.state", default=None, read_only=True)

    class Meta:
        model = ReviewAssignment
        fields = (
            *("uid", "case", "number", "evaluator", "assigned_at", "declared_at", "has_conflict"),
            *("conflict_reason", "pledge_version", "review_state"),
        )
        read_only_fields = fields


class PairSerializer(serializers.Serializer):
    case = serializers.UUIDField()
    evaluator = serializers.EmailField()


class AssignmentsBodySerializer(CommitteeActSerializer):
    """The whole assignment: places that are not named are taken back unless something was declared."""

    places = PairSerializer(many=True)


class SpreadSerializer(serializers.Serializer):
    made = serializers.IntegerField()
    short = serializers.ListField(child=serializers.CharField())


class ReplacedSerializer(serializers.Serializer):
    made = serializers.IntegerField()
    taken_back = serializers.IntegerField()


class ReviewSerializer(serializers.ModelSerializer):
    """An evaluator's own place: the minimum before the declaration, the dossier only at its own address."""

    committee = serializers.UUIDField(source="committee.uid", read_only=True)
    number = serializers.CharField(source="case.number", read_only=True)
    region = serializers.CharField(source="case.region_code", read_only=True)
    firm = serializers.SerializerMethodField()
    site = serializers.SerializerMethodField()
    representative = serializers.SerializerMethodField()
    review = serializers.SerializerMethodField()

    class Meta:
        model = ReviewAssignment
        fields = (
            *("uid", "committee", "number", "region", "firm", "site", "representative", "declared_at"),
            *("has_conflict", "pledge_version", "review"),
        )
        read_only_fields = fields

    def _identity(self, place: ReviewAssignment) -> redaction.Identity:
        hidden = place.committee.is_blind or place.has_conflict is True
        return redaction.identity(place.case, blind=hidden)

    def get_firm(self, place: ReviewAssignment) -> str:
        return self._identity(place).firm

    def get_site(self, place: ReviewAssignment) -> str:
        return self._identity(place).site

    def get_representative(self, place: ReviewAssignment) -> str:
        return self._identity(place).representative

    def get_review(self, place: ReviewAssignment) -> dict[str, Any] | None:
        review = getattr(place, "review", None)
        if review is None or place.has_conflict:
            return None
        return {
            "state": review.state,
            "version": review.version,
            "points": _text(review.points),
            "comment": review.comment,
            "abstain_reason": review.abstain_reason,
            "marks": {
                str(mark.criterion.position): {"mark": _text(mark.mark), "comment": mark.comment}
                for mark in review.marks.all()
            },
        }


class DossierSerializer(serializers.Serializer):
    """What is judged, as far as the evaluator may know, and the criteria to judge it by."""

    number = serializers.CharField()
    firm = serializers.CharField()
    site = serializers.CharField()
    region = serializers.CharField()
    hidden = serializers.BooleanField()
    entries = serializers.ListField(child=serializers.DictField())
    verdicts = serializers.ListField(child=serializers.DictField())
    toe = serializers.CharField(allow_null=True)
    criteria = serializers.ListField(child=serializers.DictField())


class DeclareSerializer(serializers.Serializer):
    has_conflict = serializers.BooleanField(allow_null=True)
    pledge = serializers.BooleanField(default=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class TiesSerializer(serializers.Serializer):
    ties = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50)


class MarkSerializer(serializers.Serializer):
    mark = serializers.CharField(allow_null=True, allow_blank=True, required=False, max_length=10)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)


class ScoreSerializer(serializers.Serializer):
    """Marks by the position of their criterion; ``version`` of the review that was seen, 0 for none."""

    marks = serializers.DictField(child=MarkSerializer())
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=5000)
    final = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class DecisionSerializer(serializers.ModelSerializer):
    case = serializers.UUIDField(source="case.uid", read_only=True)
    number = serializers.CharField(source="case.number", read_only=True)

    class Meta:
        model = SelectionDecision
        fields = (
            *("uid", "version", "case", "number", "decision", "rank", "points", "reason", "conditions"),
            *("decided_at", "released_at", "error_code", "error_text"),
        )
        read_only_fields = fields


class DecideSerializer(CommitteeActSerializer):
    case = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=SelectionDecision.Decision.choices)
    conditions = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class PromoteSerializer(CommitteeActSerializer):
    case = serializers.UUIDField()


class ReleasedSerializer(serializers.Serializer):
    number = serializers.CharField(source="decision.case.number")
    decision = serializers.CharField(source="decision.decision")
    released_at = serializers.DateTimeField(source="decision.released_at", allow_null=True)
    error_code = serializers.CharField(allow_blank=True)
    error = serializers.CharField(allow_blank=True)


class RankingRowSerializer(serializers.Serializer):
    """One case of the ranked list; firm and points are empty where this reader may not know them."""

    rank = serializers.IntegerField()
    number = serializers.CharField()
    firm = serializers.CharField()
    region = serializers.CharField()
    state = serializers.CharField()
    sum = serializers.CharField(allow_null=True)
    points = serializers.CharField(allow_null=True)
    bonus = serializers.CharField(allow_null=True)
    deviation = serializers.CharField(allow_null=True)
    priorities = serializers.ListField(child=serializers.CharField())
    tied = serializers.BooleanField()
    fits = serializers.BooleanField()
    stopped_by = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)


class RankingSerializer(serializers.Serializer):
    fee_krw = serializers.IntegerField()
    lines = serializers.ListField(child=serializers.DictField())
    quota_left = serializers.DictField(child=serializers.IntegerField())
    cut_after = serializers.CharField(allow_blank=True)
    next_reserve = serializers.CharField(allow_null=True)
    rows = RankingRowSerializer(many=True)


class MinutesSerializer(serializers.ModelSerializer):
    class Meta:
        model = CommitteeMinutes
        fields = ("uid", "version", "held_on", "place", "attendees", "text", "written_at")
        read_only_fields = ("uid", "written_at")
        extra_kwargs = {"version": {"required": False, "read_only": False}}


class PlanConfirmationSerializer(serializers.ModelSerializer):
    region = serializers.CharField(source="region.code", default=None, read_only=True)

    class Meta:
        model = PlanConfirmation
        fields = (
            *("uid", "region", "confirmed_on", "votes_for", "votes_against", "votes_abstained", "minutes"),
            *("recorded_at", "revoked_at", "revocation_reason"),
        )
        read_only_fields = fields


class PlanBodySerializer(serializers.Serializer):
    """A confirmation with the plan's file (multipart)."""

    region = serializers.SlugRelatedField(
        slug_field="code", queryset=Region.objects.all(), required=False, allow_null=True, default=None
    )
    confirmed_on = serializers.DateField()
    votes_for = serializers.IntegerField(min_value=0, max_value=100)
    votes_against = serializers.IntegerField(min_value=0, max_value=100, default=0)
    votes_abstained = serializers.IntegerField(min_value=0, max_value=100, default=0)
    minutes = serializers.CharField(max_length=10000)
    file = serializers.FileField(help_text=_("The plan of city and lead company."))


def described(
    found: ranking.Ranking, committee: Committee, *, names: bool, reader: int, is_overseer: bool
) -> dict[str, Any]:
    """The ranked list as a reader may see it."""
    upcoming = found.next_reserve
    return {
        "fee_krw": found.fee_krw,
        "lines": [{"code": one.line.code, "left_krw": one.left_krw, "fees": one.fees} for one in found.lines],
        "quota_left": found.quota_left,
        "cut_after": found.cut_after,
        "next_reserve": str(upcoming.case.number) if upcoming else None,
        "rows": [_row(row, names=names, reader=reader, is_overseer=is_overseer) for row in found.rows],
    }


def _row(row: ranking.Row, *, names: bool, reader: int, is_overseer: bool) -> dict[str, Any]:
    masked = not is_overseer and reader in row.conflicted
    identity = redaction.identity(row.case, blind=not names or masked)
    points = row.points
    known = not masked and points is not None
    return {
        "rank": row.place.rank,
        "number": identity.number,
        "firm": identity.firm,
        "region": row.case.region_code,
        "state": row.application.state,
        "sum": None if masked else _text(row.place.candidate.sum),
        "points": _text(round_points(points.points))
        if known and points and points.points is not None
        else None,
        "bonus": None if masked else _text(row.place.candidate.bonus),
        "deviation": _text(round_deviation(points.spread.deviation))
        if known and points and points.spread.deviation is not None
        else None,
        "priorities": [] if masked else [verdict.criterion.code for verdict in row.priorities],
        "tied": row.place.tied,
        "fits": row.place.fits,
        "stopped_by": row.place.stopped_by,
        "decision": row.decision.decision if row.decision and not masked else None,
        "released_at": row.decision.released_at if row.decision and not masked else None,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
