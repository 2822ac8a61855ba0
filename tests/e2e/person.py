"""Somebody at a browser: reads Korean labels, types, presses buttons, and never knows an id or a class."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.korean import ko

Upload = dict[str, Any]


@dataclass
class Person:
    """Words are given in the English of the code and looked for in Korean.

    ``scope`` is where the person looks: the page, or a part of it (``inside``).
    """

    page: Page
    scope: Page | Locator | None = None

    @property
    def here(self) -> Page | Locator:
        return self.scope or self.page

    @contextmanager
    def inside(self, part: Locator) -> Iterator["Person"]:
        """The same person with eyes on one part of the page: a row, a card."""
        yield Person(self.page, part)

    # -- getting about ---------------------------------------------------------------------------------------

    def open(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.ok, f"{answer.status} {address}"

    def follow(self, text: str, **values: object) -> None:
        self.here.get_by_role("link", name=ko(text, **values), exact=True).first.click()

    def press(self, text: str, **values: object) -> None:
        self.here.get_by_role("button", name=ko(text, **values), exact=True).click()

    def take_task(self, act: str, case: str = "") -> None:
        """Begin with what waits on the home page; without a number, the first task of that kind."""
        self.open("/home/")
        name = rf"^{re.escape(ko('Go there'))}\s*: {re.escape(ko(act))}, {re.escape(case)}"
        self.page.get_by_role("link", name=re.compile(name)).first.click()

    def open_case(self, case: str) -> None:
        self.open("/cases/")
        self.page.get_by_role("link", name=case, exact=True).click()

    def open_record(self, kind: str, case: str) -> None:
        """From the page of the case to one of its records."""
        self.open_case(case)
        self.page.get_by_role("row").get_by_role("link", name=ko(kind), exact=True).click()

    def begin(self, act: str) -> None:
        """An act that nobody waits for: folded away on the page of the case."""
        self.page.get_by_text(ko("Other acts"), exact=True).click()
        self.follow(act)

    # -- filling in ------------------------------------------------------------------------------------------

    def fill(self, entries: dict[str, object]) -> None:
        """Type into text fields, pick from lists."""
        for label, value in entries.items():
            field = self.field(label)
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(label=str(value))
            else:
                field.fill(str(value))

    def choose(self, question: str, answer: str) -> None:
        """One of several radio buttons or boxes under a common question."""
        group = self.here.get_by_role("group", name=named(question))
        group.get_by_label(ko(answer), exact=True).check()

    def tick(self, label: str) -> None:
        self.field(label).check()

    def attach(self, label: str, file: Path | Upload) -> None:
        self.field(label).set_input_files(file)  # type: ignore[arg-type]

    def field(self, label: str) -> Locator:
        return self.here.get_by_label(named(label))

    def row(self, number: int) -> Locator:
        """A row of the form's table, its head not counted."""
        return self.here.locator("table.data-table--form tbody tr").nth(number - 1)

    # -- reading ---------------------------------------------------------------------------------------------

    def reads(self, text: str, **values: object) -> None:
        """The words stand on the page and can be seen."""
        expect(self.here.get_by_text(ko(text, **values)).filter(visible=True).first).to_be_visible()

    def reads_error(self, text: str, **values: object) -> None:
        """The summary of errors has the focus and says it."""
        summary = self.page.locator(".error-summary")
        expect(summary).to_be_focused()
        expect(summary).to_contain_text(ko(text, **values))

    def finds_typed(self, entries: dict[str, object]) -> None:
        """What was typed still stands in its fields."""
        for label, value in entries.items():
            expect(self.field(label)).to_have_value(str(value))


def named(label: str) -> re.Pattern[str]:
    """A label with or without the mark of required fields."""
    return re.compile(rf"^\s*{re.escape(ko(label))}\s*({re.escape(ko('required'))})?\s*$")
