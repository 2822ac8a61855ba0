"""The real thing: the demo played into an own folder, served with worker and relay, driven by headless Chromium.

Building the demo takes a minute or two. While writing tests, play and serve it once by hand (``make demo``) and name
it: ``E2E_URL=http://127.0.0.1:8000 E2E_STATE=var pytest tests/e2e``; the tests then use that one and leave it running.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.demo.people import ACCOUNTS, PASSWORD, DemoAccount

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
# A page of a busy machine may take long; one that never comes is told apart only by waiting.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class DemoSite:
    """A served demo: where it is, what ``manage.py demo --json`` said, and a way to run commands in it."""

    url: str
    summary: dict
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    if url := os.environ.get("E2E_URL"):
        yield DemoSite(url, {}, environment_of(Path(os.environ["E2E_STATE"]).resolve()))
    else:
        yield from own_site(tmp_path_factory.mktemp("demo"))


def environment_of(state: Path, **more: str) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    settings = {"DJANGO_SETTINGS_MODULE": "cleanprod.settings.dev", "STATE_DIR": str(state), "DEMO": "1"}
    return {**inherited, **settings, **more}


def own_site(state: Path) -> Iterator[DemoSite]:
    """Play the demo into a folder and serve it as long as the tests run."""
    port = free_port()
    environment = environment_of(state, PORT=str(port))
    site = DemoSite(f"http://127.0.0.1:{port}", {}, environment)
    site.manage("demo", "--json", str(state / "summary.json"))
    site.summary.update(json.loads((state / "summary.json").read_text()))
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=(state / "serve.log").open("wb"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_until_served(site.url, server)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def free_port() -> int:
    """A free port between 10000 and 30000: below the range of outgoing connections."""
    for port in range(10000 + os.getpid() % 10000, 30000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("No free port between 10000 and 30000.")


def wait_until_served(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "The server ended; see serve.log."
        try:
            if urlopen(f"{url}/healthz/", timeout=2).status == 200:
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {START_SECONDS} seconds.")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium: playwright's own browsers are not downloaded."""
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM_FLAGS}


Entrance = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, demo_site: DemoSite) -> Iterator[Entrance]:
    """``enter("reviewer")`` opens a browser of its own, logged in as the demo's account of that role."""
    contexts: list[BrowserContext] = []

    def open_as(who: str, *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=demo_site.url,
            viewport={"width": width, "height": 900},
            locale="ko-KR",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if who != "anonymous":
            log_in(page, account(who).email if "@" not in who else who)
        return page

    yield open_as
    for context in contexts:
        context.close()


def account(role: str) -> DemoAccount:
    return next(account for account in ACCOUNTS if account.role == role)


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    form = page.locator("form", has=page.locator("input[name=password]:visible"))
    form.locator("input[name=login]").fill(email)
    form.locator("input[name=password]").fill(password)
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/home/**")
