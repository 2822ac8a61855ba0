"""What the firm agrees to."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import consents, rules
from applications.models import Application, Consent
from applications.services.opening import open_for, record, touch
from journal import clock
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed


@transaction.atomic
def give_consents(application: Application, act: Act) -> list[Consent]:
    """Record answers to consent texts (``act.data``: code → yes or no) in their current version.

    An answer that repeats the last one is not recorded again. Taking a required consent back is possible as long as
    the application is the firm's to change; it cannot be submitted then.
    """
    fresh = open_for(application, act)
    if not act.actor.has_perm("applications.consent", fresh):
        raise NotAllowed(_("Only the firm's own people agree for it. Whoever types for the firm cannot."))
    known = rules.given_consents(fresh)
    errors = {code: [_("This entry is not known here.")] for code in act.data if code not in consents.BY_CODE}
    errors |= {
        code: [_("Answer yes or no.")] for code, given in act.data.items() if given not in (True, False)
    }
    if errors:
        raise BadData(errors)
    changed = {code: bool(given) for code, given in act.data.items() if known.get(code) is not bool(given)}
    given = [
        Consent.objects.create(
            application=fresh,
            text_code=code,
            text_version=consents.BY_CODE[code].version,
            given=answer,
            user=act.actor,
            at=clock.now(),
        )
        for code, answer in changed.items()
    ]
    if given:
        touch(fresh)
        after = {consent.text_code: [consent.text_version, consent.given] for consent in given}
        record("application.give_consents", fresh, act, None, after)
    return given
