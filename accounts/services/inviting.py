"""Invitations: sent by owners and administrators, accepted with or without an account."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.errors import BadData, Refused
from accounts.models import Invitation, Membership, Organisation, User
from accounts.roles import FIRM_ROLES
from accounts.services.members import begin_membership, require_scope
from accounts.services.values import require, scope_of
from journal import clock, events, outbox


@transaction.atomic
def invite_colleague(
    organisation: Organisation, *, actor: User, email: str, role: str, name: str = "", address: str = ""
) -> Invitation:
    """Let an owner invite somebody into the firm; the link goes out by mail."""
    require(actor, "accounts.invite_colleague", organisation)
    if role not in FIRM_ROLES:
        raise BadData({"role": [_("Choose a role within the firm.")]})
    invitation, _secret = _invite(
        email=email, name=name, role=role, organisation=organisation, actor=actor, address=address
    )
    return invitation


@transaction.atomic
def invite_staff(
    *,
    actor: User | None,
    email: str,
    role: str,
    name: str = "",
    program_code: str = "",
    region_code: str = "",
    address: str = "",
    by_mail: bool = True,
) -> tuple[Invitation, str]:
    """Invite somebody to work for the programme; return the invitation and the secret of its link.

    An administrator gives roles only within the programme and region of their own role. Without an actor it
    is the command line that invites: the only way to the first administrator.
    """
    if role in FIRM_ROLES:
        raise BadData({"role": [_("People of a firm are invited by its owner.")]})
    if actor is not None:
        require(actor, "accounts.invite_staff")
        require_scope(actor, program_code, region_code)
    return _invite(
        email=email,
        name=name,
        role=role,
        program_code=program_code,
        region_code=region_code,
        actor=actor,
        address=address,
        by_mail=by_mail,
    )


@transaction.atomic
def accept_invitation(secret: str, *, user: User, address: str = "") -> Membership:
    """Give ``user`` the invited role. The link works once, in time, for the invited address alone."""
    invitation = invitations.lock_open(secret)
    if user.email.lower() != invitation.email:
        raise Refused(
            "other_address",
            _(
                "This invitation was sent to another e-mail address. Sign out and sign in with the "
                "invited address."
            ),
        )
    membership = begin_membership(
        user=user,
        role=invitation.role,
        organisation=invitation.organisation,
        program_code=invitation.program_code,
        region_code=invitation.region_code,
        actor=user,
        address=address,
    )
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    events.record(action="invitation.accept", actor=user, obj=invitation, address=address)
    return membership


@transaction.atomic
def accept_as_new_account(
    secret: str, *, name: str, phone: str, password: str, address: str = ""
) -> Membership:
    """Make an account for the invited address, then accept.

    The link came by mail to that address, which proves it as well as a confirmation mail would.
    """
    invitation = invitations.lock_open(secret)
    if User.objects.filter(email=invitation.email).exists():
        raise Refused("account_exists", _("This e-mail address has an account. Sign in with it to accept."))
    user = User.objects.create_user(invitation.email, password, name=name, phone=phone)
    invitations.mark_address_verified(user)
    events.record(action="account.create", actor=user, obj=user, after={"email": user.email}, address=address)
    return accept_invitation(secret, user=user, address=address)


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, actor: User, address: str = "") -> None:
    """Make an open invitation worthless at once."""
    fresh = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.organisation is not None:
        require(actor, "accounts.invite_colleague", fresh.organisation)
    else:
        require(actor, "accounts.invite_staff")
        require_scope(actor, fresh.program_code, fresh.region_code)
    if not fresh.is_open:
        raise Refused("invitation_over", _("This invitation was accepted or has expired."))
    fresh.expires_at = clock.now()
    fresh.save(update_fields=["expires_at"])
    events.record(action="invitation.cancel", actor=actor, obj=fresh, address=address)


def _invite(
    *,
    email: str,
    role: str,
    actor: User | None,
    name: str = "",
    organisation: Organisation | None = None,
    program_code: str = "",
    region_code: str = "",
    address: str = "",
    by_mail: bool = True,
) -> tuple[Invitation, str]:
    secret, digest = invitations.new_secret()
    now = clock.now()
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        name=name,
        role=role,
        organisation=organisation,
        program_code=program_code,
        region_code=region_code,
        token_digest=digest,
        invited_by=actor,
        invited_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    events.record(
        action="invitation.send",
        actor=actor,
        obj=invitation,
        after={"email": invitation.email, **scope_of(invitation)},
        address=address,
    )
    if by_mail:
        outbox.enqueue("accounts.send_invitation", {"invitation": invitation.pk})
    return invitation, secret
