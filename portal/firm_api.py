"""People of a firm and what the tax office says about it, under ``/api/v1/organizations/<uid>/``."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services as people
from accounts.access import person
from accounts.models import BusinessState, Invitation, Membership, Organisation
from accounts.requests import address
from accounts.roles import FIRM_ROLES, Role

MEMBER = "members/(?P<member>[0-9a-f-]{36})"
INVITATION = "invitations/(?P<invitation>[0-9a-f-]{36})"


class MemberSerializer(serializers.ModelSerializer):
    """Somebody who works in the firm; ``user`` names them in addresses."""

    user = serializers.UUIDField(source="user.uid")
    name = serializers.CharField(source="user.name")
    email = serializers.CharField(source="user.email")

    class Meta:
        model = Membership
        fields = ("user", "name", "email", "role", "since")
        read_only_fields = fields


class InvitationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Invitation
        fields = ("uid", "email", "name", "role", "invited_at", "expires_at")
        read_only_fields = fields


class InviteSerializer(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    role = serializers.ChoiceField([role.value for role in Role if role in FIRM_ROLES])


class HandOverSerializer(serializers.Serializer):
    """``to``: the user who becomes owner; ``stays``: whether who hands over remains a member."""

    to = serializers.UUIDField()
    stays = serializers.BooleanField(default=True)


class BusinessStateSerializer(serializers.ModelSerializer):
    """What the tax office said, when, and who was asked. ``state``: 01 in business, 02 suspended, 03 closed, empty."""

    class Meta:
        model = BusinessState
        fields = ("state", "tax_type", "closed_on", "source", "asked_at")
        read_only_fields = fields


class FirmPeopleMixin:
    """Colleagues, helpers, invitations and the hand-over: a firm's own matter, unseen by anybody else."""

    get_object: Callable[[], Organisation]

    @extend_schema(responses=MemberSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def members(self, request: Request, uid: str) -> Response:
        """Who works in the firm."""
        return Response(MemberSerializer(_members(_own(request, uid)), many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=MEMBER)
    def member(self, request: Request, uid: str, member: str) -> Response:
        """End somebody's role, or one's own: leave the firm."""
        membership = get_object_or_404(_members(_own(request, uid)), user__uid=_uid(member))
        people.end_membership(membership, actor=person(request), address=address(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=HandOverSerializer, responses=MemberSerializer(many=True))
    @action(detail=True, methods=["post"], url_path="hand-over", pagination_class=None, filter_backends=[])
    def hand_over(self, request: Request, uid: str) -> Response:
        """Make a colleague the owner in one step."""
        firm, wanted = _own(request, uid), _valid(HandOverSerializer(data=request.data))
        to = get_object_or_404(_members(firm), user__uid=wanted["to"])
        people.hand_over(firm, to=to, actor=person(request), stays=wanted["stays"], address=address(request))
        return Response(MemberSerializer(_members(firm), many=True).data)

    @extend_schema(methods=["GET"], responses=InvitationSerializer(many=True))
    @extend_schema(methods=["POST"], request=InviteSerializer, responses={201: InvitationSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def invitations(self, request: Request, uid: str) -> Response:
        """Open invitations; ``POST`` sends one by mail."""
        firm = _own(request, uid)
        if request.method == "POST":
            wanted = _valid(InviteSerializer(data=request.data))
            sent = people.invite_colleague(firm, actor=person(request), address=address(request), **wanted)
            return Response(InvitationSerializer(sent).data, status=status.HTTP_201_CREATED)
        return Response(InvitationSerializer(_invitations(firm), many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=INVITATION)
    def invitation(self, request: Request, uid: str, invitation: str) -> Response:
        """Make an open invitation worthless."""
        found = get_object_or_404(_invitations(_own(request, uid)), uid=_uid(invitation))
        people.cancel_invitation(found, actor=person(request), address=address(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(methods=["GET"], responses=BusinessStateSerializer(many=True))
    @extend_schema(methods=["POST"], request=None, responses={201: BusinessStateSerializer})
    @action(
        detail=True,
        methods=["get", "post"],
        url_path="business-states",
        pagination_class=None,
        filter_backends=[],
    )
    def business_states(self, request: Request, uid: str) -> Response:
        """What the tax office said, newest first; ``POST`` asks it now."""
        firm = self.get_object()
        if request.method == "POST":
            state = people.look_up_business_state(firm, actor=person(request), address=address(request))
            return Response(BusinessStateSerializer(state).data, status=status.HTTP_201_CREATED)
        return Response(BusinessStateSerializer(firm.business_states.all()[:20], many=True).data)


def _own(request: Request, uid: str) -> Organisation:
    return get_object_or_404(Organisation.objects.belonging_to(person(request)), uid=uid)


def _members(firm: Organisation) -> QuerySet[Membership]:
    found = Membership.objects.current().filter(organisation=firm)
    return found.select_related("user", "organisation").order_by("pk")


def _invitations(firm: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.open().filter(organisation=firm).order_by("pk")


def _uid(text: str) -> UUID:
    """An identifier in an address; what only looks like one belongs to nobody."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _valid(body: serializers.Serializer) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
