"""What a production start refuses, with what to do about it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def unsafe_values(settings: Mapping[str, Any]) -> list[str]:
    """Every reason why these settings must not serve real people, as sentences for the operator."""
    found = []
    if settings["DEBUG"]:
        found.append("DEBUG is on: unset it.")
    key = settings["SECRET_KEY"]
    if len(key) < 50 or len(set(key)) < 10 or key.startswith(("django-insecure", "only-for-tests")):
        found.append("SECRET_KEY is missing, short or a known one: set 50 or more random characters.")
    if not settings["ALLOWED_HOSTS"] or "*" in settings["ALLOWED_HOSTS"]:
        found.append("ALLOWED_HOSTS is empty or contains '*': name the portal's host.")
    if not settings["SITE_ORIGIN"].startswith("https://"):
        found.append("SITE_ORIGIN is not https: set the public address that papers and mails lead to.")
    if settings["DATABASES"]["default"]["ENGINE"] != "django.db.backends.postgresql":
        found.append("DATABASE_URL is not PostgreSQL: the embedded SQLite run is for trying the portal out.")
    found += _unsafe_queue(settings)
    if settings["DEMO"]:
        found.append("DEMO is on: it shows accounts with their passwords on the login page.")
    if settings["EMAIL_BACKEND"].endswith(
        ("filebased.EmailBackend", "locmem.EmailBackend", "dummy.EmailBackend")
    ):
        found.append("EMAIL_BACKEND sends no mail: set django.core.mail.backends.smtp.EmailBackend.")
    return found


def _unsafe_queue(settings: Mapping[str, Any]) -> list[str]:
    found = []
    if not settings["REDIS_URL"]:
        found.append("REDIS_URL is not set: the embedded filesystem queue is for trying the portal out.")
    elif not urlsplit(settings["REDIS_URL"]).password:
        found.append("REDIS_URL has no password: whoever reaches the queue could run tasks.")
    if set(settings["CELERY_ACCEPT_CONTENT"]) != {"json"}:
        found.append("CELERY_ACCEPT_CONTENT admits more than JSON: pickle runs foreign code.")
    return found


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured naming every unsafe value at once."""
    found = unsafe_values(settings)
    if found:
        raise ImproperlyConfigured("cleanprod refuses to start:\n- " + "\n- ".join(found))
