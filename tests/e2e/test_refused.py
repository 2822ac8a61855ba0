"""The refused path: a firm reads why, objects in time, and is answered by letter."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.applicants import Applicant, submitted
from tests.e2e.conftest import DemoSite, Entrance
from tests.e2e.korean import ko
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e
WHY = "신청 내용이 올해 사업의 대상이 아닙니다."
GROUNDS = "고지서를 다시 확인해 주시기 바랍니다."
ANSWER = "고지서를 확인하였으나 결과가 같습니다."


def test_a_refused_firm_objects_and_is_answered(enter: Entrance, demo_site: DemoSite) -> None:
    applicant = submitted(demo_site)
    reviewer, firm = Person(enter("reviewer")), Person(enter(applicant.email))

    refuse(reviewer, applicant)
    object_to_it(firm, applicant)
    dismiss(reviewer, applicant)

    firm.open_case(applicant.number)
    expect(letter(firm, "이의신청 결정 통지서")).to_be_visible()


def refuse(reviewer: Person, applicant: Applicant) -> None:
    """The reason is asked for; without it nothing happens."""
    reviewer.open(f"/acts/application/{applicant.application}/refuse/")
    reviewer.press("Refuse")
    reviewer.reads_error("This field is required.")
    reviewer.fill({"Reason": WHY})
    reviewer.press("Refuse")


def object_to_it(firm: Person, applicant: Applicant) -> None:
    firm.open_case(applicant.number)
    expect(letter(firm, "미선정 통지서")).to_be_visible()
    expect(firm.page.get_by_text(WHY).first).to_be_attached()
    firm.begin("File an objection")
    firm.fill({"What you ask for": "다시 심사해 주시기 바랍니다.", "Why": GROUNDS})
    firm.press("File an objection")
    firm.open_case(applicant.number)
    expect(letter(firm, "이의신청서")).to_be_visible()


def dismiss(reviewer: Person, applicant: Applicant) -> None:
    """The objection waits among the official's tasks though the case has ended."""
    reviewer.take_task("Dismiss the objection", applicant.number)
    reviewer.fill({"Reason": ANSWER})
    reviewer.press("Dismiss the objection")
    expect(reviewer.page.get_by_text(ko("Objection dismissed")).first).to_be_visible()


def letter(person: Person, title: str):
    return person.page.get_by_role("row", name=re.compile(title)).first
