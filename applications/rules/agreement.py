"""Checks of the agreement: who may confirm for which party, and whether all have."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from applications.models import Agreement, AgreementParty, Application
from workflow.errors import Refused
from workflow.models import Case

Side = AgreementParty.Side


def agreement_in_force(application: Application) -> Agreement | None:
    """The agreement that was prepared and not given up."""
    found = Agreement.objects.filter(application=application, cancelled_at=None)
    return found.select_related("paper", "signed_copy").prefetch_related("parties__signed_by").first()


def sides_of(user: User, case: Case) -> list[str]:
    """For which parties somebody may confirm: the owner for the firm, staff of the scope for city and operator."""
    if case.organisation_id in user.firm_ids:
        owns = any(
            m.role == Role.OWNER and m.organisation_id == case.organisation_id
            for m in user.current_memberships
        )
        return [Side.FIRM] if owns else []
    roles = {m.role for m in user.current_memberships if m.covers(case.program_code, case.region_code)}
    by_role = {Role.APPROVER: Side.CITY, Role.ADMIN: Side.OPERATOR}
    return [side for role, side in by_role.items() if role in roles]


def require_no_agreement(application: Application, data: dict[str, Any]) -> None:
    if agreement_in_force(application):
        raise Refused("agreement_prepared", _("The agreement is prepared already and waits to be confirmed."))


def require_prepared(application: Application) -> Agreement:
    agreement = agreement_in_force(application)
    if agreement is None:
        raise Refused(
            "agreement_not_prepared", _("Prepare the agreement first: the parties confirm its text.")
        )
    return agreement


def require_confirmed(application: Application, data: dict[str, Any]) -> None:
    """An agreement is concluded when every party has confirmed it."""
    waiting = [
        party.get_side_display()
        for party in require_prepared(application).parties.all()
        if party.signed_at is None
    ]
    if waiting:
        text = _("Not yet confirmed by: %(parties)s.")
        raise Refused("not_confirmed", text % {"parties": ", ".join(map(str, waiting))})


def party_to_sign(agreement: Agreement, user: User, wanted: str) -> AgreementParty:
    """The party for which ``user`` confirms: the one that was named, else the only one that is open to them."""
    sides = sides_of(user, agreement.case)
    if wanted and wanted not in sides:
        raise Refused("other_party", _("You cannot confirm for this party."), field="party")
    open_parties = [
        party
        for party in agreement.parties.all()
        if party.side in ([wanted] if wanted else sides) and party.signed_at is None
    ]
    if not open_parties:
        raise Refused(
            "confirmed_already", _("Your party has confirmed the agreement already."), field="party"
        )
    if len(open_parties) > 1:
        raise Refused("party_needed", _("Choose the party for which you confirm."), field="party")
    return open_parties[0]
