"""Who works for the programme, in which role and where; invitations (administrators)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.errors import ActError
from accounts.forms import show_error, status_of
from accounts.models import Invitation, Membership, User
from accounts.requests import address
from accounts.roles import STAFF_ROLES, Role
from portal.staff_forms import StaffInvitationForm

SHOWN = 300


@require_http_methods(["GET"])
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody with a role that this administrator may give and end, and the open invitations."""
    context = {
        "memberships": _memberships(request.user).order_by("user__name", "pk")[:SHOWN],
        "invitations": _invitations(request.user)[:SHOWN],
    }
    return render(request, "portal/staff.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = StaffInvitationForm(request.POST or None, inviter=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, _secret = services.invite_staff(
                actor=request.user, address=address(request), **form.values()
            )
        except ActError as error:
            show_error(form, error)
        else:
            text = _("The invitation goes out by mail to %(email)s.") % {"email": invitation.email}
            messages.success(request, text)
            return redirect("portal:staff")
    return render(request, "portal/staff_invite.html", {"form": form}, status=status_of(form))


@require_http_methods(["POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's role; it is gone with their next request."""
    membership = get_object_or_404(_memberships(request.user), pk=pk)
    try:
        services.end_membership(membership, actor=request.user, address=address(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The role has ended."))
    return redirect("portal:staff")


@require_http_methods(["POST"])
def cancel_invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    invitation = get_object_or_404(_invitations(request.user), uid=uid)
    try:
        services.cancel_invitation(invitation, actor=request.user, address=address(request))
    except ActError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The invitation was cancelled."))
    return redirect("portal:staff")


def _memberships(admin: User) -> QuerySet[Membership]:
    current = Membership.objects.current().filter(_within_scope(admin), role__in=STAFF_ROLES)
    return current.select_related("user", "organisation")


def _invitations(admin: User) -> QuerySet[Invitation]:
    return Invitation.objects.open().filter(_within_scope(admin), role__in=STAFF_ROLES)


def _within_scope(admin: User) -> Q:
    """What an administrator's own roles cover (accounts.services holds them to the same)."""
    covered = Q(pk__in=[])
    for own in admin.current_memberships:
        if own.role == Role.ADMIN:
            covered |= _equal_unless_empty("program_code", own) & _equal_unless_empty("region_code", own)
    return covered


def _equal_unless_empty(field: str, own: Membership) -> Q:
    value = getattr(own, field)
    return Q(**{field: value}) if value else Q()
