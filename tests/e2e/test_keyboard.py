"""The long form without a mouse: focus goes where the eye goes, and to the errors after a refused save."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Entrance
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

ACTIVE = "document.activeElement"


def test_registration_form_can_be_walked_and_mended_by_keyboard(enter: Entrance) -> None:
    page = enter("owner")
    person = Person(page)
    person.open("/people/firms/new/")

    person.field("Business number").focus()
    names = []
    for typed in ("120-81-47522", "(시험) 자판금속", "", "김대표", "", "인천광역시 남동구 시험로 1"):
        names.append(page.evaluate(f"{ACTIVE}.name"))
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    assert names == ["business_number", "name_ko", "name_en", "representative", "corporate_number", "address"]
    page.keyboard.press("Enter")

    person.reads_error(
        "The last digit of the business number does not fit. Look at the certificate and enter the ten "
        "digits again."
    )
    page.keyboard.press("Tab")
    assert page.evaluate(f"{ACTIVE}.closest('.error-summary') !== null"), "Tab leaves the summary at once."
    page.keyboard.press("Enter")
    expect(person.field("Business number")).to_be_focused()
    expect(person.field("Business number")).to_have_attribute("aria-invalid", "true")


def test_first_tab_offers_to_skip_to_the_content(enter: Entrance) -> None:
    page = enter("owner")
    page.goto("/cases/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert re.search(r"#\w+$", page.url)
    page.keyboard.press("Tab")
    assert page.evaluate(f"{ACTIVE}.closest('main') !== null"), "The link does not lead past the menu."
