"""A draft on two devices: it saves itself, goes on elsewhere, and never overwrites what the other one saved."""

import pytest
from playwright.sync_api import expect

from tests.e2e.applicants import drafted
from tests.e2e.conftest import DemoSite, Entrance
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e
AT_THE_DESK, ON_THE_PHONE, BACK_AT_THE_DESK = (
    "전기 요금이 올랐습니다.",
    "압축기가 낡았습니다.",
    "가스 요금도 올랐습니다.",
)


def test_a_draft_goes_on_elsewhere_and_two_values_are_told_apart(
    enter: Entrance, demo_site: DemoSite
) -> None:
    applicant = drafted(demo_site)
    page = f"/applications/{applicant.application}/wishes/"
    desk, phone = Person(enter(applicant.email)), Person(enter(applicant.email, width=390))

    desk.open(page)
    desk.fill({"Difficulties": AT_THE_DESK})
    desk.field("What should be improved first").focus()
    expect(desk.page.locator("[data-autosave-status].autosave--saved")).to_be_visible()

    phone.open(page)
    phone.finds_typed({"Difficulties": AT_THE_DESK})
    phone.fill({"Difficulties": ON_THE_PHONE})
    phone.press("Save draft")

    desk.fill({"Difficulties": BACK_AT_THE_DESK})
    desk.press("Save draft")
    choice = desk.page.locator(".conflict")
    expect(choice).to_contain_text(BACK_AT_THE_DESK)
    expect(choice).to_contain_text(ON_THE_PHONE)
    choice.locator("input[value=theirs]").check()
    desk.press("Save draft")

    for device in (desk, phone):
        device.open(page)
        device.finds_typed({"Difficulties": ON_THE_PHONE})
