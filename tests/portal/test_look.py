"""What holds for every page: nothing from outside hosts, nothing inline, a gallery only where wanted."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from portal.views import errors

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"

# Names of XML namespaces, never fetched; and htmx's base for parsing addresses.
NOT_FETCHED = ("http://www.w3.org/", "http://x")
ADDRESS = re.compile(
    r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s"')]*|https?://[^\s"')]*""", re.IGNORECASE
)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|^\s*//.*?$", re.DOTALL | re.MULTILINE)
PAGE_TEMPLATES = sorted(
    path
    for path in TEMPLATES.rglob("*.html")
    if path.relative_to(TEMPLATES).parts[0] not in {"documents", "emails"}
)


def test_no_served_file_names_an_outside_host() -> None:
    found = [
        f"{path.relative_to(STATIC)}: {address}"
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in {".css", ".js", ".svg", ".html", ".json"}
        for address in ADDRESS.findall(COMMENT.sub("", path.read_text(encoding="utf-8")))
        if not address.startswith(NOT_FETCHED)
    ]

    assert found == []


def test_every_file_named_by_a_style_sheet_is_there() -> None:
    missing = [
        f"{sheet.name}: {name}"
        for sheet in STATIC.rglob("*.css")
        for name in re.findall(
            r"""url\(["']?(?!data:|#)([^"')]+)["']?\)""", sheet.read_text(encoding="utf-8")
        )
        if not (sheet.parent / name.split("#")[0]).is_file()
    ]

    assert missing == []


def test_vendored_files_keep_their_licences_and_stay_small() -> None:
    vendor = STATIC / "vendor"

    for notice in ("fonts/LICENSE.txt", "htmx/LICENSE", "krds/NOTICE.txt"):
        assert (vendor / notice).is_file()
    assert sum(path.stat().st_size for path in vendor.rglob("*") if path.is_file()) < 12_000_000


@pytest.mark.parametrize("path", PAGE_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_template_has_nothing_inline(path: Path) -> None:
    """The content security policy would block it: scripts, handlers and styles live in files."""
    text = TAG.sub("", path.read_text(encoding="utf-8"))

    assert re.findall(r"<script\b(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"<style\b|\sstyle=", text) == []
    assert re.findall(r"\son[a-z]+=", text) == []


@pytest.mark.django_db
def test_gallery_shows_the_components(client) -> None:
    response = client.get(reverse("portal:gallery"))

    assert response.status_code == 200
    assert b"stepper" in response.content


@pytest.mark.django_db
def test_gallery_is_missing_where_it_is_not_wanted(client, settings) -> None:
    settings.SHOW_GALLERY = False

    assert client.get(reverse("portal:gallery")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("banner", "drawn"), [("demo", "site-banner--demo"), ("official", "site-banner"), ("none", "")]
)
def test_banner_is_what_the_setting_says(client, settings, banner: str, drawn: str) -> None:
    settings.SITE_BANNER = banner

    page = client.get(reverse("portal:gallery")).content.decode()

    found = re.search(r'class="(site-banner[^"]*)"', page)
    assert (found[1].split()[-1] if found else "") == drawn


@pytest.mark.django_db
def test_policy_of_the_page_allows_no_inline_code(client) -> None:
    response = client.get(reverse("portal:gallery"))

    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_notice_of_a_broken_server_needs_nothing_that_can_break() -> None:
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert "일시적인 오류" in response.content.decode()


@pytest.mark.django_db
def test_missing_page_is_answered_in_the_look_of_the_portal(client) -> None:
    response = client.get("/there-is-nothing-here/")

    assert response.status_code == 404
    assert b"site-header" in response.content
