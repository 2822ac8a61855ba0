"""X1: an installation is safe by default, or it does not start."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings
from django.conf import settings
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from cleanprod import celery_app

pytestmark = pytest.mark.site

SAFE_ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "cleanprod.settings.production",
    "SECRET_KEY": "".join(chr(33 + (7 * n) % 90) for n in range(60)),
    "ALLOWED_HOSTS": "cleanprod.example.go.kr",
    "SITE_ORIGIN": "https://cleanprod.example.go.kr",
    "DATABASE_URL": "postgres://cleanprod@127.0.0.1:1/cleanprod",
    "REDIS_URL": "redis://:not-a-real-one@127.0.0.1:1/0",  # pragma: allowlist secret
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
UNSAFE = [
    ("DEMO", "1", "DEMO is on"),
    ("SECRET_KEY", "", "SECRET_KEY is missing"),
    ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS"),
    ("REDIS_URL", "redis://127.0.0.1:1/0", "no password"),
    ("DATABASE_URL", "sqlite:///db.sqlite3", "not PostgreSQL"),
    ("DATABASE_URL", "", "not PostgreSQL"),
    ("SITE_ORIGIN", "http://cleanprod.example.go.kr", "not https"),
    ("EMAIL_BACKEND", "", "sends no mail"),
]


def check_deploy(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **SAFE_ENVIRONMENT, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    done = check_deploy()

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(("name", "value", "reason"), UNSAFE)
def test_production_does_not_start_with_an_unsafe_value(name, value, reason):
    done = check_deploy(**{name: value})

    assert done.returncode != 0
    assert reason in done.stderr


class Trap:
    """Pickle that would leave a file behind if somebody unpacked it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickled_message_is_refused_and_never_unpacked(tmp_path):
    trap = tmp_path / "sprung"

    with pytest.raises(ContentDisallowed):
        loads(
            pickle.dumps(Trap(trap)),
            content_type="application/x-python-serialize",
            content_encoding="binary",
            accept=celery_app.conf.accept_content,
        )

    assert not trap.exists()


DETECTORS = (
    "AWSKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "JwtTokenDetector", "KeywordDetector",
    "PrivateKeyDetector", "SlackDetector", "StripeDetector",
)  # fmt: skip
CODE = {".py", ".html", ".yml", ".yaml", ".toml", ".sh", ".txt", ".md", ".js", ".json", ""}


def secrets_in(paths: list[Path]) -> list[str]:
    found = SecretsCollection()
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        for path in paths:
            found.scan_file(str(path))
    return [f"{file}:{secret.line_number} {secret.type}" for file, secret in found]


def test_a_planted_secret_is_found(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text('API_PASSWORD = "k8Jq2mWz41xTp9"\n')  # pragma: allowlist secret

    assert len(secrets_in([planted])) == 1


def test_the_repository_holds_no_secret():
    listed = subprocess.check_output(["git", "ls-files"], cwd=settings.BASE_DIR, text=True).splitlines()
    vendored = ("static/vendor/", "tests/assets/")
    paths = [Path(name) for name in listed if not name.startswith(vendored) and Path(name).suffix in CODE]

    assert secrets_in([path for path in paths if path.name != "uv.lock" and path.exists()]) == []
