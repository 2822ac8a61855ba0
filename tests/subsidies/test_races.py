"""Many approve at once, two write at once; on PostgreSQL, over HTTP with several processes (RELIABILITY C1, C2)."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from accounts import tokens
from documents import files
from documents.choices import Audience
from documents.models import IssuedDocument
from ledger import services as ledger
from ledger.models import Entry, FundingLine
from subsidies import services
from subsidies.models import Evidence, Grant
from tests.factories import accounts as people
from tests.factories import crowds, grants
from tests.web_server import served
from workflow.acts import Act
from workflow.errors import StaleVersion
from workflow.states import GrantState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

APPROVALS = 200
LIMIT_KRW = 50_500_000
RACES = 100


@pytest.fixture
def narrow_line(round_2021):
    """Money for 50 of the requests, and half a million won that is too little for another."""
    line = FundingLine.objects.create(
        round=round_2021, code="a-race", fund_source="city", purpose="improvement", confidence="demo"
    )
    ledger.plan(line, LIMIT_KRW, actor=None)
    return line


def token_of(person) -> str:
    with transaction.atomic():
        return tokens.create(person, "race")[1]


def test_the_budget_is_never_exceeded(round_2021, personas, narrow_line):
    staff = personas["consultant"], personas["reviewer"]
    with transaction.atomic():
        waiting = [
            crowds.reviewed_grant(round_2021, narrow_line, *staff, crowds.FIRST_SERIAL + number)
            for number in range(APPROVALS)
        ]
    secret = token_of(personas["approver"])
    calls = [
        (f"/api/v1/grants/{grant.uid}/transitions/", secret, {"name": "approve", "version": 1})
        for grant in waiting
    ]

    with served() as portal:
        answers = portal.post_at_once(calls)

    expected = LIMIT_KRW // crowds.PUBLIC_KRW
    assert Counter(answer.status for answer in answers) == {200: expected, 409: APPROVALS - expected}
    assert {a.body["code"] for a in answers if a.status == 409} == {"line_exhausted"}
    narrow_line.refresh_from_db()
    assert narrow_line.committed_krw == expected * crowds.PUBLIC_KRW
    assert Entry.objects.filter(line=narrow_line, kind="commit").count() == expected
    assert Grant.objects.filter(state=GrantState.APPROVED).count() == expected
    letters = IssuedDocument.objects.filter(kind="award_letter").order_by("serial")
    assert [letter.serial for letter in letters] == list(range(1, expected + 1))


def test_one_approval_pressed_many_times_commits_once(round_2021, personas, narrow_line):
    staff = personas["consultant"], personas["reviewer"]
    grant = crowds.reviewed_grant(round_2021, narrow_line, *staff, crowds.FIRST_SERIAL)
    secret = token_of(personas["approver"])
    call = (f"/api/v1/grants/{grant.uid}/transitions/", secret, {"name": "approve", "version": 1})

    with served() as portal:
        answers = portal.post_at_once([call] * 40)

    assert Counter(answer.status for answer in answers) == {200: 1, 409: 39}
    assert Entry.objects.filter(line=narrow_line, kind="commit").count() == 1


@pytest.mark.usefixtures("private_files")
def test_two_writers_of_one_version_never_overwrite_each_other(approved, personas):
    item = approved.cost_items.get()
    file = files.store(
        grants.picture(),
        case=approved.case,
        audience=Audience.FIRM,
        purpose="evidence",
        actor=personas["owner"],
    )
    together = threading.Barrier(2)

    def write(number: int, version: int, who: str) -> int | StaleVersion:
        data = {
            "kind": "card",
            "number": f"{who}-{number}",
            "supplier": "대성배관",
            "issued_on": "2021-07-14",
            "supply_price_krw": 1_000,
            "vat_krw": 100,
        }
        together.wait()
        try:
            return services.add_evidence(item, Act(personas[who], data=data, version=version), file=file).pk
        except StaleVersion as stale:
            return stale
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for number in range(RACES):
            version = Grant.objects.get().version
            race = [pool.submit(write, number, version, who) for who in ("owner", "member")]
            won = [result for future in race if isinstance(result := future.result(), int)]
            lost = [future.result() for future in race if isinstance(future.result(), StaleVersion)]
            assert len(won) == len(lost) == 1
            assert (lost[0].sent, lost[0].stored) == (version, version + 1)

    assert Evidence.objects.count() == RACES


def test_two_sites_of_a_firm_do_not_share_one_ceiling_twice(round_2021, personas, firm):
    """Both requests alone fit under the ceiling of five million won, together they do not."""
    other_site = people.site(firm, "제2공장")
    second = grants.improvement_case(round_2021, firm, personas["consultant"], serial=2, site=other_site)
    first = grants.improvement_case(round_2021, firm, personas["consultant"])
    rows = {
        case.pk: [grants.cost_item(grants.accepted_measure(case, personas["consultant"]), 6_000_000)]
        for case in (first, second)
    }
    together = threading.Barrier(2)

    def ask(case) -> int:
        together.wait()
        try:
            return grants.request(case, personas["owner"], rows[case.pk]).public_krw
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        amounts = sorted(pool.map(ask, (first, second)))

    assert amounts == [5_000_000 - 4_020_000, 4_020_000]
