"""A whole installation with production settings on this machine: the processes of docker-compose.yml, started plainly.

It has a database of its own in the given PostgreSQL, one in the given Redis, a folder for its files and a mail server.
"""

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.services import compose
from tests.services.broker import own_database
from tests.services.postbox import Postbox, open_postbox

# Above them ports are handed out to outgoing connections.
PORTS = range(10000, 30000)
STOP_SECONDS = 20
# Shorter than in production, so that what a crash left is taken back within a test, but longer than the first
# paper of a fresh process takes on a busy machine: a try under way must not be taken for lost.
STALE_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def text(self) -> str:
        return self.body.decode()


class Installation:
    """Starts, watches, kills and stops the processes; speaks to them as their proxy would."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, postbox: Postbox) -> None:
        self.folder = folder
        self.database_url = database_url
        self.redis_url = redis_url
        self.postbox = postbox
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        (folder / "logs").mkdir()
        (folder / "data").mkdir()
        # What an operator would fill in, and where the mail server of this test listens.
        self.values = {
            **compose.read_example_values(),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "POSTGRES_PASSWORD": secrets.token_urlsafe(20),
            "REDIS_PASSWORD": secrets.token_urlsafe(20),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(postbox.port),
            "EMAIL_USE_TLS": "",
            "DEFAULT_FROM_EMAIL": "portal@cleanprod.example.go.kr",
        }
        self.services = compose.read_services(
            self.values,
            {
                "0.0.0.0:8000": f"127.0.0.1:{self.port}",
                "http://127.0.0.1:8000": self.base_url,
                "/data": str(folder / "data"),
            },
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    # --- What the proxy in front of the portal sets ---------------------------------------------------------

    @property
    def headers(self) -> dict[str, str]:
        return {"Host": self.values["ALLOWED_HOSTS"].partition(",")[0], "X-Forwarded-Proto": "https"}

    def request(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        data: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """A request as the proxy hands it on; `data` is sent as JSON. Redirects are not followed."""
        sent = {**self.headers, "Content-Type": "application/json", **(headers or {})}
        if token:
            sent["Authorization"] = f"Token {token}"
        body = None if data is None else json.dumps(data).encode()
        url = path if path.startswith("http") else self.base_url + path
        request = urllib.request.Request(url, body, sent, method=method)
        try:
            with _opener.open(request, timeout=60) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())

    # --- Processes ------------------------------------------------------------------------------------------

    def environment(self, name: str = "web", **changed: str) -> dict[str, str]:
        """The environment of a container: .env, then what the compose file sets, nothing of the test's own."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "HOSTNAME": socket.gethostname(),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.values,
            **self.services[name].environment,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "STATIC_ROOT": str(self.folder / "static"),
            "OUTBOX_STALE_SECONDS": str(STALE_SECONDS),
            **changed,
        }

    def start(self, name: str, **changed: str) -> "subprocess.Popen[bytes]":
        """Start a service in a process group of its own."""
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.services[name].command,
                cwd=compose.ROOT,
                env=self.environment(name, **changed),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.processes[name]

    def stop(self, name: str) -> None:
        """End a service as Docker does: ask, wait, kill what is left of the group."""
        process = self.processes.pop(name)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        _kill_group(process)

    def kill(self, name: str) -> None:
        """SIGKILL a service with all its children."""
        _kill_group(self.processes.pop(name))

    def stop_all(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for name in [*self.processes]:
            self.stop(name)

    def is_healthy(self, name: str) -> bool:
        """Whether the health check of the compose file succeeds."""
        command = self.services[name].health_check
        return self._run(command, self.environment(name)).returncode == 0

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    # --- Commands and data ----------------------------------------------------------------------------------

    def run(self, name: str) -> str:
        """Run a service that ends by itself (migrate) and return what it printed."""
        return self._checked(self.services[name].command, self.environment(name))

    def manage(self, *arguments: str, **changed: str) -> str:
        """Run a management command in this installation; fails with what it printed."""
        return self._checked(("python", "manage.py", *arguments), self.environment(**changed))

    def call(self, act: str, *arguments: Any) -> str:
        """Run a function of tests.services.acts inside the installation and return what it printed."""
        code = f"from tests.services import acts; acts.{act}(*{arguments!r})"
        return self.manage("shell", "--no-imports", "--command", code)

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.database_url)) as connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def execute(self, sql: str) -> None:
        with (
            closing(psycopg2.connect(self.database_url)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    def wait_until(self, condition: Callable[[], object], seconds: float, what: str) -> None:
        """Ask until it is so; fails with the ends of the logs after `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"After {seconds} s still not: {what}\n{self._ends_of_logs()}")
            time.sleep(0.2)

    def _checked(self, command: tuple[str, ...], environment: dict[str, str]) -> str:
        done = self._run(command, environment)
        assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _run(
        self, command: tuple[str, ...], environment: dict[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=compose.ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def _ends_of_logs(self) -> str:
        logs = sorted((self.folder / "logs").iterdir())
        return "\n".join(f"--- {log.stem}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@contextmanager
def installed(folder: Path, database_url: str, redis_url: str) -> Iterator[Installation]:
    """An installation with static files collected and migrated as the compose file says; no process runs yet."""
    with (
        open_postbox() as postbox,
        own_database(redis_url) as own_redis_url,
        _own_postgres_database(database_url) as own_database_url,
    ):
        made = Installation(folder, own_database_url, own_redis_url, postbox)
        made.manage("collectstatic", "--noinput", DJANGO_SETTINGS_MODULE="tests.services.static_settings")
        made.run("migrate")
        try:
            yield made
        finally:
            made.stop_all()


@contextmanager
def _own_postgres_database(url: str) -> Iterator[str]:
    name = f"cleanprod_services_{secrets.token_hex(4)}"
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
            try:
                yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def children(process: "subprocess.Popen[bytes]") -> list[int]:
    """Process ids of the direct children, such as the pool of a Celery worker."""
    found = subprocess.run(
        ("ps", "--no-headers", "-o", "pid", "--ppid", str(process.pid)),
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(pid) for pid in found.stdout.split()]


def free_port() -> int:
    while True:
        port = random.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """The group bears the id of its first process and outlives it while a child is left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
