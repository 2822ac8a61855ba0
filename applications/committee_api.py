"""The selection committee under ``/api/v1/``: the visibility, services and codes of its pages."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import person
from accounts.errors import BadData, NotAllowed
from accounts.models import User
from accounts.requests import address
from accounts.roles import Role
from applications import committee_serializers as shapes
from applications.committee_querysets import AssignmentQuerySet, rounds_of
from applications.models import Application, Committee, ReviewAssignment
from applications.rules import committee as rules
from applications.rules import ranking, redaction
from applications.services import committee as services
from documents.files import FileRefused
from journal.access import record_access
from journal.api import IdempotentMixin
from workflow.acts import Act
from workflow.models import Case


def values_of(body: serializers.Serializer) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def act_of(request: Request, data: dict[str, Any] | None = None, **more: Any) -> Act:
    return Act(actor=person(request), data=data or {}, address=address(request), **more)


class CommitteeViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Committees that one oversees as official, administrator or auditor, or chairs."""

    queryset = Committee.objects.none()
    serializer_class = shapes.CommitteeSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parser_classes = (JSONParser,)

    def get_queryset(self) -> QuerySet[Committee]:
        user = person(self.request)
        rows = Committee.objects.overseen_by(user)
        if user.has_role(Role.EVALUATOR):
            chaired = Q(chair=user) & ~Q(state="preparing")
            rows = Committee.objects.filter(Q(pk__in=rows.values("pk")) | chaired)
        return rows.with_list_data()

    @extend_schema(request=shapes.OpenCommitteeSerializer, responses={201: shapes.CommitteeSerializer})
    def create(self, request: Request) -> Response:
        """Open the committee of a round or region."""
        context = {"rounds": rounds_of(person(request))}
        values = values_of(shapes.OpenCommitteeSerializer(data=request.data, context=context))
        made = services.open_committee(
            values.pop("round"), values.pop("region", None), act_of(request, values)
        )
        return Response(shapes.CommitteeSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.CommitteeBodySerializer, responses=shapes.CommitteeSerializer)
    def partial_update(self, request: Request, uid: UUID) -> Response:
        values = values_of(shapes.CommitteeBodySerializer(data=request.data, partial=True))
        version = values.pop("version", None)
        services.edit_committee(self.get_object(), act_of(request, values, version=version))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(methods=["GET"], responses=shapes.SeatSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=shapes.EmailsSerializer, responses=shapes.SeatSerializer(many=True)
    )
    @extend_schema(
        methods=["DELETE"],
        request=shapes.RemoveMemberSerializer,
        responses=shapes.SeatSerializer(many=True),
    )
    @action(detail=True, methods=["get", "post", "delete"], pagination_class=None, filter_backends=[])
    def members(self, request: Request, uid: UUID) -> Response:
        """Who sits on the committee: read, add by e-mail, remove one."""
        committee = self._overseen()
        if request.method == "POST":
            values = values_of(shapes.EmailsSerializer(data=request.data))
            services.add_members(committee, values["emails"], act_of(request))
        elif request.method == "DELETE":
            values = values_of(shapes.RemoveMemberSerializer(data=request.data))
            user = get_object_or_404(User, email=values["email"].lower())
            services.remove_member(committee, user, act_of(request, comment=values["comment"]))
        rows = committee.members.current().select_related("user")
        return Response(shapes.SeatSerializer(rows, many=True).data)

    @extend_schema(methods=["GET"], responses=shapes.AssignmentSerializer(many=True))
    @extend_schema(
        methods=["PUT"], request=shapes.AssignmentsBodySerializer, responses=shapes.ReplacedSerializer
    )
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def assignments(self, request: Request, uid: UUID) -> Response:
        """The places: read them, or put a whole list in their place."""
        committee = self._overseen()
        if request.method == "GET":
            rows = committee.assignments.current().select_related("case", "evaluator", "review")
            return Response(shapes.AssignmentSerializer(rows, many=True).data)
        values = values_of(shapes.AssignmentsBodySerializer(data=request.data))
        pairs = _pairs(committee, values["places"])
        act = act_of(request, comment=values["comment"], version=values["version"])
        made, gone = services.replace_assignments(committee, pairs, act)
        return Response({"made": made, "taken_back": gone})

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.SpreadSerializer)
    @action(detail=True, methods=["post"])
    def distribute(self, request: Request, uid: UUID) -> Response:
        """Fill every case with the least loaded evaluators."""
        spread = services.distribute(self._overseen(), self._act(request))
        return Response({"made": spread.made, "short": list(spread.short)})

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.CommitteeSerializer)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, uid: UUID) -> Response:
        """Open the scoring."""
        return self._acted(services.begin, request)

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.CommitteeSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, uid: UUID) -> Response:
        """End the scoring."""
        return self._acted(services.close, request)

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.CommitteeSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, uid: UUID) -> Response:
        """Take scores again."""
        return self._acted(services.reopen, request)

    @extend_schema(responses=shapes.RankingSerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def ranking(self, request: Request, uid: UUID) -> Response:
        """The ranked list with the line of money and quotas."""
        committee = self.get_object()
        if committee.state == Committee.State.PREPARING:
            raise Http404
        is_overseer = person(request).has_perm("committee.read", committee)
        body = shapes.described(
            ranking.rank(committee),
            committee,
            names=is_overseer or not committee.is_blind,
            reader=person(request).pk,
            is_overseer=is_overseer,
        )
        return Response(shapes.RankingSerializer(body).data)

    @extend_schema(methods=["GET"], responses=shapes.DecisionSerializer(many=True))
    @extend_schema(methods=["PUT"], request=shapes.DecideSerializer, responses=shapes.DecisionSerializer)
    @action(detail=True, methods=["get", "put"], pagination_class=None, filter_backends=[])
    def decisions(self, request: Request, uid: UUID) -> Response:
        """Decisions, staged and released; stage one."""
        committee = self._overseen()
        if request.method == "GET":
            rows = committee.decisions.current().select_related("case")
            return Response(shapes.DecisionSerializer(rows, many=True).data)
        values = values_of(shapes.DecideSerializer(data=request.data))
        data = {name: values[name] for name in ("decision", "conditions")}
        act = act_of(request, data, comment=values["comment"], version=values["version"])
        made = services.decide(committee, _case(committee, values["case"]), act)
        return Response(shapes.DecisionSerializer(made).data)

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.DecisionSerializer(many=True))
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def proposal(self, request: Request, uid: UUID) -> Response:
        """Stage what the list proposes for every undecided case."""
        committee = self._overseen()
        services.take_proposal(committee, self._act(request))
        rows = committee.decisions.current().select_related("case")
        return Response(shapes.DecisionSerializer(rows, many=True).data)

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.ReleasedSerializer(many=True))
    @action(detail=True, methods=["post"], pagination_class=None, filter_backends=[])
    def release(self, request: Request, uid: UUID) -> Response:
        """Release every staged decision; one that failed carries its code and may be released again."""
        outcomes = services.release(self._overseen(), self._act(request))
        return Response(shapes.ReleasedSerializer(outcomes, many=True).data)

    @extend_schema(request=shapes.PromoteSerializer, responses=shapes.ReleasedSerializer)
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, uid: UUID) -> Response:
        """Select the next firm of the reserve list."""
        committee = self._overseen()
        values = values_of(shapes.PromoteSerializer(data=request.data))
        act = act_of(request, comment=values["comment"], version=values["version"])
        outcome = services.promote(committee, _case(committee, values["case"]), act)
        return Response(shapes.ReleasedSerializer(outcome).data)

    @extend_schema(methods=["GET"], responses=shapes.MinutesSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=shapes.MinutesSerializer, responses={201: shapes.MinutesSerializer}
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def minutes(self, request: Request, uid: UUID) -> Response:
        """Minutes of the meetings; write some. The signed paper is handed in on the page."""
        committee = self._overseen()
        if request.method == "GET":
            return Response(shapes.MinutesSerializer(committee.minutes.all(), many=True).data)
        values = values_of(shapes.MinutesSerializer(data=request.data))
        made = services.write_minutes(committee, act_of(request, values))
        return Response(shapes.MinutesSerializer(made).data, status=status.HTTP_201_CREATED)

    def _overseen(self) -> Committee:
        """The committee, for officials and auditors: its chair reads the ranked list alone."""
        committee = self.get_object()
        if not person(self.request).has_perm("committee.read", committee):
            raise NotAllowed(_("You may not do this here."))
        return committee

    def _act(self, request: Request) -> Act:
        values = values_of(shapes.CommitteeActSerializer(data=request.data))
        return act_of(request, comment=values["comment"], version=values["version"])

    def _acted(self, service: Any, request: Request) -> Response:
        service(self.get_object(), self._act(request))
        return Response(shapes.CommitteeSerializer(self.get_object()).data)


def _case(committee: Committee, uid: UUID) -> Case:
    """A case of the committee; any other is missing."""
    return get_object_or_404(rules.judged_by(committee).select_related("case"), case__uid=uid).case


def _pairs(committee: Committee, places: list[dict[str, Any]]) -> list[tuple[Case, User]]:
    cases = {row.case.uid: row.case for row in rules.to_assign(committee).select_related("case")}
    people = {m.user.email: m.user for m in committee.members.current().select_related("user")}
    errors = {
        f"places.{number}": [str(place["case"] if place["case"] not in cases else place["evaluator"])]
        for number, place in enumerate(places)
        if place["case"] not in cases or place["evaluator"].lower() not in people
    }
    if errors:
        raise BadData(errors)
    return [(cases[place["case"]], people[place["evaluator"].lower()]) for place in places]


class ReviewViewSet(
    IdempotentMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """An evaluator's own places: what waits for a declaration, and what may be scored."""

    queryset = ReviewAssignment.objects.none()
    serializer_class = shapes.ReviewSerializer
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    parser_classes = (JSONParser,)

    def get_queryset(self) -> AssignmentQuerySet:
        user = person(self.request)
        rows = ReviewAssignment.objects.of_evaluator(user).exclude(case__organisation__in=user.firm_ids)
        return (
            rows.select_related(
                "committee__round__scoring_sheet",
                "case__organisation",
                "case__site",
                "case__region",
                "case__scoring_sheet",
                "review",
            )
            .prefetch_related("review__marks__criterion")
            .order_by("pk")
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One's places. That firms were named is recorded."""
        response = super().list(request, *args, **kwargs)
        named = [row["firm"] for row in response.data["results"] if row["firm"]]
        if named:
            self._record(request, ", ".join(named), "committee places", len(named))
        return response

    @extend_schema(request=shapes.DeclareSerializer, responses=shapes.ReviewSerializer)
    @action(detail=True, methods=["post"])
    def declare(self, request: Request, uid: UUID) -> Response:
        """Declare a conflict of interest, or that there is none."""
        values = values_of(shapes.DeclareSerializer(data=request.data))
        return self._acted(services.declare, act_of(request, values))

    @extend_schema(request=shapes.ScoreSerializer, responses=shapes.ReviewSerializer)
    @action(detail=True, methods=["put"])
    def score(self, request: Request, uid: UUID) -> Response:
        """Keep marks, as a draft or final."""
        values = values_of(shapes.ScoreSerializer(data=request.data))
        version = values.pop("version")
        return self._acted(services.save_review, act_of(request, values, version=version))

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.ReviewSerializer)
    @action(detail=True, methods=["post"])
    def abstain(self, request: Request, uid: UUID) -> Response:
        """Give no score, with a reason."""
        values = values_of(shapes.CommitteeActSerializer(data=request.data))
        act = act_of(request, comment=values["comment"], version=values["version"])
        return self._acted(services.abstain, act)

    @extend_schema(request=shapes.CommitteeActSerializer, responses=shapes.ReviewSerializer)
    @action(detail=True, methods=["post"], url_path="report-conflict")
    def report_conflict(self, request: Request, uid: UUID) -> Response:
        """Report a conflict that shows only now."""
        values = values_of(shapes.CommitteeActSerializer(data=request.data))
        return self._acted(services.report_conflict, act_of(request, comment=values["comment"]))

    @extend_schema(request=shapes.TiesSerializer, responses=shapes.ReviewSerializer)
    @action(detail=True, methods=["put"])
    def ties(self, request: Request, uid: UUID) -> Response:
        """Name the firms one has ties with, for the whole committee of this place."""
        values = values_of(shapes.TiesSerializer(data=request.data))
        services.state_ties(self.get_object().committee, act_of(request, values))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses=shapes.DossierSerializer)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def dossier(self, request: Request, uid: UUID) -> Response:
        """What is judged; only after the declaration. That it was read is recorded."""
        place = get_object_or_404(self.get_queryset().to_read(), uid=uid)
        application = Application.objects.with_page_data().get(case=place.case_id)
        found = redaction.dossier(application, blind=place.committee.is_blind)
        self._record(request, found.identity.title, f"scoring of {place.case} in {place.committee}", 1)
        body = {
            "number": found.identity.number,
            "firm": found.identity.firm,
            "site": found.identity.site,
            "region": found.identity.region,
            "hidden": found.identity.hidden,
            "entries": [{"label": label, "value": value} for label, value in found.entries],
            "verdicts": [{"criterion": v.criterion.code, "result": v.result} for v in found.verdicts],
            "toe": None if found.toe is None else f"{found.toe:f}",
            "criteria": [
                {"position": c.position, "name": str(c), "weight": f"{c.weight:f}", "scale": c.scale}
                for c in services.criteria_of(place)
            ],
        }
        return Response(shapes.DossierSerializer(body).data)

    def _acted(self, service: Any, act: Act) -> Response:
        service(self.get_object(), act)
        return Response(self.get_serializer(self.get_object()).data)

    def _record(self, request: Request, subject: str, what: str, count: int) -> None:
        record_access(
            actor=person(request), subject=subject, what=what, address=address(request), count=count
        )


class PlanConfirmationsView(IdempotentMixin, APIView):
    """``rounds/<uid>/plan-confirmations/``: that a committee confirmed the plan of city and lead company."""

    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(responses=shapes.PlanConfirmationSerializer(many=True))
    def get(self, request: Request, uid: UUID) -> Response:
        rows = self._round(request, uid).plan_confirmations.select_related("region")
        return Response(shapes.PlanConfirmationSerializer(rows, many=True).data)

    @extend_schema(request=shapes.PlanBodySerializer, responses={201: shapes.PlanConfirmationSerializer})
    def post(self, request: Request, uid: UUID) -> Response:
        round_ = self._round(request, uid)
        values = values_of(shapes.PlanBodySerializer(data=request.data))
        region, upload = values.pop("region"), values.pop("file")
        try:
            made = services.confirm_plan(round_, region, upload, act_of(request, values))
        except FileRefused as refusal:
            raise BadData({"file": refusal.messages}) from refusal
        return Response(shapes.PlanConfirmationSerializer(made).data, status=status.HTTP_201_CREATED)

    def _round(self, request: Request, uid: UUID) -> Any:
        found = rounds_of(person(request)).filter(plan_confirmed_by_committee=True)
        return get_object_or_404(found, uid=uid)
