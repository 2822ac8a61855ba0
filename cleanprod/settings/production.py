"""A real installation. Refuses to start with unsafe values (cleanprod.checks)."""

from cleanprod.checks import refuse_unsafe
from cleanprod.settings import base as _base
from cleanprod.settings import env
from cleanprod.settings.base import *  # noqa: F403

DEBUG = False
STAFF_MFA = env.flag("STAFF_MFA", True)
SHOW_GALLERY = False

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Set to the header the proxy overwrites; unset means that no proxy is trusted.
if env.text("PROXY_SSL_HEADER"):
    SECURE_PROXY_SSL_HEADER = (env.text("PROXY_SSL_HEADER"), "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
STORAGES = {
    **_base.STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

refuse_unsafe(globals())
