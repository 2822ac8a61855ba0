"""The processes beside the web server in an embedded run: a Celery worker and the outbox relay."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

STOP_SECONDS = 15


def commands() -> dict[str, list[str]]:
    """Command lines by name. The worker is single-process: SQLite takes one writer at a time anyway."""
    pool = ["--concurrency", "2"] if settings.REDIS_URL else ["--pool", "solo"]
    return {
        "worker": [
            *(sys.executable, "-m", "celery", "--app", "cleanprod", "worker", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", *pool),
        ],
        "relay": [sys.executable, "manage.py", "relay", "--embedded", "--interval", "0.5"],
    }


@contextmanager
def running(environment: Mapping[str, str] | None = None) -> Iterator[dict[str, subprocess.Popen]]:
    """Start worker and relay; stop them, and only them, at the end. Their logs are in ``STATE_DIR/logs``."""
    prepare_folders()
    logs = settings.STATE_DIR / "logs"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        **(environment or {}),
    }
    started: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands().items():
            with (logs / f"{name}.log").open("ab") as log:
                # An own session: Ctrl-C reaches this process, which then ends them in order.
                started[name] = subprocess.Popen(  # noqa: S603  # our own command lines
                    command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log, start_new_session=True
                )
        yield started
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            _wait(process)


def prepare_folders() -> None:
    """Folders that an embedded run writes to."""
    folders: list[Path] = [settings.STATE_DIR / "logs", settings.PRIVATE_ROOT]
    if not settings.REDIS_URL:
        folders += [settings.QUEUE_DIR / "messages", settings.QUEUE_DIR / "control"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)


def _wait(process: subprocess.Popen) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
