"""Whether this process can serve: database and queue, for load balancers and compose health checks."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET"])
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with what works; 503 naming what does not. Says nothing about versions or addresses."""
    checks = {"database": _database, "cache": _cache}
    failed = [name for name, works in checks.items() if not _runs(works)]
    return JsonResponse({"ok": not failed, "failed": failed}, status=503 if failed else 200)


def _runs(check) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001  # a health check reports every failure instead of raising it
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    cache.set("healthz", "1", 5)
