"""The project: settings, URLs, URL policies, API router, Celery. Imports anything, imported by nobody."""

from cleanprod.celery import app as celery_app

__all__ = ["celery_app"]
