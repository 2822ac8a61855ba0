import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from journal import clock, events, outbox, schedule
from journal.models import Chain, OutboxMessage


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def failed():
    message = outbox.enqueue("tests.effect", {}, key="render:1")
    OutboxMessage.objects.update(state="failed", finished_at=message.created_at, last_error="OSError: full")
    return message


@pytest.mark.django_db
def test_outbox_lists_what_failed(failed):
    outbox.enqueue("tests.effect", {})
    assert run("outbox") == f"{failed.pk}  tests.effect  failed  render:1  OSError: full\n"


@pytest.mark.django_db
def test_outbox_replays(failed):
    run("outbox", "--replay", str(failed.pk))
    failed.refresh_from_db()
    assert failed.state == "pending"


@pytest.mark.django_db
def test_outbox_refuses_to_replay_anything_else(failed):
    waiting = outbox.enqueue("tests.effect", {})
    with pytest.raises(CommandError, match=str(waiting.pk)):
        call_command("outbox", "--replay", str(failed.pk), str(waiting.pk))
    failed.refresh_from_db()
    assert failed.state == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["pending", "sent"])
def test_outbox_tells_relay_or_worker_that_do_not_keep_up(failed, state):
    late = OutboxMessage.objects.filter(
        pk=outbox.enqueue("tests.effect", {}, run_after=clock.now() - timedelta(seconds=301)).pk
    )
    late.update(state=state)
    with pytest.raises(CommandError, match="1 messages"):
        call_command("outbox", "--check-lag", "300")
    late.update(available_at=clock.now())
    assert run("outbox", "--check-lag", "300") == ""


@pytest.mark.django_db
def test_verify_journal_anchors_and_checks(tmp_path):
    anchor = tmp_path / "anchor.json"
    with transaction.atomic():
        event = events.record(action="x", actor=None, obj=None)

    assert run("verify_journal", "--write-anchor", str(anchor)) == "1 chains are whole.\n"

    assert json.loads(anchor.read_text()) == {"global": {"length": 1, "hash": event.hash}}
    run("verify_journal", "--anchor", str(anchor))
    Chain.objects.update(last_hash="0" * 64)
    with pytest.raises(CommandError, match="damaged"):
        call_command("verify_journal")


@pytest.mark.django_db
def test_relay_once_runs_the_schedule_when_embedded(monkeypatch):
    rounds = []
    schedule._discover()
    sweeps = {"tests.sweep": (timedelta(seconds=1), lambda: rounds.append(1))}
    monkeypatch.setattr(schedule, "SWEEPS", sweeps)
    run("relay", "--once")
    assert rounds == []
    run("relay", "--once", "--embedded")
    assert rounds == [1]
