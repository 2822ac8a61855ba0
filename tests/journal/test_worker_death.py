"""Goal T1: a real Celery worker whose processes are killed again and again loses and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection, transaction

from journal import outbox, relay
from journal.models import OutboxMessage
from tests.journal.tasks_for_tests import effects

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]

JOBS = 100
STARTED = 180  # seconds that a worker may take until it works
DONE_AFTER_LAST_KILL = 60


class Worker:
    """A worker process with its pool, in a process group of its own."""

    def __init__(self):
        database = connection.settings_dict
        place = f"{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{place}"
        self.command = [
            *(sys.executable, "-m", "celery", "--app", "cleanprod", "worker", "--concurrency", "2"),
            *("--include", "tests.journal.tasks_for_tests", "--loglevel", "ERROR"),
        ]
        self.environment = {**os.environ, "DATABASE_URL": url}
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)

    def kill_child(self, chance):
        """SIGKILL one process of the pool, if it has one by now."""
        if children := self._children():
            os.kill(chance.choice(children), signal.SIGKILL)

    def kill(self):
        """SIGKILL the worker with all its children."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _children(self):
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in found.read_text().split()]


@pytest.fixture
def worker():
    worker = Worker()
    yield worker
    worker.kill()
    # What is left in the broker repeats what is done.
    current_app.control.purge()


def done():
    return OutboxMessage.objects.filter(state=OutboxMessage.State.DONE).count()


def relay_until(condition, seconds):
    """Run the relay as its process does, until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{done()} of {JOBS} done"
        relay.run_once()
        time.sleep(0.2)


def test_killed_workers_lose_and_double_nothing(worker, settings):
    settings.OUTBOX_STALE_SECONDS = 3
    chance = random.Random(8)
    with transaction.atomic():
        for number in range(JOBS):
            outbox.enqueue("tests.take_a_while", {"n": number, "seconds": 0.2})
    relay_until(done, STARTED)

    for _ in range(8):
        worker.kill_child(chance)
        settled = done() + 2
        relay_until(lambda settled=settled: done() >= min(settled, JOBS), STARTED)
    for _ in range(3):
        worker.kill()
        worker.start()
        settled = done() + 4
        relay_until(lambda settled=settled: done() >= min(settled, JOBS), STARTED)
    relay_until(lambda: done() == JOBS, DONE_AFTER_LAST_KILL)

    assert sorted(effect["n"] for effect in effects()) == [*range(JOBS)]
    assert [effect["number"] for effect in effects()] == [*range(1, JOBS + 1)]
    assert OutboxMessage.objects.filter(attempts__gt=1).exists()
