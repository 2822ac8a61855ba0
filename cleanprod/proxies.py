"""Who is asking, where proxies stand between."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Puts the client's address into ``REMOTE_ADDR``, where the event log and the rate limits read it.

    Each proxy adds the address it was asked from at the right of ``X-Forwarded-For``. With ``PROXY_COUNT`` proxies
    of our own the client is that many from the right; whatever stands further left the client may have invented.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if address := client_address(request.headers.get("X-Forwarded-For", ""), settings.PROXY_COUNT):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def client_address(forwarded_for: str, proxy_count: int) -> str:
    """The address that the outermost of our proxies saw; empty when the header does not say."""
    hops = forwarded_for.split(",")
    if not 0 < proxy_count <= len(hops):
        return ""
    try:
        return str(ipaddress.ip_address(hops[-proxy_count].strip()))
    except ValueError:
        return ""
