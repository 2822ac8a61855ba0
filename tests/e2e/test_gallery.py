"""The component gallery in a real browser: nothing for axe to find, nothing wider than a phone."""

import pytest

from tests.e2e.axe import axe_violations

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_gallery(enter, width: int) -> None:
    page = enter("anonymous", width=width)

    page.goto("/gallery/")

    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_error_summary_has_the_focus(enter) -> None:
    page = enter("anonymous")

    page.goto("/gallery/")

    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_user_menu_closes_with_escape(enter) -> None:
    page = enter("reviewer")

    page.locator("summary.user-menu__button").click()
    page.keyboard.press("Escape")

    assert page.locator(".user-menu__panel").is_hidden()
    assert page.evaluate("document.activeElement.className") == "user-menu__button"
