# One image for web, worker, relay and beat.
FROM python:3.11-slim-bookworm AS base

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UV_PYTHON_DOWNLOADS=never \
    DJANGO_SETTINGS_MODULE=cleanprod.settings.production \
    PATH="/app/.venv/bin:$PATH"

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        curl gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 cleanprod \
    && mkdir -p /app /data && chown cleanprod /app /data

WORKDIR /app
COPY --chown=cleanprod pyproject.toml uv.lock ./
USER cleanprod
RUN python -m venv /home/cleanprod/uv \
    && /home/cleanprod/uv/bin/pip install --quiet uv \
    && /home/cleanprod/uv/bin/uv sync --frozen --no-dev

COPY --chown=cleanprod . .
# Static files are collected with throw-away values: nothing of them stays in the image but the files.
RUN msgfmt --output-file=locale/ko/LC_MESSAGES/django.mo locale/ko/LC_MESSAGES/django.po \
    && DJANGO_SETTINGS_MODULE=cleanprod.settings.build python manage.py collectstatic --noinput --verbosity 0

ENV STATE_DIR=/data
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "cleanprod.wsgi", "--bind", "0.0.0.0:8000"]
