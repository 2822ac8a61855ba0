"""The list of local firms: taken in from files, contacted, invited once a round, left out when they ask for it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import LocalFirm, LocalFirmContact, LocalFirmInvitation
from applications.rules import duplicates as spelling
from journal import clock, events, outbox
from programs.models import Region, Round
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

TASK = "applications.send_local_invitation"
FIELDS = (
    *("business_number", "name", "representative", "address", "phone", "email"),
    *("ksic_code", "employees"),
)
SALT = "applications.local-firm-unsubscribe"
# One press sends so many; what is left goes with the next.
MOST_INVITED = 1000
Row = dict[str, Any]


# -- taking a list in ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One line of a file against what is stored; ``before`` is None for a new firm."""

    row: Row
    before: LocalFirm | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What taking a list in would do. Firms that it does not name stay as they are."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    same: int

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)


def difference(region: Region, rows: Sequence[Row]) -> Difference:
    """Hold the lines of a file against the region's list, set by set."""
    stored = _stored(region, rows)
    new, changed, same = [], [], 0
    for row in rows:
        firm = stored.get(identity(row)) or stored.get(_by_place(row))
        if firm is None:
            new.append(Change(row, None))
            continue
        # An empty cell says nothing: what the list knew stays.
        fields = tuple(
            name for name in FIELDS if row[name] not in ("", None) and getattr(firm, name) != row[name]
        )
        if fields:
            changed.append(Change(row, firm, fields))
        else:
            same += 1
    return Difference(tuple(new), tuple(changed), same)


def identity(row: Row) -> str:
    """By what a firm is known again: its business number, else its name and address."""
    return f"b:{row['business_number']}" if row["business_number"] else _by_place(row)


def _by_place(row: Row) -> str:
    text = f"{spelling.person(row['name'])}|{spelling.address(row['address'])}"
    return f"n:{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


def _stored(region: Region, rows: Sequence[Row]) -> dict[str, LocalFirm]:
    wanted = {identity(row) for row in rows} | {_by_place(row) for row in rows}
    found: dict[str, LocalFirm] = {}
    keys = sorted(wanted)
    for start in range(0, len(keys), 500):
        firms = LocalFirm.objects.filter(region=region, identity__in=keys[start : start + 500])
        found |= {firm.identity: firm for firm in firms}
    return found


@transaction.atomic
def import_firms(region: Region, rows: Sequence[Row], source_file: str, act: Act) -> Difference:
    """Take in the lines of a file. The same file twice changes nothing.

    Effects: new firms, changed columns, one event with the counts. Who was left out or refused mail stays so.
    """
    _require(act, region)
    found = difference(region, rows)
    now = clock.now()
    LocalFirm.objects.bulk_create(
        [
            LocalFirm(
                region=region,
                identity=identity(change.row),
                source_file=source_file[:150],
                imported_at=now,
                imported_by=act.actor,
                is_demo=bool(act.data.get("is_demo")),
                **{name: change.row[name] for name in FIELDS},
            )
            for change in found.new
        ],
        batch_size=500,
    )
    firms = [_changed(change, source_file, act) for change in found.changed]
    LocalFirm.objects.bulk_update(
        firms, [*FIELDS, "identity", "version", "source_file", "imported_at", "imported_by"], batch_size=200
    )
    if found:
        events.record(
            action="local_firms.import",
            actor=act.actor,
            obj=region,
            after={
                "file": source_file[:150],
                "new": len(found.new),
                "changed": len(found.changed),
                "same": found.same,
            },
            address=act.address,
        )
    return found


def _changed(change: Change, source_file: str, act: Act) -> LocalFirm:
    firm = change.before
    assert firm is not None
    for name in change.changed:
        setattr(firm, name, change.row[name])
    # Known by its place until now, by its number from now on.
    if firm.business_number:
        firm.identity = f"b:{firm.business_number}"
    firm.version += 1
    firm.source_file, firm.imported_at, firm.imported_by = source_file[:150], clock.now(), act.actor
    return firm


# -- contacts ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_contact(firm: LocalFirm, act: Act) -> LocalFirmContact:
    """Note one contact: data ``on``, ``channel``, ``result``, ``person``, ``note``. Effects: the row, an event."""
    _require(act, firm.region)
    names = ("on", "channel", "result", "person", "note")
    contact = LocalFirmContact(
        firm=firm,
        by=act.actor,
        **{name: act.data.get(name) or ("" if name != "on" else None) for name in names},
    )
    try:
        contact.clean_fields(exclude=["firm", "by"])
    except ValidationError as error:
        raise BadData(error.message_dict) from error
    if contact.on > clock.today():
        raise BadData({"on": [_("Enter today or an earlier day.")]})
    contact.save()
    _record(
        "contact",
        firm,
        act,
        {"on": contact.on.isoformat(), "channel": contact.channel, "result": contact.result},
    )
    return contact


@transaction.atomic
def leave_out(firm: LocalFirm, act: Act) -> LocalFirm:
    """Leave a firm out of mails from now on; the comment says why. Effects: the mark, an event."""
    stored = _locked(firm, act)
    if not act.comment.strip():
        raise BadData({"comment": [_("Give a reason.")]})
    stored.excluded_at, stored.exclusion_reason = clock.now(), act.comment.strip()[:300]
    stored.version += 1
    stored.save()
    _record("leave_out", stored, act, {"reason": stored.exclusion_reason})
    return stored


