"""The Celery application. Only the outbox relay sends to it (journal.relay)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.dev")

app = Celery("cleanprod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
