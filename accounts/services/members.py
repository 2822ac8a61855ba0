"""Roles: how they begin, end and pass on."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed, Refused
from accounts.models import Membership, Organisation, User
from accounts.roles import OWN_ROLES, Role
from accounts.services.values import require, scope_of
from journal import clock, events


@transaction.atomic
def end_membership(membership: Membership, *, actor: User, address: str = "") -> None:
    """End a role from this moment on: one's own, a colleague's (by an owner), staff's (by an administrator).

    The last owner of a firm and the last administrator stay: nobody could let the next one in.
    """
    _lock_peers(membership)
    fresh = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("organisation", "user")
        .get(pk=membership.pk)
    )
    _require_may_end(actor, fresh)
    if fresh.until is not None:
        raise Refused("membership_over", _("This role has already ended."))
    _require_successor(fresh)
    _end(fresh, actor=actor, address=address)


def begin_membership(
    *,
    user: User,
    role: str,
    actor: User,
    organisation: Organisation | None = None,
    program_code: str = "",
    region_code: str = "",
    address: str = "",
) -> Membership:
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user,
                role=role,
                organisation=organisation,
                program_code=program_code,
                region_code=region_code,
                since=clock.now(),
            )
    except IntegrityError:
        raise Refused("already_member", _("You already have this role.")) from None
    user.__dict__.pop("current_memberships", None)
    events.record(
        action="membership.begin", actor=actor, obj=membership, after=scope_of(membership), address=address
    )
    return membership


@transaction.atomic
def hand_over(
    organisation: Organisation, *, to: Membership, actor: User, stays: bool = True, address: str = ""
) -> Membership:
    """An owner hands the firm to a colleague in one step: they become owner, the owner becomes a member or leaves.

    Effects: roles end and begin, an event for each, one for the hand-over. Refused unless the colleague is one of
    the firm's own people (``not_a_colleague``): a helper, or somebody who has left, cannot own it.
    """
    require(actor, "accounts.invite_colleague", organisation)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    current = Membership.objects.current().filter(organisation=organisation, role__in=OWN_ROLES)
    own = current.filter(user=actor, role=Role.OWNER).first()
    theirs = current.filter(pk=to.pk, user__is_active=True).exclude(user=actor).select_related("user").first()
    if own is None or theirs is None:
        message = _("Choose one of the firm's own people. Helpers cannot own the firm.")
        raise Refused("not_a_colleague", message, field="to")
    if theirs.role != Role.OWNER:
        _end(theirs, actor=actor, address=address)
        theirs = begin_membership(
            user=theirs.user, role=Role.OWNER, organisation=organisation, actor=actor, address=address
        )
    _end(own, actor=actor, address=address)
    if stays:
        begin_membership(
            user=actor, role=Role.MEMBER, organisation=organisation, actor=actor, address=address
        )
    actor.__dict__.pop("current_memberships", None)
    events.record(
        action="organisation.hand_over",
        actor=actor,
        obj=organisation,
        after={"owner": str(theirs.user.uid), "stays": stays},
        address=address,
    )
    return theirs


def _end(membership: Membership, *, actor: User, address: str) -> None:
    membership.until = clock.now()
    membership.save(update_fields=["until"])
    events.record(
        action="membership.end", actor=actor, obj=membership, before=scope_of(membership), address=address
    )


def _lock_peers(membership: Membership) -> None:
    """Two owners, or two administrators, who leave at the same moment wait for each other here."""
    if membership.organisation_id:
        Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    elif membership.role == Role.ADMIN:
        list(Membership.objects.select_for_update().filter(role=Role.ADMIN, until=None).order_by("pk"))


def require_scope(actor: User, program_code: str, region_code: str) -> None:
    """An administrator's own role must cover what they give: empty means all, and covers everything."""
    if not any(
        m.role == Role.ADMIN and m.covers(program_code, region_code) for m in actor.current_memberships
    ):
        raise NotAllowed(_("You may give roles only within your own programme and region."))


def _require_may_end(actor: User, membership: Membership) -> None:
    if membership.user_id == actor.pk:
        return
    if membership.organisation is not None:
        require(actor, "accounts.invite_colleague", membership.organisation)
        return
    require(actor, "accounts.invite_staff")
    require_scope(actor, membership.program_code, membership.region_code)


def _require_successor(membership: Membership) -> None:
    others = Membership.objects.current().filter(role=membership.role, user__is_active=True)
    others = others.exclude(pk=membership.pk)
    if membership.role == Role.OWNER:
        if not others.filter(organisation=membership.organisation).exists():
            raise Refused(
                "last_owner",
                _("The firm needs an owner. Invite another owner first, then this role can end."),
            )
    elif membership.role == Role.ADMIN and not others.exists():
        raise Refused("last_admin", _("The portal needs an administrator. Invite another one first."))
