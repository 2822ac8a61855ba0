"""Goal T1: a real Celery worker whose processes are killed again and again loses and doubles no paper."""

import os
import random
import signal

import pytest

from tests.services.installation import children

pytestmark = pytest.mark.redis

PAPERS = 100
STARTED = 120  # seconds that a worker may take until it works
DONE_AFTER_LAST_KILL = 60


def test_killed_workers_lose_and_double_no_paper(installation):
    chance = random.Random(8)
    before = ready(installation)

    def wait_for(papers, seconds):
        enough = min(papers, before + PAPERS)
        installation.wait_until(lambda: ready(installation) >= enough, seconds, f"{enough} papers are ready")

    installation.call("issue_receipts", 1, PAPERS)
    for _ in range(8):
        wait_for(ready(installation) + 5, STARTED)
        if pool := children(installation.processes["worker"]):
            os.kill(chance.choice(pool), signal.SIGKILL)
    for _ in range(4):
        wait_for(ready(installation) + 8, STARTED)
        installation.kill("worker")
        installation.start("worker")
    wait_for(before + PAPERS, DONE_AFTER_LAST_KILL)

    serials = installation.query(
        "SELECT serial FROM documents_issueddocument WHERE kind = 'receipt' ORDER BY serial"
    )
    assert serials == [(number,) for number in range(1, len(serials) + 1)]
    assert installation.query("SELECT count(*) FROM documents_issuedcontent") == [(before + PAPERS,)]
    messages = "FROM journal_outboxmessage WHERE task = 'documents.render'"
    installation.wait_until(
        lambda: installation.query(f"SELECT DISTINCT state {messages}") == [("done",)],
        30,
        "each message is done",
    )
    assert installation.query(f"SELECT count(*) > 0 {messages} AND attempts > 1") == [(True,)]
    assert "whole" in installation.manage("verify_documents") + installation.manage("verify_journal")


def ready(installation):
    return installation.query("SELECT count(*) FROM documents_issueddocument WHERE state = 'ready'")[0][0]
