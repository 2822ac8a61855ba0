"""A broker that is not there, at the start or in between: nothing is lost, nobody has to restart anything."""

from urllib.parse import urlsplit

import pytest

from tests.services.gate import Gate
from tests.services.installation import free_port

pytestmark = pytest.mark.redis

RECOVERED = 60


@pytest.fixture
def gate(installation):
    """Relay and worker started anew, while the broker is out of their reach."""
    broker = urlsplit(installation.redis_url)
    gate = Gate((broker.hostname, broker.port), free_port())
    behind = broker._replace(netloc=f"{broker.username}:{broker.password}@127.0.0.1:{gate.port}").geturl()
    for name in ("relay", "worker"):
        installation.stop(name)
        installation.start(name, REDIS_URL=behind)
    yield gate
    gate.close()
    for name in ("relay", "worker"):
        installation.stop(name)
        installation.start(name)


def test_relay_and_worker_wait_for_a_broker_and_survive_its_loss(installation, gate):
    installation.call("issue_receipts", 201, 202)
    installation.wait_until(
        lambda: "does not take messages" in relay_log(installation), 30, "the relay has tried"
    )
    assert states(installation) == {"pending"}
    assert installation.processes["relay"].poll() is None
    assert installation.processes["worker"].poll() is None

    gate.open()
    installation.wait_until(lambda: states(installation) == {"done"}, RECOVERED, "papers are rendered")

    gate.close()
    installation.call("issue_receipts", 203, 204)
    installation.wait_until(lambda: "pending" in states(installation), 30, "new papers wait")
    gate.open()
    installation.wait_until(lambda: states(installation) == {"done"}, RECOVERED, "papers are rendered")


def states(installation):
    return {
        state
        for (state,) in installation.query(
            "SELECT DISTINCT m.state FROM journal_outboxmessage m JOIN documents_issueddocument d"
            " ON m.key = 'render:' || d.uid::text WHERE d.snapshot->'firm'->>'name' LIKE '시험금속20_'"
        )
    }


def relay_log(installation):
    return installation.log("relay").read_text()
