"""WSGI entry for gunicorn (production) and waitress (embedded run)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cleanprod.settings.production")

application = get_wsgi_application()
