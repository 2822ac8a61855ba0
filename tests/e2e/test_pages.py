"""Every named page that somebody can reach in the demo: accessible, inside a narrow screen, free of errors."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.e2e.axe import axe_violations

pytestmark = pytest.mark.e2e

ROLES = ("anonymous", "owner", "consultant", "reviewer", "approver", "evaluator", "admin", "auditor")
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# Files rather than pages, and the admin's own pages.
SKIPPED_NAMESPACES = {"admin"}


# Which kinds of elements a page consists of: two roles often meet the same page with other rows.
KINDS = """() => [...new Set([...document.querySelectorAll("body *")].map(
    element => [element.tagName, element.className, ...element.getAttributeNames().sort()].join(" ")
))].sort().join("\\n")"""


@pytest.fixture(scope="module")
def judged() -> set[tuple[str, str]]:
    """Pages that axe has seen, by name and kinds of elements: the same page is not judged for each role anew."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_role_are_accessible_and_fit(role, enter, judged):
    page = enter(role)
    problems: list[str] = []
    watch(page, problems)

    visited = {}
    for name, url in reachable(page, start="/" if role == "anonymous" else "/home/"):
        visited[name] = url
        kind = (name, page.evaluate(KINDS))
        is_new = kind not in judged
        judged.add(kind)
        problems += [f"{url} (wide): {found}" for found in (axe_violations(page) if is_new else ())]
        page.set_viewport_size(NARROW)
        problems += [f"{url} (narrow): {found}" for found in (axe_violations(page) if is_new else ())]
        overflow = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            problems.append(f"{url}: {overflow} px wider than a narrow screen")
        page.set_viewport_size(WIDE)

    assert problems == []
    assert len(visited) >= 3, visited


def reachable(page: Page, *, start: str) -> Iterator[tuple[str, str]]:
    """Follow links breadth-first; open one page per URL name and leave it open for the caller."""
    seen: set[str] = set()
    queue = deque([start])
    while queue:
        path = queue.popleft()
        name = page_name(path)
        if name is None or name in seen:
            continue
        seen.add(name)
        page.goto(path)
        yield name, path
        hrefs = page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
        )
        queue.extend(href for href in hrefs if href.startswith("/"))


FILES = ("download", "documents:file", "documents:paper", "documents:attachment", "setup:paper-preview")


def page_name(path: str) -> str | None:
    """The name of the page behind an address; None for files, API and what is not ours to judge."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    is_file = any(word in match.view_name for word in FILES)
    if match.view_name.startswith("api-") or is_file or SKIPPED_NAMESPACES & set(match.namespaces):
        return None
    # An act page of another record kind or name is another page.
    return ":".join(
        [match.view_name, *(str(match.kwargs[key]) for key in ("kind", "name") if key in match.kwargs)]
    )


def watch(page: Page, problems: list[str]) -> None:
    """Collect script errors, refused resources and answers that no link should lead to."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{page.url}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            problems.append(f"{response.status} {response.url}")

    page.on("console", on_console)
    page.on("response", on_response)
