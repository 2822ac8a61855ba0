"""The committee's afternoon in the browser: thirty declarations, thirty cases scored in a row, ranked, released."""

import re

import pytest
from playwright.sync_api import expect

from portal.demo.people import ANSAN_APPROVER
from tests.e2e.conftest import Entrance
from tests.e2e.korean import ko
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e
CASES, CHOSEN = 30, 20


def test_the_committees_afternoon_from_thirty_cases_to_the_released_letters(enter: Entrance) -> None:
    evaluator, approver = Person(enter("evaluator")), Person(enter(ANSAN_APPROVER.email))
    approver.page.on("dialog", lambda dialog: dialog.accept())

    declare_no_conflict(evaluator)
    score_all_in_a_row(evaluator)
    close_the_scores(approver)
    decide_and_release(approver)
    letters_are_out(approver)


def declare_no_conflict(evaluator: Person) -> None:
    """Before the declaration no case can be opened."""
    evaluator.open("/committee/mine/")
    expect(evaluator.page.locator("a[href*='/committee/reviews/']")).to_have_count(0)
    evaluator.follow("Declare")
    for answer in evaluator.page.locator("input[type=radio][value=no]").all():
        answer.check()
    evaluator.tick("I give this pledge.")
    evaluator.press("Declare")
    expect(evaluator.page.locator("a[href*='/committee/reviews/']")).to_have_count(CASES)


def score_all_in_a_row(evaluator: Person) -> None:
    """Save and next, without going back to the list, by the keyboard: a digit for each mark, Ctrl+Enter to go on."""
    page = evaluator.page
    page.locator("a[href*='/committee/reviews/']").first.click()
    for case in range(CASES):
        marks = page.locator("form[data-review] fieldset")
        for criterion in range(marks.count()):
            marks.nth(criterion).get_by_role("radio").first.focus()
            page.keyboard.press(str(1 + (case + criterion) % 5))
        before = page.url
        page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda url, before=before: url != before)
    evaluator.open("/committee/mine/")
    expect(page.get_by_text(f"{CASES}/{CASES}").first).to_be_visible()


def close_the_scores(approver: Person) -> None:
    approver.open("/committee/")
    approver.page.get_by_role("link", name="2012년 선정평가위원회").click()
    approver.press("Close the scores")


def decide_and_release(approver: Person) -> None:
    approver.follow("Ranked list")
    expect(approver.page.locator("tr.cut-line")).to_have_count(1)
    approver.press("Take over the proposal")
    expect(approver.page.get_by_text(ko("Staged"), exact=True)).to_have_count(CASES)
    approver.press("Release the results")
    expect(approver.page.get_by_text(ko("Released", context="decision"), exact=True)).to_have_count(CASES)


def letters_are_out(approver: Person) -> None:
    """A chosen firm's case has its letter, the next of the reserve list has its place."""
    approver.open("/cases/?round=AS-2012&stage=agreement")
    approver.page.get_by_role("link", name=re.compile(r"^AS-2012-\d{4}$")).first.click()
    expect(approver.page.get_by_role("row", name=re.compile("선정 통지서"))).to_be_visible()
