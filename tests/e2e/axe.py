"""Run axe-core, the accessibility checker, on an open page of the browser tests."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parent.parent / "assets" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def _axe() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: one line per element, empty if all is well.

    The script is evaluated by the browser's debugger, so the page's own content security policy
    stays as strict as it is served.
    """
    page.evaluate(_axe())
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
