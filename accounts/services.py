"""Writes about people: firms and sites, invitations, memberships. Each is recorded in the journal.

Services take who does it as ``actor`` (nobody for the command line) and the ``address`` they came from.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.errors import BadData, NotAllowed, Refused, StaleVersion
from accounts.models import Area, Invitation, Membership, Organisation, Site, User
from accounts.roles import FIRM_ROLES, Role
from calculations import business_number
from journal import clock, events, outbox

Values = Mapping[str, Any]

ORGANISATION_FIELDS = (
    *("name_ko", "name_en", "representative", "corporate_number", "address", "phone", "founded_on"),
)
SITE_FIELDS = ("name", "address", "area", "has_factory", "industrial_complex", "factory_registration")
ACCOUNT_FIELDS = ("name", "phone", "language")

# --- Firms and sites --------------------------------------------------------------------------------------


@transaction.atomic
def register_organisation(
    *, actor: User, number: str, values: Values, address: str = "", is_demo: bool = False
) -> Organisation:
    """Register a firm under its business number and make ``actor`` its owner.

    Effects: the firm, the owner's membership, an event for each. Refused with ``already_registered`` without
    naming anybody: who works there must be asked outside.
    """
    _require(actor, "accounts.register_organisation")
    digits = _business_number(number)
    try:
        with transaction.atomic():
            firm = Organisation.objects.create(
                business_number=digits,
                created_by=actor,
                created_at=clock.now(),
                is_demo=is_demo,
                **_known(values, ORGANISATION_FIELDS),
            )
    except IntegrityError:
        raise Refused(
            "already_registered",
            _(
                "This business number is already registered. Ask the owner of the firm's account for an "
                "invitation, or ask the operator of the programme."
            ),
            field="business_number",
        ) from None
    events.record(
        action="organisation.register",
        actor=actor,
        obj=firm,
        after={"business_number": digits, **_stored(firm, ORGANISATION_FIELDS)},
        address=address,
    )
    _begin_membership(user=actor, role=Role.OWNER, organisation=firm, actor=actor, address=address)
    return firm


@transaction.atomic
def edit_organisation(
    organisation: Organisation, *, actor: User, values: Values, version: int | None, address: str = ""
) -> Organisation:
    """Change a firm's data; the business number stays. Records what changed."""
    firm = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _require(actor, "accounts.edit_organisation", firm)
    return _edit(firm, ORGANISATION_FIELDS, actor=actor, values=values, version=version, address=address)


@transaction.atomic
def add_site(organisation: Organisation, *, actor: User, values: Values, address: str = "") -> Site:
    """Add a factory to a firm; its district must exist today."""
    _require(actor, "accounts.edit_organisation", organisation)
    wanted = _known(values, SITE_FIELDS)
    _require_district(wanted["area"])
    try:
        with transaction.atomic():
            site = Site.objects.create(organisation=organisation, created_at=clock.now(), **wanted)
    except IntegrityError:
        raise _name_taken() from None
    events.record(action="site.add", actor=actor, obj=site, after=_stored(site, SITE_FIELDS), address=address)
    return site


@transaction.atomic
def edit_site(site: Site, *, actor: User, values: Values, version: int | None, address: str = "") -> Site:
    """Change a factory's data. A district that ceased to exist may stay, but not be chosen anew."""
    fresh = Site.objects.select_for_update().select_related("organisation").get(pk=site.pk)
    _require(actor, "accounts.edit_organisation", fresh.organisation)
    area = values.get("area")
    if area is not None and area.pk != fresh.area_id:
        _require_district(area)
    try:
        return _edit(fresh, SITE_FIELDS, actor=actor, values=values, version=version, address=address)
    except IntegrityError:
        raise _name_taken() from None


# --- One's own account ------------------------------------------------------------------------------------


