"""Tests: fast password hashing, mails in memory, tasks run by the test that wants them."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("STATE_DIR", tempfile.mkdtemp(prefix="cleanprod-test-"))

from cleanprod.settings.base import *  # noqa: F403

STATE_DIR = Path(os.environ["STATE_DIR"])
SECRET_KEY = "only-for-tests-" + "0" * 40  # pragma: allowlist secret
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SHOW_GALLERY = True
# Empty, but there: whitenoise warns about a missing folder, and warnings are errors here.
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
