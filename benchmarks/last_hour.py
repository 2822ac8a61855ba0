"""The last hour before closing: so many applicants saving and submitting against gunicorn and PostgreSQL.

    scripts/with_services.sh python benchmarks/last_hour.py [applicants] [seconds] [workers]

Needs the dependency group "load" (uv sync --group load), or LOCUST naming a locust command. Builds a scratch database
with as many complete drafts, starts gunicorn on it, lets locust act on the pages as browsers do (benchmarks/
applicants.py), then counts: every save that the server acknowledged must stand in the case's history, every
acknowledged submission must have its number, and no answer may be a 5xx. Ends with 1 when something is lost.
"""

import csv
import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.test")
STATE = tempfile.TemporaryDirectory(prefix="cleanprod-last-hour-")
os.environ["STATE_DIR"] = STATE.name

import django  # noqa: E402 - after the settings are chosen

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from applications import services  # noqa: E402
from applications.models import Application  # noqa: E402
from journal.models import Event  # noqa: E402
from programs import reference  # noqa: E402
from tests.applications.conftest import CONSENTS, ELECTRICITY, ENTRIES, evidence  # noqa: E402
from tests.factories import accounts as people  # noqa: E402
from tests.factories import programs as rounds  # noqa: E402
from workflow.acts import Act  # noqa: E402

FOLDER = Path(STATE.name)


def main(count: int = 300, seconds: int = 600, workers: int = 5) -> int:
    if connection.vendor != "postgresql":
        print("This measures PostgreSQL: run it with scripts/with_services.sh or DATABASE_URL.")
        return 2
    name = f"cleanprod_last_hour_{os.getpid()}"
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        began = time.perf_counter()
        applicants = prepare(count)
        print(f"{count} complete drafts in {time.perf_counter() - began:.0f} s")
        (FOLDER / "applicants.json").write_text(json.dumps(applicants))
        load(count, seconds, workers, name)
        return report()
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
        connection.close()
        STATE.cleanup()


# -- before --------------------------------------------------------------------------------------------------


def prepare(count: int) -> list[dict[str, str]]:
    """Firms with a person signed in and a draft that lacks nothing, in a round that is open now."""
    reference.load_all()
    today = date.today()  # noqa: DTZ011  # the server's clock is the real one
    round_ = rounds.incheon_round(
        2021,
        factor_set="kr-2021",
        opens_on=today - timedelta(days=2),
        closes_on=today + timedelta(days=2),
    )
    return [_applicant(round_, serial) for serial in range(1, count + 1)]


def _applicant(round_: Any, serial: int) -> dict[str, str]:
    firm = people.organisation(serial, f"마감금속{serial}")
    site = people.site(firm)
    owner = people.user(f"applicant-{serial}@example.com")
    people.member(owner, Role.OWNER, organisation=firm)
    act = Act(owner)
    draft = services.start(round_, site, act)
    services.edit(draft, Act(owner, data=ENTRIES))
    services.add_energy_use(draft, Act(owner, data=ELECTRICITY))
    evidence(draft, owner)
    services.give_consents(draft, Act(owner, data=CONSENTS))
    pages = {
        name: reverse(f"applications:{name}", args=[draft.uid]) for name in ("wishes", "check", "receipt")
    }
    return {"uid": str(draft.uid), "session": _session(owner), **pages}


def _session(user: User) -> str:
    """Signed in already: the hour before closing is not when people sign in."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


# -- the hour ------------------------------------------------------------------------------------------------


def load(count: int, seconds: int, workers: int, database: str) -> None:
    port = _free_port()
    origin = f"http://127.0.0.1:{port}"
    before, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    environment = {
        **os.environ,
        "DATABASE_URL": f"{before}/{database}",
        "SITE_ORIGIN": origin,
        "LAST_HOUR_APPLICANTS": str(FOLDER / "applicants.json"),
        "LAST_HOUR_ACKNOWLEDGED": str(FOLDER / "acknowledged.jsonl"),
        "LAST_HOUR_SECONDS": str(seconds),
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "cleanprod.wsgi", "--bind", f"127.0.0.1:{port}"]
    with (FOLDER / "gunicorn.log").open("w") as log:
        server = subprocess.Popen(
            [*gunicorn, "--workers", str(workers)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        _wait_for(f"{origin}/healthz/")
        locust = shlex.split(os.environ.get("LOCUST", f"{sys.executable} -m locust"))
        options = [
            *("--headless", "--only-summary", "--host", origin, "--users", str(count)),
            *("--spawn-rate", str(max(1, count // 20)), "--run-time", f"{seconds}s", "--stop-timeout", "30"),
            *("--csv", str(FOLDER / "load"), "--locustfile", str(ROOT / "benchmarks" / "applicants.py")),
        ]
        subprocess.run([*locust, *options], cwd=ROOT, env=environment, check=False)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    for _attempt in range(300):
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("gunicorn did not start:\n" + (FOLDER / "gunicorn.log").read_text())


# -- afterwards ----------------------------------------------------------------------------------------------


def report() -> int:
    """Hold what was acknowledged against what is stored."""
    path = FOLDER / "acknowledged.jsonl"
    lines = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )
    saves = {line["marker"] for line in lines if line["what"] == "save"}
    submissions = {line["uid"] for line in lines if line["what"] == "submit"}
    stored = set(
        Event.objects.filter(action="application.edit", after__wishes__startswith="저장").values_list(
            "after__wishes", flat=True
        )
    )
    handed_in = Application.objects.exclude(state="draft").select_related("case")
    numbered = {str(one.uid) for one in handed_in if one.case.number}
    numbers = [one.case.number for one in handed_in]
    broken = sum(1 for line in _log_lines() if "Internal Server Error" in line)
    requests, failures, codes = _statistics()
    print(f"requests {requests:,}, failed {failures}, answers by failure: {codes or 'none'}")
    print(f"saves acknowledged {len(saves):,}, stored {len(stored):,}, lost {len(saves - stored)}")
    print(
        f"submissions acknowledged {len(submissions)}, stored {len(numbered)}, lost {len(submissions - numbered)}"
    )
    print(f"numbers given twice {len(numbers) - len(set(numbers))}, server errors logged {broken}")
    whole = saves and submissions and saves <= stored and submissions <= numbered
    good = bool(whole) and not failures and not broken and len(numbers) == len(set(numbers))
    print("goal: nothing lost, no 5xx: " + ("met" if good else "MISSED"))
    return 0 if good else 1


def _log_lines() -> list[str]:
    return (FOLDER / "gunicorn.log").read_text(encoding="utf-8", errors="replace").splitlines()


def _statistics() -> tuple[int, int, str]:
    requests = failures = 0
    with (FOLDER / "load_stats.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["Name"] == "Aggregated":
                requests, failures = int(row["Request Count"]), int(row["Failure Count"])
            print(
                f"{row['Name']:<14} {row['Request Count']:>7}  median {row['50%']:>6} ms  95 % {row['95%']:>6} ms  "
                f"slowest {float(row['Max Response Time']):>8.0f} ms"
            )
    with (FOLDER / "load_failures.csv").open(encoding="utf-8") as file:
        codes = "; ".join(
            f"{row['Name']}: {row['Error']} ×{row['Occurrences']}" for row in csv.DictReader(file)
        )
    return requests, failures, codes


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:4])))
