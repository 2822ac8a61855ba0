"""Collecting static files as the Dockerfile does (names with hashes, manifest), without minutes of compression."""

from cleanprod.settings.build import *  # noqa: F403
from cleanprod.settings.build import STORAGES as _STORAGES

STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
