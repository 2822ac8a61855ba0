import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, models, transaction

from journal import clock, events
from journal.access import record_access
from journal.models import Chain, Event
from journal.querysets import AppendOnlyError

MOMENT = datetime(2021, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)


def record(actor=None, obj=None, **fields):
    with transaction.atomic():
        return events.record(
            **{"action": "applications.submit", "actor": actor, "obj": obj, "case_id": 5, **fields}
        )


def edit(event, **fields):
    """Change a row as the database's owner could: past Python and past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        if fields:
            models.QuerySet(Event).filter(pk=event.pk).update(**fields)
        else:
            cursor.execute("DELETE FROM journal_event WHERE id = %s", [event.pk])
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.django_db
def test_record_keeps_who_what_when_why(actor, obj):
    with clock.travel(MOMENT):
        event = record(
            actor,
            obj,
            before={"state": "draft"},
            after={"state": "submitted", "toe": Decimal("1.50")},
            data={"float": 1e16},
            reason="기한 내 제출",
            address="203.0.113.9",
            on_behalf_of="김공장",
        )

    event.refresh_from_db()
    assert (event.actor_id, event.actor_label, event.who) == (7, "홍길동", "홍길동")
    assert (event.object_type, event.object_id, event.object_uid) == ("journal.counter", 42, obj.uid)
    assert (event.at, event.case_id, event.position) == (MOMENT, 5, 1)
    assert (event.before, event.after) == ({"state": "draft"}, {"state": "submitted", "toe": "1.50"})
    assert (event.data, event.reason) == ({"float": "1e+16"}, "기한 내 제출")
    assert (event.address, event.on_behalf_of) == ("203.0.113.9", "김공장")
    assert event.hash == events.fingerprint(event)


@pytest.mark.django_db
def test_record_without_person_and_object_is_the_systems():
    event = record(case_id=None)
    assert (event.actor_id, event.actor_label, event.object_type, event.object_id) == (None, "", "", None)
    assert event.chain.key == "global"
    assert event.who


@pytest.mark.django_db(transaction=True)
def test_record_refuses_outside_a_transaction():
    with pytest.raises(RuntimeError):
        events.record(action="x", actor=None, obj=None)


@pytest.mark.django_db
def test_chains_are_apart_and_linked_within():
    first, other, second = record(), record(case_id=6), record()
    assert (first.position, second.position, other.position) == (1, 2, 1)
    assert (first.previous_hash, second.previous_hash, other.previous_hash) == ("", first.hash, "")
    assert events.verify("case:5") == events.verify("case:6") == []


@pytest.mark.django_db
def test_rolled_back_events_leave_no_gap():
    record()
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    assert record().position == 2
    assert events.verify("case:5") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda _event: Event.objects.update(reason="x"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
        lambda event: Event.objects.bulk_update([event], ["reason"]),
        lambda event: Event.objects.bulk_create([event], update_conflicts=True),
        lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"reason": "x"}),
        lambda event: event.chain.events.update(reason="x"),
    ],
)
def test_events_are_append_only(write):
    event = record()
    with pytest.raises(AppendOnlyError):
        write(event)
    assert events.verify("case:5") == []


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["journal_event", "journal_accessrecord"])
def test_the_database_refuses_changes_of_the_log(statement, table, actor):
    record()
    record_access(actor=actor, subject="김공장", what="신청서")
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_verify_names_what_was_changed_and_what_is_missing():
    chain = [record() for _ in range(5)]
    edit(chain[1], reason="다른 사유")
    edit(chain[3])
    assert events.verify("case:5") == [
        "case:5: event 2 was changed",
        "case:5: events 4 to 4 are missing",
    ]


@pytest.mark.django_db
def test_verify_finds_an_edit_hidden_by_a_new_hash():
    chain = [record() for _ in range(3)]
    changed = chain[1]
    changed.reason = "다른 사유"
    edit(changed, reason=changed.reason, hash=events.fingerprint(changed))
    assert events.verify("case:5") == ["case:5: event 3 does not follow the one before it"]


@pytest.mark.django_db
def test_verify_finds_a_cut_tail():
    chain = [record() for _ in range(3)]
    edit(chain[2])
    assert events.verify("case:5") == ["case:5: the chain ends at event 2, its head says 3"]


@pytest.mark.django_db
def test_an_anchor_finds_a_chain_cut_with_its_head():
    chain = [record() for _ in range(3)]
    anchor = events.heads()["case:5"]
    edit(chain[2])
    Chain.objects.update(length=2, last_hash=chain[1].hash)
    assert events.verify("case:5") == []
    assert events.verify("case:5", anchor) == ["case:5: event 3 is not the one that was anchored"]


@pytest.mark.django_db
def test_an_anchor_finds_a_missing_chain_and_allows_growth():
    record()
    anchor = events.heads()["case:5"]
    record()
    assert events.verify("case:5", anchor) == []
    assert events.verify("case:6", anchor) == ["case:6: the chain is missing"]


@pytest.mark.django_db
def test_every_one_of_1000_random_edits_is_found(actor, obj):
    """Goal P2: whatever a single edit touches, verify sees it."""
    chance = random.Random(20210302)
    changes = {
        "position": 100,
        "at": MOMENT,
        "actor_id": 8,
        "actor_label": "홍길순",
        "on_behalf_of": "x",
        "object_type": "x",
        "object_id": 43,
        "object_uid": None,
        "case_id": 6,
        "action": "applications.refuse",
        "before": {},
        "after": {"state": "refused"},
        "data": {"amount_krw": 1},
        "reason": " ",
        "address": "203.0.113.10",
        "previous_hash": "0" * 64,
        "hash": "0" * 64,
    }
    chain = [record(actor, obj, after={"state": "submitted"}) for _ in range(6)]
    found = 0
    for _ in range(1000):
        event, field = chance.choice(chain), chance.choice([*changes])
        edit(event, **{field: changes[field]})
        found += bool(events.verify("case:5"))
        edit(event, **{field: getattr(event, field)})
    assert found == 1000
    assert events.verify("case:5") == []