@transaction.atomic
def edit_account(user: User, *, values: Values, address: str = "") -> User:
    """Change one's own name, phone and language."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    before = _stored(fresh, ACCOUNT_FIELDS)
    for name, value in _known(values, ACCOUNT_FIELDS).items():
        setattr(fresh, name, value)
    fresh.save(update_fields=ACCOUNT_FIELDS)
    events.record(
        action="account.edit",
        actor=fresh,
        obj=fresh,
        before=before,
        after=_stored(fresh, ACCOUNT_FIELDS),
        address=address,
    )
    return fresh


# --- Invitations ------------------------------------------------------------------------------------------


@transaction.atomic
def invite_colleague(
    organisation: Organisation, *, actor: User, email: str, role: str, name: str = "", address: str = ""
) -> Invitation:
    """Let an owner invite somebody into the firm; the link goes out by mail."""
    _require(actor, "accounts.invite_colleague", organisation)
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
        _require(actor, "accounts.invite_staff")
        _require_scope(actor, program_code, region_code)
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
    membership = _begin_membership(
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
        _require(actor, "accounts.invite_colleague", fresh.organisation)
    else:
        _require(actor, "accounts.invite_staff")
        _require_scope(actor, fresh.program_code, fresh.region_code)
    if not fresh.is_open:
        raise Refused("invitation_over", _("This invitation was accepted or has expired."))
    fresh.expires_at = clock.now()
    fresh.save(update_fields=["expires_at"])
    events.record(action="invitation.cancel", actor=actor, obj=fresh, address=address)


# --- Memberships ------------------------------------------------------------------------------------------


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
    fresh.until = clock.now()
    fresh.save(update_fields=["until"])
    events.record(
        action="membership.end",
        actor=actor,
        obj=fresh,
        before=_scope_of(fresh),
        address=address,
    )


def _lock_peers(membership: Membership) -> None:
    """Two owners, or two administrators, who leave at the same moment wait for each other here."""
    if membership.organisation_id:
        Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    elif membership.role == Role.ADMIN:
        list(Membership.objects.select_for_update().filter(role=Role.ADMIN, until=None).order_by("pk"))


def _begin_membership(
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
        action="membership.begin", actor=actor, obj=membership, after=_scope_of(membership), address=address
    )
    return membership


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
        after={"email": invitation.email, **_scope_of(invitation)},
        address=address,
    )
    if by_mail:
        outbox.enqueue("accounts.send_invitation", {"invitation": invitation.pk})
    return invitation, secret


# --- Checks -----------------------------------------------------------------------------------------------


def _require(actor: User, permission: str, obj: models.Model | None = None) -> None:
    if not actor.has_perm(permission, obj):
        raise NotAllowed(_("You may not do this here."))


def _require_scope(actor: User, program_code: str, region_code: str) -> None:
    """An administrator's own role must cover what they give: empty means all, and covers everything."""
    if not any(
        m.role == Role.ADMIN and m.covers(program_code, region_code) for m in actor.current_memberships
    ):
        raise NotAllowed(_("You may give roles only within your own programme and region."))


def _require_may_end(actor: User, membership: Membership) -> None:
    if membership.user_id == actor.pk:
        return
    if membership.organisation is not None:
        _require(actor, "accounts.invite_colleague", membership.organisation)
        return
    _require(actor, "accounts.invite_staff")
    _require_scope(actor, membership.program_code, membership.region_code)


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


def _require_district(area: Area) -> None:
    if not Area.objects.districts().valid_on(clock.today()).filter(pk=area.pk).exists():
        raise Refused("district_not_valid", _("Choose a district that exists today."), field="area")


def _name_taken() -> Refused:
    return Refused("site_name_taken", _("The firm already has a site of this name."), field="name")


def _business_number(text: str) -> str:
    try:
        return business_number.normalise(text)
    except business_number.BusinessNumberError as error:
        raise BadData({"business_number": [_number_message(error.code)]}) from None


def _number_message(code: str) -> str:
    return {
        "characters": _("Enter the ten digits of the business number; hyphens are fine, letters are not."),
        "length": _("A business number has ten digits. Look at the certificate and enter it again."),
        "all_zero": _("Ten zeros are no business number. Enter the number on the certificate."),
        "check_digit": _(
            "The last digit of the business number does not fit. Look at the certificate and enter the ten "
            "digits again."
        ),
    }[code]


# --- Values -----------------------------------------------------------------------------------------------


def _known(values: Values, fields: tuple[str, ...]) -> dict[str, Any]:
    """Only what may be set: everything else that was sent is ignored."""
    return {name: values[name] for name in fields if name in values}


def _stored(obj: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Fields as the journal keeps them."""
    return {name: _plain(getattr(obj, name)) for name in fields}


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Area) else value


def _scope_of(holder: Membership | Invitation) -> dict[str, Any]:
    firm = holder.organisation
    return {
        "role": str(holder.role),
        "organisation": firm.business_number if firm else "",
        "program": holder.program_code,
        "region": holder.region_code,
    }


def _edit(
    obj: Any, fields: tuple[str, ...], *, actor: User, values: Values, version: int | None, address: str
) -> Any:
    """Set what differs on a locked row, count its version up, record before and after of what changed."""
    if version is not None and version != obj.version:
        raise StaleVersion(sent=version, stored=obj.version, current=_stored(obj, fields))
    changed = {name: new for name, new in _known(values, fields).items() if new != getattr(obj, name)}
    if not changed:
        return obj
    names = tuple(changed)
    before = _stored(obj, names)
    for name, value in changed.items():
        setattr(obj, name, value)
    obj.version += 1
    with transaction.atomic():
        obj.save(update_fields=[*names, "version"])
    events.record(
        action=f"{obj._meta.model_name}.edit",
        actor=actor,
        obj=obj,
        before=before,
        after=_stored(obj, names),
        address=address,
    )
    return obj
