"""Beat sends, the worker looks what is due, and what is due happens."""

import pytest

pytestmark = pytest.mark.redis

# Beat sends every 30 seconds.
TURN = 75


def test_beat_has_the_worker_run_what_is_due(installation):
    run = "FROM journal_scheduledrun WHERE name = 'journal.sweeps.forget_old_answers'"
    installation.wait_until(lambda: installation.query(f"SELECT 1 {run}"), TURN, "the schedule ran")
    installation.execute("UPDATE journal_scheduledrun SET last_run = now() - interval '2 hours'")
    installation.execute(
        "INSERT INTO journal_idempotencykey (user_id, key, method, path, fingerprint, state, claim, claimed_at,"
        " created_at, headers, body) VALUES (1, 'old', 'POST', '/', '', 'running', gen_random_uuid(), now(),"
        " now() - interval '73 hours', '{}', '')"
    )

    old = "SELECT 1 FROM journal_idempotencykey WHERE key = 'old'"
    installation.wait_until(lambda: not installation.query(old), TURN, "the old answer is forgotten")

    assert '"Sweep ' not in installation.log("worker").read_text()
