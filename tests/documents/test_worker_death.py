"""Goal T1 with real papers: a worker that is killed again and again renders each certificate once."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.db import transaction

from documents import services
from documents.models import IssuedContent, IssuedDocument
from journal import relay
from tests.factories import accounts as people
from tests.factories import cases
from tests.journal.test_worker_death import DONE_AFTER_LAST_KILL, STARTED, Worker

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("sample_papers"),
]

PAPERS = 100


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.kill()
    current_app.control.purge()


def ready() -> int:
    return IssuedDocument.objects.filter(state=IssuedDocument.State.READY).count()


def relay_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{ready()} of {PAPERS} ready"
        relay.run_once()
        time.sleep(0.2)


def test_killed_workers_render_every_certificate_once(worker, round_2021, personas, settings):
    settings.OUTBOX_STALE_SECONDS = 12  # longer than the first paper of a fresh process takes
    chance = random.Random(8)
    firms = [people.organisation(10 + serial) for serial in range(PAPERS)]
    with transaction.atomic():
        for serial, firm in enumerate(firms, start=10):
            services.issue(
                "certificate", cases.case(round_2021, firm, serial=serial), actor=personas["admin"]
            )
    relay_until(lambda: ready() > 0, STARTED)

    for kill in [lambda: worker.kill_child(chance)] * 8 + [lambda: (worker.kill(), worker.start())] * 3:
        kill()
        settled = min(ready() + 3, PAPERS)
        relay_until(lambda settled=settled: ready() >= settled, STARTED)
    relay_until(lambda: ready() == PAPERS, DONE_AFTER_LAST_KILL)

    serials = IssuedDocument.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, PAPERS + 1))
    contents = IssuedContent.objects.select_related("document")
    assert len(contents) == PAPERS
    assert all(hashlib.sha256(row.data).hexdigest() == row.document.sha256 for row in contents)
