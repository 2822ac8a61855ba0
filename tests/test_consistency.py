"""What must agree: generated docs and code, layers and foreign keys, settings and safety."""

import itertools
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from cleanprod.checks import refuse_unsafe, unsafe_values
from portal.generated_docs import pages
from workflow.transitions import TABLE

# Top first, as in pyproject's import contract.
LAYERS = (
    "portal", "reports", "subsidies", "diagnostics", "applications", "documents", "workflow", "ledger", "programs",
    "accounts", "journal",
)  # fmt: skip
RANK = {name: -position for position, name in enumerate(LAYERS)}


@pytest.mark.parametrize("name", ["workflow.md", "permissions.md"])
def test_generated_docs_equal_the_code(name):
    assert (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8") == pages()[name], (
        "Run: manage.py write_docs"
    )


def test_layers_here_equal_the_import_contract():
    contract = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    assert ["cleanprod", *LAYERS, "calculations"] == contract["layers"]


def test_no_foreign_key_points_upward():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in RANK
        for field in itertools.chain(model._meta.fields, model._meta.many_to_many)
        if field.related_model is not None
        and RANK.get(field.related_model._meta.app_label, -99) > RANK[model._meta.app_label]
    ]
    assert upward == []


def test_no_migration_depends_upward():
    upward = [
        f"{app}.{name} → {dependency}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in RANK
        for dependency in migration.dependencies
        if RANK.get(dependency[0], -99) > RANK[app]
    ]
    assert upward == []


def test_migrations_are_linear():
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: ".".join(row.key))
def test_each_way_back_asks_for_a_reason(row):
    """A row that leads to an earlier state is never silent."""
    order = {
        "application": ["draft", "submitted", "screened", "selected", "agreed"],
        "diagnosis": ["assigned", "visiting", "in_review", "released"],
        "grant": ["requested", "reviewed", "approved", "claimed", "settled"],
        "outcome": ["open", "reported", "verified", "accepted"],
    }.get(row.on, [])
    leads_back = any(
        source in order and row.target in order and order.index(row.target) < order.index(source)
        for source in row.sources
    )
    assert row.comment_required or not leads_back


SAFE = {
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "aB3$kdlWm29-vnQx7ZpLr0TyUeHs8Gc5JfNw1Xo4Ib6Dq_MzVtRk",  # pragma: allowlist secret
    "ALLOWED_HOSTS": ["cleanprod.example.go.kr"],
    "SITE_ORIGIN": "https://cleanprod.example.go.kr",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "CELERY_ACCEPT_CONTENT": ["json"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def test_production_accepts_safe_values():
    refuse_unsafe(SAFE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", True),
        ("DEMO", True),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "django-insecure-" + "x1y2z3a4b5" * 5),
        ("ALLOWED_HOSTS", ["*"]),
        ("ALLOWED_HOSTS", []),
        ("SITE_ORIGIN", "http://cleanprod.example.go.kr"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}),
        ("REDIS_URL", ""),
        ("REDIS_URL", "redis://redis:6379/0"),
        ("CELERY_ACCEPT_CONTENT", ["json", "pickle"]),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"),
    ],
)
def test_production_refuses_each_unsafe_value(name, value):
    assert len(unsafe_values({**SAFE, name: value})) == 1
