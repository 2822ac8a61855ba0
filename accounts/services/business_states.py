"""Asking the tax office about a business number. The answer is kept with its date; no answer changes nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import tax_office
from accounts.errors import Refused
from accounts.models import BusinessState, Organisation, User
from accounts.services.values import require
from journal import clock, events, outbox


def look_up_business_state(
    organisation: Organisation, *, actor: User | None, address: str = ""
) -> BusinessState:
    """Ask the tax office and keep what it says. ``actor`` is nobody when the portal asks by itself.

    Effects: a row with state, day and source; an event. Refused with ``tax_office_off`` where no key is set and
    with ``tax_office_silent`` when there is no answer in time: try again later, nothing else waits for it. The
    question goes out before the transaction, so that no row is locked meanwhile.
    """
    if actor is not None:
        require(actor, "accounts.edit_organisation", organisation)
    if not tax_office.is_on():
        raise Refused("tax_office_off", _("This portal is not connected to the tax office."))
    try:
        answer = tax_office.ask(organisation.business_number)
    except tax_office.Silent:
        message = _(
            "The tax office does not answer at the moment. Try again later; you can go on without it."
        )
        raise Refused("tax_office_silent", message) from None
    return _keep(organisation, answer, actor, address)


def look_up_later(organisation: Organisation) -> None:
    """Let the portal ask by itself once the firm is registered; nothing where it is not connected."""
    if tax_office.is_on():
        outbox.enqueue("accounts.look_up_business_state", {"organisation": organisation.pk})


@transaction.atomic
def _keep(
    organisation: Organisation, answer: tax_office.Answer, actor: User | None, address: str
) -> BusinessState:
    state = BusinessState.objects.create(
        organisation=organisation,
        state=answer.state,
        tax_type=answer.tax_type,
        closed_on=answer.closed_on,
        source=answer.source,
        asked_at=clock.now(),
        asked_by=actor,
    )
    events.record(
        action="organisation.look_up_business_state",
        actor=actor,
        obj=organisation,
        after={"state": answer.state, "tax_type": answer.tax_type, "closed_on": answer.closed_on},
        address=address,
    )
    return state
