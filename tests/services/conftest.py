"""One installation for all tests of this folder, migrated and running."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.services.installation import Installation, installed


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Web, worker, relay and beat of docker-compose.yml with production settings.

    Needs DATABASE_URL and REDIS_URL (``make test-services`` sets them); without them the tests fail.
    """
    # Whoever ends the tests from outside ends the processes too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = tmp_path_factory.mktemp("installation")
    with installed(folder, os.environ["DATABASE_URL"], os.environ["REDIS_URL"]) as made:
        for name in ("web", "worker", "relay", "beat"):
            made.start(name)
        made.wait_until(lambda: made.is_healthy("web"), 120, "web is healthy")
        made.wait_until(lambda: made.is_healthy("worker"), 120, "worker is healthy")
        yield made
