"""Without JavaScript the form still saves, tells what is wrong, keeps what was typed, and can be handed in."""

import pytest
from playwright.sync_api import expect

from tests.e2e.applicants import completed
from tests.e2e.conftest import DemoSite, Entrance
from tests.e2e.korean import ko
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e
DIFFICULTIES = "압축공기가 많이 샙니다."


def test_an_application_is_finished_and_handed_in_without_scripts(
    enter: Entrance, demo_site: DemoSite
) -> None:
    applicant = completed(demo_site)
    firm = Person(enter(applicant.email, scripts=False, width=390))
    pages = f"/applications/{applicant.application}"

    firm.open(f"{pages}/wishes/")
    firm.fill({"Difficulties": DIFFICULTIES, "Years in a row in this programme, this year included": "0"})
    firm.press("Save draft")
    expect(firm.page.locator(".error-summary")).to_be_visible()
    firm.finds_typed({"Difficulties": DIFFICULTIES})
    firm.fill({"Years in a row in this programme, this year included": "1"})
    firm.press("Save draft")

    firm.open(f"{pages}/energy/electricity/")
    expect(firm.page.locator("input[name$='-quantity']").first).to_have_value("1200000")

    firm.open(f"{pages}/check/")
    firm.press("Submit application")
    expect(firm.page.get_by_role("heading", level=1)).to_have_text(ko("The application was received"))
