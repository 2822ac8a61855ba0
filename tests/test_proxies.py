"""The address in the event log is the client's, and no client can choose it."""

import pytest
from django.http import HttpResponse

from cleanprod.proxies import ClientAddressMiddleware, client_address


@pytest.mark.parametrize(
    ("forwarded_for", "proxy_count", "address"),
    [
        ("203.0.113.9", 0, ""),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", 1, "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9, 192.0.2.1", 2, "203.0.113.9"),
        ("2001:DB8::1", 1, "2001:db8::1"),
        ("203.0.113.9", 2, ""),
        ("", 1, ""),
        ("<script>", 1, ""),
    ],
)
def test_the_client_is_as_many_from_the_right_as_there_are_proxies(forwarded_for, proxy_count, address):
    assert client_address(forwarded_for, proxy_count) == address


@pytest.mark.parametrize(("proxy_count", "seen"), [(1, "203.0.113.9"), (0, "127.0.0.1")])
def test_the_header_counts_only_where_a_proxy_is_declared(rf, settings, proxy_count, seen):
    settings.PROXY_COUNT = proxy_count
    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9"})

    ClientAddressMiddleware(lambda _: HttpResponse())(request)

    assert request.META["REMOTE_ADDR"] == seen
