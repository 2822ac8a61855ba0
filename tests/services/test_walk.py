"""A case walks through the processes of docker-compose.yml, from registration to certificate, by the API alone."""

import json
from functools import cache

import pytest

from tests.e2e.api_path import Api, walk

pytestmark = pytest.mark.redis

# 인천광역시 남동구.
DISTRICT = "28200"
CLIENT = "203.0.113.9"


def test_a_case_goes_the_whole_path(installation):
    prepared = json.loads(installation.call("open_round"))

    @cache
    def speak_as(role):
        token = installation.manage("create_token", f"{role}@example.com").strip()
        return Api(installation.base_url, token, {**installation.headers, "X-Forwarded-For": CLIENT})

    case = walk(speak_as, district=DISTRICT, consultant_email="consultant@example.com", **prepared)

    owner = speak_as("owner")
    assert owner.get(f"cases/{case}/")["stage"] == "completed"
    for paper in owner.get(f"papers/?case={case}")["results"]:
        page = installation.request("GET", f"/verify/{code_of(installation, paper['uid'])}/")
        assert (page.status, "유효" in page.text()) == (200, True)
    everything_done(installation)
    # The mail went through SMTP, and leads to the public origin whatever the processes are called.
    mails = installation.postbox.mails_to("owner@example.com")
    assert mails
    assert all(f"https://cleanprod.example.go.kr/cases/{case}/" in mail.get_content() for mail in mails)
    addresses = "SELECT DISTINCT address FROM journal_event WHERE action = 'application.submit'"
    assert installation.query(addresses) == [(CLIENT,)]
    for check in ("check_ledger", "verify_journal", "verify_documents"):
        installation.manage(check)


def code_of(installation, paper):
    codes = installation.query("SELECT verification_code FROM documents_issueddocument WHERE uid = %s", paper)
    return codes[0][0]


def everything_done(installation):
    """Each message of the outbox, paper or mail, reached its end."""
    open_or_failed = "SELECT task, state, last_error FROM journal_outboxmessage WHERE state <> 'done'"
    installation.wait_until(lambda: not installation.query(open_or_failed), 60, "the outbox is empty")
    sent = "SELECT count(*) > 0 FROM journal_outboxmessage WHERE task = 'workflow.send_notice'"
    assert installation.query(sent) == [(True,)]
