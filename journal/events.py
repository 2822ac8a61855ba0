"""The event log: written in the transaction of the act, one hash chain per case.

An event's hash covers all its fields and the hash before it, so that a change, an insertion or a deletion
shows; the chain row keeps the length and the last hash, so that a cut tail shows; and `heads`, kept outside
the database, shows even a chain that somebody has computed anew.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, Protocol, TypedDict
from uuid import UUID

from django.db import models, transaction

from journal import canonical, clock
from journal.models import Chain, Event

GLOBAL = "global"


class Actor(Protocol):
    """Anybody with a primary key and a name; a user, as this layer sees one."""

    @property
    def pk(self) -> Any: ...


class Head(TypedDict):
    """The end of a chain, to be kept where the database's owner cannot write."""

    length: int
    hash: str


def record(
    *,
    action: str,
    actor: Actor | None,
    obj: models.Model | None,
    case_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    address: str = "",
    on_behalf_of: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append an event to the chain of its case, or to the global one.

    Must run in the transaction of the act. Locks the chain until that ends: record after the rows of the
    act are locked (case, record, line), never before. Whoever types for a firm is labelled so without being told
    (``actor.types_on_behalf_of``).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its act.")
    typed_for = getattr(actor, "types_on_behalf_of", None)
    chain = _lock(chain_key(case_id))
    event = Event(
        chain=chain,
        position=chain.length + 1,
        at=clock.now(),
        actor_id=actor.pk if actor else None,
        actor_label=str(actor)[:200] if actor else "",
        on_behalf_of=on_behalf_of or (typed_for(obj) if typed_for else ""),
        object_type=obj._meta.label_lower if obj else "",
        object_id=obj.pk if obj else None,
        object_uid=getattr(obj, "uid", None),
        case_id=case_id,
        action=action,
        before=None if before is None else canonical.plain(before),
        after=None if after is None else canonical.plain(after),
        data=canonical.plain(data or {}),
        reason=reason,
        address=address,
        previous_hash=chain.last_hash,
    )
    event.hash = fingerprint(event)
    event.save()
    chain.length, chain.last_hash = event.position, event.hash
    chain.save(update_fields=("length", "last_hash"))
    return event


def chain_key(case_id: int | None) -> str:
    """The key of a case's chain; without a case the global one."""
    return GLOBAL if case_id is None else f"case:{case_id}"


def fingerprint(event: Event) -> str:
    """SHA-256 over every field of the event but its id and its hash, with the hash before it."""
    return canonical.sha256(
        {
            "chain": event.chain.key,
            "position": event.position,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_id": event.actor_id,
            "actor_label": event.actor_label,
            "on_behalf_of": event.on_behalf_of,
            "object_type": event.object_type,
            "object_id": event.object_id,
            "object_uid": str(event.object_uid) if isinstance(event.object_uid, UUID) else event.object_uid,
            "case_id": event.case_id,
            "action": event.action,
            "before": event.before,
            "after": event.after,
            "data": event.data,
            "reason": event.reason,
            "address": event.address,
            "previous_hash": event.previous_hash,
        }
    )


def heads() -> dict[str, Head]:
    """The end of every chain, by key: an anchor for `verify`."""
    return {
        chain.key: {"length": chain.length, "hash": chain.last_hash}
        for chain in Chain.objects.order_by("key")
    }


def verify(key: str, anchor: Head | None = None) -> list[str]:
    """Damages of one chain, in plain words; an empty list means that it is whole.

    With an `anchor` of earlier `heads` the chain must still contain that head at its place.
    """
    chain = Chain.objects.filter(key=key).first()
    if chain is None:
        return [f"{key}: the chain is missing"] if anchor and anchor["length"] else []
    return [f"{key}: {damage}" for damage in _damages(chain, anchor)]


def _lock(key: str) -> Chain:
    """The chain row, locked; made when it is the first event."""
    locked = Chain.objects.select_for_update().filter(key=key)
    chain = locked.first()
    if chain is None:
        Chain.objects.get_or_create(key=key)
        chain = locked.get()
    return chain


def _damages(chain: Chain, anchor: Head | None) -> Iterator[str]:
    position, last_hash, anchored = 0, "", ""
    for event in chain.events.select_related("chain").order_by("position").iterator(chunk_size=1000):
        if event.position != position + 1:
            yield f"events {position + 1} to {event.position - 1} are missing"
        elif event.previous_hash != last_hash:
            yield f"event {event.position} does not follow the one before it"
        if event.hash != fingerprint(event):
            yield f"event {event.position} was changed"
        position, last_hash = event.position, event.hash
        if anchor and position == anchor["length"]:
            anchored = event.hash
    if (position, last_hash) != (chain.length, chain.last_hash):
        yield f"the chain ends at event {position}, its head says {chain.length}"
    if anchor and anchored != anchor["hash"]:
        yield f"event {anchor['length']} is not the one that was anchored"
