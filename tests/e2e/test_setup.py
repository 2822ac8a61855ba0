"""A round without a developer: last year's is copied for another year and city, changed and opened by clicking only.

The applicant of the new round then reads its own threshold, while the old round keeps the one it had.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override, pgettext
from playwright.sync_api import expect

from journal import clock
from tests.e2e.conftest import Entrance
from tests.e2e.korean import ko
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e

SOURCE = "2021년 중소기업 청정공정 확산사업(인천)"
OLD_CITY, NEW_CITY = "인천광역시", "부산광역시"
DISTRICT = "부산광역시 강서구"
OLD_THRESHOLD, NEW_THRESHOLD = 10, 33


@dataclass
class NewRound:
    """What the administrator types; unlike any that a running site has already."""

    mark: str = field(default_factory=lambda: uuid4().hex[:6].upper())
    today: date = field(default_factory=clock.today)

    @property
    def name(self) -> str:
        return f"부산 청정공정 확산사업 {self.mark}"

    @property
    def prefix(self) -> str:
        return f"BS-{self.mark}"

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()


def test_a_copied_round_is_opened_for_another_year_and_city_by_clicking_only(enter: Entrance) -> None:
    new = NewRound()
    admin, owner = Person(enter("admin")), Person(enter("owner"))

    copy_the_round(admin, new)
    reads_the_check(admin)
    cannot_open_without_a_text(admin)
    move_the_dates(admin, new)
    raise_the_threshold(admin)
    write_the_call(admin, new)
    try_it_out(admin)
    open_the_round(admin)

    add_a_site_in_the_new_city(owner, new)
    apply_and_read_the_new_threshold(owner, new)
    the_old_round_keeps_its_own(owner)


def copy_the_round(admin: Person, new: NewRound) -> None:
    admin.open("/home/")
    admin.follow("Set up programmes")
    admin.page.get_by_role("link", name=SOURCE, exact=True).click()
    admin.follow("Copy the round")
    admin.fill({"Year": new.today.year, "Name": new.name, "Beginning of case numbers": new.prefix})
    admin.page.get_by_label(OLD_CITY, exact=True).uncheck()
    admin.page.get_by_label(NEW_CITY, exact=True).check()
    admin.press("Copy the round")
    admin.reads("The round was copied. It is in preparation: nobody else sees it.")
    expect(admin.page.get_by_role("heading", level=1, name=new.name)).to_be_visible()


def reads_the_check(admin: Person) -> None:
    """What a copy for another city leaves to mend."""
    admin.reads("Set-up check")
    findings = admin.page.locator(".alert li")
    expect(findings.filter(has_text=OLD_CITY).first).to_be_visible()


def cannot_open_without_a_text(admin: Person) -> None:
    """A blocking finding: the check says what to do, and the act is refused."""
    section(admin, "Call")
    admin.fill({"Text": ""})
    admin.press("Save the call")
    section(admin, "Overview")
    admin.reads("Write the text of the call: it is what the public reads.")
    act(admin, "Open")
    expect(admin.page.locator(".error-summary")).to_contain_text(
        ko("Write the text of the call: it is what the public reads.")
    )


def move_the_dates(admin: Person, new: NewRound) -> None:
    """First in the wrong order, which is refused next to the field, with nothing lost."""
    section(admin, "Name and dates")
    admin.fill({"Announcement": new.day(-3), "Opening": new.day(-1), "Closing": new.day(-2)})
    admin.press("Save")
    admin.reads_error("“%(later)s” must not be before “%(earlier)s” (%(day)s).", **misordered(new))
    admin.finds_typed({"Opening": new.day(-1), "Closing": new.day(-2)})
    admin.fill({"Closing": new.day(20)})
    admin.press("Save")
    admin.reads("The round was saved.")


def misordered(new: NewRound) -> dict[str, object]:
    return {"later": ko("Closing"), "earlier": ko("Opening"), "day": new.day(-1)}


def raise_the_threshold(admin: Person) -> None:
    """The conditions are shared with the source round until they are changed: the change becomes a version."""
    section(admin, "Criteria")
    change_row(admin, f"상시 근로자가 {OLD_THRESHOLD}명 이상이어야 합니다.", {
        "Threshold": NEW_THRESHOLD,
        "Wording for the firm": f"상시 근로자가 {NEW_THRESHOLD}명 이상이어야 합니다.",
    })  # fmt: skip
    change_row(
        admin,
        f"사업장이 {OLD_CITY}에 있어야 합니다.",
        {"Wording for the firm": f"사업장이 {NEW_CITY}에 있어야 합니다."},
    )


def change_row(admin: Person, wording: str, entries: dict[str, object]) -> None:
    with admin.inside(admin.page.get_by_role("row").filter(has_text=wording)) as row:
        row.here.get_by_role("link").filter(has_text=ko("Edit")).first.click()
    admin.fill(entries)
    admin.press("Save")
    expect(admin.page.get_by_text(str(entries["Wording for the firm"])).first).to_be_visible()


def write_the_call(admin: Person, new: NewRound) -> None:
    section(admin, "Call")
    admin.fill({
        "Title": f"{new.name} 참여기업 모집 공고",
        "Text": "부산의 중소기업을 모집합니다.\n\n자세한 요건은 아래와 같습니다.",
        "Publish at": f"{new.day(-1)}T00:00",
    })  # fmt: skip
    admin.press("Save the call")
    admin.reads("The call was saved.")


def try_it_out(admin: Person) -> None:
    """The preview judges by the new threshold and leaves nothing behind."""
    section(admin, "Overview")
    admin.follow("Preview as an applicant")
    admin.fill({"Regular employees": NEW_THRESHOLD - 1})
    admin.press("Check these facts")
    admin.reads("At least one condition is not met.")
    admin.fill({"Regular employees": NEW_THRESHOLD})
    admin.press("Check these facts")
    admin.reads("Every condition is met.")


def open_the_round(admin: Person) -> None:
    section(admin, "Overview")
    expect(admin.page.get_by_text(ko("Before the round can open"))).to_have_count(0)
    expect(admin.page.locator(".alert li").filter(has_text=OLD_CITY)).to_have_count(0)
    act(admin, "Open")
    admin.reads("Done: %(act)s.", act=ko_act("Open"))


def act(admin: Person, name: str) -> None:
    """From the overview to the page that says what follows, and its button."""
    admin.page.get_by_role("link", name=ko_act(name), exact=True).click()
    admin.page.get_by_role("button", name=ko_act(name), exact=True).click()


def ko_act(name: str) -> str:
    """An act on a round as its button says it."""
    with override("ko"):
        return pgettext("act on a round", name)


def add_a_site_in_the_new_city(owner: Person, new: NewRound) -> None:
    owner.open("/home/")
    owner.follow("My firm")
    if owner.page.get_by_role("link", name=ko("Add a site"), exact=True).count() == 0:
        owner.page.locator("main").get_by_role("link").first.click()
    owner.follow("Add a site")
    owner.fill({"Site name": f"부산공장 {new.mark}", "Factory address": f"{DISTRICT} 시험로 1"})
    owner.field("District").select_option(label=DISTRICT)
    owner.press("Save")
    owner.reads("The site was added.")


def apply_and_read_the_new_threshold(owner: Person, new: NewRound) -> None:
    owner.open("/")
    owner.page.get_by_role("link", name=new.name, exact=True).click()
    expect(owner.page.get_by_text("부산의 중소기업을 모집합니다.")).to_be_visible()
    owner.follow("Apply")
    site = owner.field("Site")
    site.select_option(label=site.locator("option", has_text=new.mark).inner_text())
    owner.press("Begin the application")
    owner.page.get_by_role("link").filter(has_text=ko("Management data")).first.click()
    owner.fill({"Regular employees": NEW_THRESHOLD - 3})
    owner.press("Save draft")
    check_page(owner)
    row = owner.page.locator("#criterion-employees")
    expect(row).to_contain_text(f"{NEW_THRESHOLD}명 이상")
    expect(row).to_contain_text(ko("Not met"))
    expect(owner.page.locator("#criterion-region")).to_contain_text(ko("Met"))


def check_page(owner: Person) -> None:
    owner.page.get_by_role("link").filter(has_text=ko("Check and submit")).first.click()


def the_old_round_keeps_its_own(owner: Person) -> None:
    owner.open("/")
    owner.page.get_by_role("link", name=SOURCE, exact=True).click()
    expect(owner.page.get_by_text(f"상시 근로자가 {OLD_THRESHOLD}명 이상이어야 합니다.")).to_be_visible()


def section(admin: Person, label: str) -> None:
    """A tab of the round's setup."""
    with admin.inside(admin.page.locator("nav.tabs")) as tabs:
        tabs.follow(label)
