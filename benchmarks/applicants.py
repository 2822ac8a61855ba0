"""What applicants do in the last hour, for locust (benchmarks/last_hour.py starts it; knows nothing of Django).

Each has an own session and a complete draft: opens a section, changes a text, saves, again and again; some time in the
second half of the run submits, and looks at the receipt. What the server acknowledged goes into a file, line by line.
"""

import json
import os
import random
import time
import uuid
from html.parser import HTMLParser
from pathlib import Path

from locust import HttpUser, between, task
from locust.exception import StopUser

APPLICANTS = json.loads(Path(os.environ["LAST_HOUR_APPLICANTS"]).read_text())
ACKNOWLEDGED = Path(os.environ["LAST_HOUR_ACKNOWLEDGED"])
SECONDS = float(os.environ["LAST_HOUR_SECONDS"])
BEGAN = time.monotonic()


class Form(HTMLParser):
    """The fields of the form that holds a given field, as a browser would send them."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        self.found: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.textarea, self.select = "", ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        name = given.get("name", "")
        if tag == "form":
            self.values = {}
        elif tag == "textarea":
            self.textarea, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.values[self.select] = given.get("value", "")
        elif tag == "input" and name and _is_sent(given):
            self.values[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form" and self.field in self.values:
            self.found = self.values


def _is_sent(control: dict) -> bool:
    """Whether a browser sends this control."""
    kind = control.get("type")
    return kind not in ("submit", "button", "file") and (
        kind not in ("checkbox", "radio") or "checked" in control
    )


def form_of(page: str, field: str) -> dict[str, str]:
    parser = Form(field)
    parser.feed(page)
    return dict(parser.found)


class Applicant(HttpUser):
    wait_time = between(3, 9)

    def on_start(self) -> None:
        self.me = APPLICANTS.pop()
        self.client.cookies.update({"sessionid": self.me["session"]})
        self.submits_at = SECONDS * random.uniform(0.5, 0.9)
        self.submitted = False

    @task
    def work(self) -> None:
        if self.submitted:
            self.client.get(self.me["receipt"], name="receipt")
            if time.monotonic() - BEGAN > SECONDS * 0.95:
                raise StopUser
        elif time.monotonic() - BEGAN > self.submits_at:
            self.submit()
        else:
            self.save()

    def save(self) -> None:
        page = self.client.get(self.me["wishes"], name="open section")
        form = form_of(page.text, "wishes")
        if not form:
            return
        marker = f"저장 {uuid.uuid4().hex}"
        form |= {"wishes": marker, "act": "save"}
        with self.client.post(
            self.me["wishes"], form, name="save", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code == 302:
                answer.success()
                self.acknowledge("save", marker)
            else:
                answer.failure(f"not saved: {answer.status_code}")

    def submit(self) -> None:
        page = self.client.get(self.me["check"], name="open check")
        form = form_of(page.text, "version")
        if not form:
            return
        with self.client.post(
            self.me["check"], form, name="submit", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code == 302:
                answer.success()
                self.submitted = True
                self.acknowledge("submit", "")
            else:
                answer.failure(f"not submitted: {answer.status_code}")

    def acknowledge(self, what: str, marker: str) -> None:
        line = json.dumps({"uid": self.me["uid"], "what": what, "marker": marker}, ensure_ascii=False)
        with ACKNOWLEDGED.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
