"""What views read off a request for the services below them."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def address(request: HttpRequest) -> str:
    """Where the request came from; behind proxies PROXY_COUNT must say how many (docs/operations.md)."""
    return request.META.get("REMOTE_ADDR", "")


def version(request: HttpRequest) -> int | None:
    """The version in the form's hidden field; None when it is missing or no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def following(request: HttpRequest) -> str:
    """Where somebody wants to go on (``?next=``), if it is a page of this portal; else empty."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""
