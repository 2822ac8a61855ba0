"""Every setting, read from the environment; the other modules only override.

The embedded run (SQLite, filesystem queue) is the default so that the portal can be tried on a bare machine.
Production sets ``DATABASE_URL`` and ``REDIS_URL`` and is checked by ``cleanprod.checks``.
"""

from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from cleanprod.settings import env
from cleanprod.settings.places import state_dir

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything the running portal writes: uploads, queue, logs, mails, and an embedded database.
STATE_DIR = state_dir(env.text("STATE_DIR"), env.text("DATABASE_URL"), BASE_DIR / "var")

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost")
# The one origin that links, QR codes and mails lead to; never taken from a request's Host header.
SITE_ORIGIN = env.text("SITE_ORIGIN", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", SITE_ORIGIN)
# Our own proxies in front that add to X-Forwarded-For; 0 believes nobody.
PROXY_COUNT = env.number("PROXY_COUNT", 0)

# --- What kind of installation this is -------------------------------------------------------------------
DEMO = env.flag("DEMO", False)
SITE_BANNER = env.text("SITE_BANNER", "demo" if DEMO else "none")  # demo | official | none
STAFF_MFA = env.flag("STAFF_MFA", False)
SHOW_GALLERY = env.flag("SHOW_GALLERY", DEBUG)

# --- Applications, bottom layer last ----------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "reports",
    "subsidies",
    "diagnostics",
    "applications",
    "documents",
    "workflow",
    "ledger",
    "programs",
    "accounts",
    "journal",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "django_structlog",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "cleanprod.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.access.PrivateResponseMiddleware",
    "accounts.access.PolicyMiddleware",
    "accounts.access.StaffMfaMiddleware",
    "journal.idempotency.IdempotencyMiddleware",
]

ROOT_URLCONF = "cleanprod.urls"
# Where accounts.access finds the rule of each URL: a URL without a row is refused.
URL_POLICIES = "cleanprod.policies.POLICIES"
WSGI_APPLICATION = "cleanprod.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.context.site",
            ],
        },
    }
]
FORM_RENDERER = "portal.forms_renderer.KrdsFormRenderer"

# --- Database ---------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{STATE_DIR / 'cleanprod.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: writers queue instead of failing halfway (measured: 0 of 900 writes failed, DEFERRED 124).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Queue ------------------------------------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL")
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Seoul"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Longer than the longest task, or a running task starts again beside itself.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
    CACHES: dict[str, dict[str, object]] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    QUEUE_DIR = STATE_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "store_processed": False,
        # Seconds; the default of 1 lets a worker take one task a second.
        "polling_interval": 0.1,
    }
    # Shared between the embedded run's processes, which the local-memory cache is not.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": STATE_DIR / "cache",
        }
    }
# What happens by itself (journal.schedule); beat only sends the one task that looks what is due.
CELERY_BEAT_SCHEDULE = {"run-schedule": {"task": "journal.run_schedule", "schedule": 30.0}}
OUTBOX_STALE_SECONDS = env.number("OUTBOX_STALE_SECONDS", 60)
IDEMPOTENCY_STALE_SECONDS = env.number("IDEMPOTENCY_STALE_SECONDS", 60)

# --- People -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_ADAPTER = "accounts.allauth_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.text("EMAIL_VERIFICATION", "mandatory")
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_ORIGIN.partition(":")[0]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "cleanprod"
INVITATION_DAYS = env.number("INVITATION_DAYS", 7)

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"

# The tax office's look-up of business numbers (data.go.kr 15081808); off without a key.
NTS_SERVICE_KEY = env.text("NTS_SERVICE_KEY")
NTS_BASE_URL = env.text("NTS_BASE_URL", "https://api.odcloud.kr/api/nts-businessman/v1")
NTS_TIMEOUT_SECONDS = env.number("NTS_TIMEOUT_SECONDS", 5)

# --- Language and time ------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = Path(env.text("PRIVATE_ROOT") or STATE_DIR / "files")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 20) * 1024 * 1024
UPLOAD_CASE_MAX_BYTES = env.number("UPLOAD_CASE_MAX_MB", 500) * 1024 * 1024
UPLOAD_CASE_MAX_FILES = env.number("UPLOAD_CASE_MAX_FILES", 500)
UPLOAD_FIRM_MAX_BYTES = env.number("UPLOAD_FIRM_MAX_MB", 2000) * 1024 * 1024
UPLOAD_FIRM_MAX_FILES = env.number("UPLOAD_FIRM_MAX_FILES", 2000)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Mail -------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = STATE_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "cleanprod@localhost")

# --- API --------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.access.PolicyPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "workflow.pagination.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "workflow.api.exception_handler",
    "DEFAULT_THROTTLE_RATES": {},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
# How often a minute one address may ask the self-check without signing in.
SELF_CHECK_RATE = env.text("SELF_CHECK_RATE", "60/min")
SPECTACULAR_SETTINGS = {
    "TITLE": "cleanprod API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["accounts.access.PolicyPermission"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Two components carry it, so that the schema cannot name it after one of them.
    "ENUM_NAME_OVERRIDES": {
        "ApplicationStateEnum": "workflow.states.ApplicationState",
        "CriterionKindEnum": "programs.models.Criterion.Kind",
        "ChecklistKindEnum": "programs.models.Checklist.Kind",
        "DuplicateFlagStateEnum": "applications.models.DuplicateFlag.State",
        "MembershipRoleEnum": "accounts.roles.Role",
        "InterviewAudienceEnum": "programs.models.QuestionnaireItem.Audience",
    },
}

# --- Browser security -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Logs -------------------------------------------------------------------------------------------------
# Each event is one line of JSON, whether it comes through structlog or through logging.
_EVERY_EVENT: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_EVERY_EVENT,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _EVERY_EVENT,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    # WeasyPrint and fontTools tell of every step of every page.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