@transaction.atomic
def take_back(firm: LocalFirm, act: Act) -> LocalFirm:
    """Take a firm that was left out back into the list. Its own refusal of mail stays its own."""
    stored = _locked(firm, act)
    stored.excluded_at, stored.exclusion_reason = None, ""
    stored.version += 1
    stored.save()
    _record("take_back", stored, act, {})
    return stored


# -- invitations ---------------------------------------------------------------------------------------------

REASONS: dict[str, str | Promise] = {
    "no_email": gettext_lazy("no e-mail address is known"),
    "excluded": gettext_lazy("left out by an official"),
    "unsubscribed": gettext_lazy("wants no more mail"),
    "invited": gettext_lazy("was invited to this call already"),
    "applied": gettext_lazy("has applied already"),
    "same_address": gettext_lazy("shares the address of another firm that gets the mail"),
}


@dataclass(frozen=True)
class Plan:
    """Who would get the mail of a round, and why the others do not."""

    round: Round
    region: Region
    invited: tuple[LocalFirm, ...]
    left: int
    others: tuple[tuple[str | Promise, int], ...]


def plan_invitations(round_: Round, region: Region, act: Act) -> Plan:
    """Look at who would be invited; nothing is written. Raises NotAllowed, and Refused as ``invite`` does."""
    _require(act, region)
    _require_open(round_, region)
    chosen: list[LocalFirm] = []
    others: Counter[str] = Counter()
    taken = set(LocalFirmInvitation.objects.filter(round=round_).values_list("email", flat=True))
    firms = LocalFirm.objects.filter(region=region).with_outcome(round_).order_by("pk")
    for firm in firms.iterator(chunk_size=1000):
        reason = _reason_against(firm, taken)
        if reason:
            others[reason] += 1
        else:
            taken.add(firm.email.lower())
            chosen.append(firm)
    counts = tuple((REASONS[code], others[code]) for code in REASONS if others[code])
    return Plan(round_, region, tuple(chosen[:MOST_INVITED]), max(len(chosen) - MOST_INVITED, 0), counts)


def _reason_against(firm: Any, taken: set[str]) -> str:
    checks = (
        ("excluded", firm.excluded_at is not None),
        ("unsubscribed", firm.unsubscribed_at is not None),
        ("invited", firm.is_invited),
        ("applied", firm.has_applied),
        ("no_email", not firm.email),
        ("same_address", firm.email.lower() in taken),
    )
    return next((code for code, holds in checks if holds), "")


@transaction.atomic
def invite(round_: Round, region: Region, act: Act) -> list[LocalFirmInvitation]:
    """Invite every firm of the plan by mail, each once a round.

    Effects: an invitation and an outbox mail each, one event. Refused (``round_closed``, ``not_taking_part``).
    """
    # Two who press at once: the second finds what the first has invited.
    locked = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    plan = plan_invitations(locked, region, act)
    invitations = LocalFirmInvitation.objects.bulk_create(
        LocalFirmInvitation(
            firm=firm, round=round_, email=firm.email.lower(), by=act.actor, asked_at=clock.now()
        )
        for firm in plan.invited
    )
    for invitation in invitations:
        outbox.enqueue(TASK, {"invitation": invitation.pk}, key=f"local-invitation:{invitation.pk}")
    if invitations:
        events.record(
            action="local_firms.invite",
            actor=act.actor,
            obj=round_,
            after={"region": region.code, "count": len(invitations)},
            address=act.address,
        )
    return invitations


def _require_open(round_: Round, region: Region) -> None:
    if not round_.accepts_applications():
        raise Refused("round_closed", _("Applications are not accepted at this time."), field="round")
    if not round_.regions.filter(pk=region.pk).exists():
        raise Refused("not_taking_part", _("This region takes no part in the call."), field="round")


# -- the firm's own word -------------------------------------------------------------------------------------


def unsubscribe_token(firm: LocalFirm) -> str:
    """What the link of a mail carries; it does nothing but end the mails to this firm."""
    return signing.Signer(salt=SALT).sign(str(firm.uid)).replace(":", "~")


def firm_of_token(token: str) -> LocalFirm | None:
    """The firm that a link names; None for a link that was never sent."""
    try:
        uid = signing.Signer(salt=SALT).unsign(token.replace("~", ":"))
    except signing.BadSignature:
        return None
    return LocalFirm.objects.filter(uid=uid).first()


@transaction.atomic
def unsubscribe(firm: LocalFirm, *, address: str = "") -> None:
    """End all mails to a firm and to whatever other row has its address. Twice does nothing more."""
    same = Q(pk=firm.pk) | (Q(email__iexact=firm.email) if firm.email else Q(pk=firm.pk))
    if LocalFirm.objects.filter(same, unsubscribed_at=None).update(unsubscribed_at=clock.now()):
        events.record(action="local_firms.unsubscribe", actor=None, obj=firm, after={}, address=address)


def _require(act: Act, region: Region) -> None:
    if not act.actor.has_perm("local_firms.manage", _Scope(region.code)):
        raise NotAllowed(_("You may not do this for this region."))


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the permission asks of an object."""

    region_code: str


def _locked(firm: LocalFirm, act: Act) -> LocalFirm:
    stored = LocalFirm.objects.select_for_update(of=("self",)).select_related("region").get(pk=firm.pk)
    _require(act, stored.region)
    return stored


def _record(action: str, firm: LocalFirm, act: Act, after: dict[str, Any]) -> None:
    events.record(
        action=f"local_firms.{action}",
        actor=act.actor,
        obj=firm,
        after=after,
        reason=act.comment,
        address=act.address,
    )
