"""The portal in processes of its own, over the test's database, for races over HTTP."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
ANSWER_SECONDS = 120


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True)
class Served:
    """Two or more processes behind one port."""

    port: int

    def post(self, path: str, token: str, body: dict[str, Any]) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)) as http_:
            headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
            http_.request("POST", path, json.dumps(body), headers)
            response = http_.getresponse()
            text = response.read().decode()
        return Answer(response.status, json.loads(text) if text.startswith("{") else text)

    def post_at_once(
        self, calls: Sequence[tuple[str, str, dict[str, Any]]], people: int = 50
    ) -> list[Answer]:
        """Send all calls, ``people`` at a time, the first ones in the same moment."""
        together = threading.Barrier(min(people, len(calls)))
        waiting = iter(range(together.parties))

        def send(call: tuple[str, str, dict[str, Any]]) -> Answer:
            if next(waiting, None) is not None:
                together.wait()
            return self.post(*call)

        with ThreadPoolExecutor(together.parties) as pool:
            return list(pool.map(send, calls))


@contextmanager
def served(*, processes: int = 2, threads: int = 8) -> Iterator[Served]:
    """Serve the portal with the test's PostgreSQL database; its requests are real transactions."""
    port = _free_port()
    command = (
        *(sys.executable, "-m", "gunicorn", "cleanprod.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(processes), "--threads", str(threads), "--log-level", "warning"),
    )
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "cleanprod.settings.test",
    }
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_served(port, server)
        yield Served(port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _database_url() -> str:
    database = connection.settings_dict
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    place = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    return f"postgres://{quote(database['USER'])}{password}@{place}/{database['NAME']}"


def _free_port() -> int:
    """Below the range of outgoing connections."""
    for port in range(10000 + os.getpid() % 10000, 30000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("No free port between 10000 and 30000.")


def _wait_until_served(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "The server ended."
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as http_:
                http_.request("GET", "/healthz/")
                if http_.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"Nothing answered within {START_SECONDS} seconds.")
