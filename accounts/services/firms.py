"""Firms and their factories."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.errors import BadData, Refused
from accounts.models import Area, Organisation, Site, User
from accounts.roles import Role
from accounts.services import business_states
from accounts.services.members import begin_membership
from accounts.services.values import (
    ORGANISATION_FIELDS,
    SITE_FIELDS,
    Values,
    edit,
    known,
    require,
    stated_today,
    stored,
)
from calculations import business_number
from journal import clock, events

CORPORATE_NUMBER_DIGITS = 13


@transaction.atomic
def register_organisation(
    *, actor: User, number: str, values: Values, address: str = "", is_demo: bool = False
) -> Organisation:
    """Register a firm under its business number and make ``actor`` its owner.

    Effects: the firm, the owner's membership, an event for each. Refused with ``already_registered`` without
    naming anybody: who works there must be asked outside.
    """
    require(actor, "accounts.register_organisation")
    digits = _business_number(number)
    stated = known(_with_plain_number(values), ORGANISATION_FIELDS)
    try:
        with transaction.atomic():
            firm = Organisation.objects.create(
                business_number=digits,
                created_by=actor,
                created_at=clock.now(),
                is_demo=is_demo,
                stated_on=stated_today(("business_number", *stated)),
                **stated,
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
        after={"business_number": digits, **stored(firm, ORGANISATION_FIELDS)},
        address=address,
    )
    begin_membership(user=actor, role=Role.OWNER, organisation=firm, actor=actor, address=address)
    business_states.look_up_later(firm)
    return firm


@transaction.atomic
def edit_organisation(
    organisation: Organisation, *, actor: User, values: Values, version: int | None, address: str = ""
) -> Organisation:
    """Change a firm's data; the business number stays. Records what changed."""
    firm = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(actor, "accounts.edit_organisation", firm)
    plain = _with_plain_number(values)
    return edit(firm, ORGANISATION_FIELDS, actor=actor, values=plain, version=version, address=address)


@transaction.atomic
def add_site(organisation: Organisation, *, actor: User, values: Values, address: str = "") -> Site:
    """Add a factory to a firm; its district must exist today."""
    require(actor, "accounts.edit_organisation", organisation)
    wanted = known(values, SITE_FIELDS)
    _require_district(wanted["area"])
    try:
        with transaction.atomic():
            site = Site.objects.create(
                organisation=organisation, created_at=clock.now(), stated_on=stated_today(wanted), **wanted
            )
    except IntegrityError:
        raise _name_taken() from None
    events.record(action="site.add", actor=actor, obj=site, after=stored(site, SITE_FIELDS), address=address)
    return site


@transaction.atomic
def edit_site(site: Site, *, actor: User, values: Values, version: int | None, address: str = "") -> Site:
    """Change a factory's data. A district that ceased to exist may stay, but not be chosen anew."""
    fresh = Site.objects.select_for_update().select_related("organisation").get(pk=site.pk)
    require(actor, "accounts.edit_organisation", fresh.organisation)
    area = values.get("area")
    if area is not None and area.pk != fresh.area_id:
        _require_district(area)
    try:
        return edit(fresh, SITE_FIELDS, actor=actor, values=values, version=version, address=address)
    except IntegrityError:
        raise _name_taken() from None


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


def _with_plain_number(values: Values) -> Values:
    """The corporate number without hyphens and blanks. A wrong check digit is only warned of, on the pages."""
    if not (text := values.get("corporate_number")):
        return values
    plain = business_number.plain(text)
    if len(plain) > CORPORATE_NUMBER_DIGITS:
        message = _("A corporate number has thirteen digits. Look at the certificate and enter it again.")
        raise BadData({"corporate_number": [message]})
    return {**values, "corporate_number": plain}


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
