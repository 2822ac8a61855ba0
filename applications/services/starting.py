"""The first step of a firm into a round."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.helping import behalf
from accounts.models import Site
from applications import first_answers, rules
from applications.models import Application
from applications.services.opening import clean
from journal import clock, events
from programs.models import Region, Round
from workflow.acts import Act
from workflow.errors import NotAllowed, Refused
from workflow.models import Case

# How many of the firm's applications are looked through.
EARLIER = 20
# What a firm does not have to tell twice. The second group holds for one factory only.
FIRM_ENTRIES = ("size", "contact_name", "contact_phone", "contact_email")
SITE_ENTRIES = (
    "regular_employees",
    "ksic_revision",
    "ksic_code",
    "products",
    "root_industry",
    "root_confirmation_until",
    "polluting_processes",
    "energy_audit_duty",
    "processes",
    "has_permits",
)


@transaction.atomic
def start(round_: Round, site: Site, act: Act) -> Application:
    """Open a draft application of a site in a round; ``act.data`` may carry first entries (first_answers.ENTRIES).

    Effects: a case with its region (the one that contains the site's district on the closing day; else the round's
    first, whose officials then see and refuse it), a draft filled in from the firm's last application, an event.
    Refused while the round is paused (``round_paused``), outside the application period (``round_closed``), for a
    site that has a case open in the round (``already_applied``), and in a round without a region (``no_region``).
    """
    if not act.actor.has_perm("applications.start", site.organisation):
        raise NotAllowed(_("You may not apply for this firm."))
    rules.require_accepting(round_)
    if other := rules.live_case(round_, site.pk):
        raise rules.already_applied(other)
    region = region_for(round_, site)
    try:
        with transaction.atomic():  # two colleagues at the same moment: the constraint lets one through
            case = Case.objects.create(
                round=round_,
                organisation=site.organisation,
                site=site,
                region=region,
                program_code=round_.program.code,
                region_code=region.code,
                is_test=round_.is_test,
            )
    except IntegrityError:
        if other := rules.live_case(round_, site.pk):
            raise rules.already_applied(other) from None
        raise
    for_whom = act.on_behalf_of or behalf(act.actor, site.organisation)
    application = Application.objects.create(
        case=case, on_behalf_of=for_whom, **_first_entries(round_, site, act)
    )
    events.record(
        action="application.start",
        actor=act.actor,
        obj=application,
        case_id=case.pk,
        after={"round": round_.case_prefix, "site": str(site.uid), "region": region.code},
        address=act.address,
        on_behalf_of=for_whom,
    )
    return application


def region_for(round_: Round, site: Site) -> Region:
    """The region whose officials see a site: by its district on the closing day; else the round's first."""
    region = round_.region_of(site.area.code) or round_.regions.order_by("code").first()
    if region is None:
        raise Refused("no_region", _("This round has no region yet."), field="round")
    return region


def _first_entries(round_: Round, site: Site, act: Act) -> dict[str, Any]:
    """What is known already, each with the day on which it was stated: nobody is asked twice.

    From the account and the firm, over that from the firm's last application, over that the answers that came along
    (first_answers). What stems from an earlier case says so (``taken_from``) until somebody has looked at it.
    """
    given = _answered(act)
    entries: dict[str, Any] = {
        "baseline_year": round_.year - 1,
        "contact_name": act.actor.name,
        "contact_phone": act.actor.phone or site.organisation.phone,
        "contact_email": act.actor.email,
    }
    stated: dict[str, str] = dict.fromkeys(given, clock.today().isoformat())
    taken: dict[str, str] = {}
    for name, last in _earlier(site).items():
        if name not in given:
            entries[name] = getattr(last, name)
            stated[name] = (
                last.stated_on.get(name) or last.updated_at.astimezone(clock.SEOUL).date().isoformat()
            )
            taken[name] = last.case.number or str(last.case.round)
    return entries | given | {"stated_on": stated, "taken_from": taken}


def _earlier(site: Site) -> dict[str, Application]:
    """By entry, the firm's last application that answers it; what holds for one factory, from that factory's."""
    rows = Application.objects.filter(case__organisation=site.organisation).select_related("case__round")
    newest = list(rows.order_by("-pk")[:EARLIER])
    found: dict[str, Application] = {}
    for name in (*FIRM_ENTRIES, *SITE_ENTRIES):
        for row in newest:
            if name in SITE_ENTRIES and row.case.site_id != site.pk:
                continue
            if getattr(row, name) not in (None, "", []):
                found[name] = row
                break
    if "ksic_code" not in found:
        found.pop("ksic_revision", None)
    elif found["ksic_revision"] is not found["ksic_code"]:
        found["ksic_revision"] = found["ksic_code"]  # a code is one only in its own revision
    return found


def _answered(act: Act) -> dict[str, Any]:
    """What was answered before the draft; it is newer than what earlier applications say."""
    return clean(Application(), act.data, first_answers.ENTRIES)
