"""Collecting static files while the image is built: production storage, no secrets, no services."""

from cleanprod.settings.base import *  # noqa: F403
from cleanprod.settings.base import STORAGES as _STORAGES

SECRET_KEY = "only-while-the-image-is-built"  # noqa: S105  # pragma: allowlist secret
STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
