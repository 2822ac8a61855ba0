"""The wallet of a firm: what is kept, until when it holds, who hears of its end, who sees it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import lapses, papers, services
from applications.asked import Slot
from applications.models import WalletItem
from documents.files import FileRefused
from documents.models import File
from journal import clock
from journal.models import Event, OutboxMessage
from tests.applications.conftest import scanned
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_at_here")]


@pytest.fixture
def add(during_call, firm, personas):
    """Put a paper into the wallet, as the owner."""

    def add(code="national_tax", uploads=None, **data) -> WalletItem:
        act = Act(personas["owner"], data={"code": code, **data})
        return services.add_to_wallet(firm, uploads or [scanned("증명서")], act)

    return add


@pytest.fixture
def owner(during_call, client, personas):
    client.force_login(personas["owner"])
    return client


# -- what is kept --------------------------------------------------------------------------------------------


def test_a_paper_is_kept_with_its_pages_dates_and_event(add, firm):
    item = add(
        "size_confirmation",
        [scanned("앞면"), scanned("뒷면")],
        issued_on=date(2021, 4, 1),
        valid_until="2022-03-31",
        number=" 0010-2021-1 ",
        issuer="중소벤처기업부",
    )

    assert (item.issued_on, item.valid_until, item.number) == (
        date(2021, 4, 1),
        date(2022, 3, 31),
        "0010-2021-1",
    )
    assert sorted(file.original_name for file in item.files.all()) == ["뒷면.png", "앞면.png"]
    assert {(file.case_id, file.organisation, file.audience) for file in File.objects.all()} == {
        (None, firm, "firm")
    }
    event = Event.objects.get(action="wallet.add")
    assert event.after["valid_until"] == "2022-03-31"


def test_a_national_tax_certificate_holds_thirty_days_the_day_of_issue_counted(add):
    assert add(issued_on=date(2021, 7, 1)).valid_until == date(2021, 7, 30)
    assert add(issued_on=date(2021, 7, 1), valid_until=date(2021, 7, 10)).valid_until == date(2021, 7, 10)
    assert add("local_tax", issued_on=date(2021, 7, 1)).valid_until is None


def test_of_a_kind_that_a_firm_holds_once_the_newer_replaces_the_older(add):
    first, second = add(), add()
    permits = [add("permit", title="대기 1호"), add("permit", title="대기 2호")]

    first.refresh_from_db()
    assert (first.replaced_by, first.is_current, second.is_current) == (second, False, True)
    assert list(WalletItem.objects.current().filter(code="permit").order_by("pk")) == permits


def test_a_replaced_paper_stays_as_history_with_its_files(add, personas):
    permit = add("permit", title="대기 1호")

    newer = services.replace_in_wallet(
        permit, [scanned("변경신고증")], Act(personas["member"], data={"issued_on": "2021-07-05"})
    )

    permit.refresh_from_db()
    assert (permit.replaced_by, newer.title, newer.code) == (newer, "대기 1호", "permit")
    assert permit.files.count() == 1
    with pytest.raises(Refused) as refused:
        services.put_away(permit, Act(personas["owner"]))
    assert refused.value.code == "not_current"


def test_put_away_is_no_deletion(add, personas):
    item = add()

    services.put_away(item, Act(personas["owner"]))

    item.refresh_from_db()
    assert item.put_away_at == clock.now()
    assert item.files.count() == 1
    assert not WalletItem.objects.current().exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"code": "holiday"}, "code"),
        ({"issued_on": "yesterday"}, "issued_on"),
        ({"issued_on": date(2031, 1, 1)}, "issued_on"),
        ({"issued_on": date(2021, 7, 2), "valid_until": date(2021, 7, 1)}, "valid_until"),
        ({"title": "x" * 121}, "title"),
        ({"issuer": "a\0b"}, "issuer"),
    ],
)
def test_entries_that_cannot_be(add, data, field):
    with pytest.raises(BadData) as bad:
        add(**data)

    assert set(bad.value.errors) == {field}


def test_a_refused_page_names_itself_and_leaves_nothing(add):
    wrong = SimpleUploadedFile("뒷면.png", b"<svg/>")

    with pytest.raises(FileRefused) as refused:
        add("permit", [scanned("앞면"), wrong])

    assert refused.value.sentence.startswith("뒷면.png: ")
    assert not File.objects.exists()
    assert not WalletItem.objects.exists()


def test_without_a_file_there_is_no_paper(during_call, firm, personas):
    with pytest.raises(BadData):
        services.add_to_wallet(firm, [], Act(personas["owner"], data={"code": "permit"}))


def test_strangers_officials_and_consultants_may_not(add, firm, personas):
    item = add()
    for name in ("other_owner", "reviewer", "consultant", "admin"):
        with pytest.raises(NotAllowed):
            services.put_away(item, Act(personas[name]))
        assert not WalletItem.objects.visible_to(personas[name]).exists()
    assert WalletItem.objects.visible_to(personas["member"]).get() == item


def test_the_database_keeps_what_a_row_promises(add):
    item = add(issued_on=date(2021, 7, 1))
    for wrong in ({"valid_until": date(2021, 6, 30)}, {"put_away_at": clock.now(), "replaced_by": item}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WalletItem.objects.filter(pk=item.pk).update(**wrong)


# -- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("납세증명서(국세)", "national_tax"),
        ("국세 납세증명서", "national_tax"),
        ("지방세납세증명서", "local_tax"),
        ("중소기업 확인서", "size_confirmation"),
        ("4대보험 가입자명부", "insurance_roster"),
        ("사업계획서", None),
    ],
)
def test_one_paper_has_many_names(label, code):
    kind = papers.kind_for(Slot("document-7", label))

    assert (kind.code if kind else None) == code


# -- before it expires ---------------------------------------------------------------------------------------


def test_owners_hear_fourteen_and_three_days_before_once_each(add, personas):
    item = add("local_tax", valid_until=clock.today() + timedelta(days=20))
    sent = []
    for days in (5, 6, 7, 16, 17, 21):
        with clock.travel(clock.now() + timedelta(days=days)):
            lapses.warn()
            lapses.warn()
            sent.append(OutboxMessage.objects.filter(task=lapses.TASK).count())

    assert sent == [0, 1, 1, 1, 2, 2]
    message = OutboxMessage.objects.filter(task=lapses.TASK).first()
    lapses.send(message.payload, message_id="lapse-1-14")
    assert [letter.to for letter in mail.outbox] == [["owner@example.com"]]
    assert str(item.uid) in mail.outbox[0].body


def test_nobody_hears_of_a_paper_that_was_replaced_meanwhile(add):
    item = add(issued_on=clock.today())
    add(issued_on=clock.today())

    lapses.send({"item": item.pk, "days": 14}, message_id="x")

    assert mail.outbox == []


# -- pages ---------------------------------------------------------------------------------------------------


def test_the_wallet_shows_what_expires_and_other_names(owner, firm, add):
    add(issued_on=clock.today() - timedelta(days=20))
    add("local_tax", valid_until=clock.today() - timedelta(days=1))

    text = owner.get(reverse("applications:wallet", args=[firm.uid])).content.decode()

    assert text.count("paper__warned") == 2
    assert "납세증명서(국세)" in text


def test_a_paper_is_added_replaced_and_put_away_on_its_pages(owner, firm, during_call):
    answer = owner.post(
        reverse("applications:wallet-add", args=[firm.uid]),
        {"code": "national_tax", "issued_on": "2021-07-01", "files": [scanned("1"), scanned("2")]},
    )
    assert answer.url == reverse("applications:wallet", args=[firm.uid])
    first = WalletItem.objects.get()
    assert first.files.count() == 2

    answer = owner.post(
        reverse("applications:wallet-replace", args=[first.uid]),
        {"issued_on": "2021-07-02", "files": [scanned("3")]},
    )
    newer = WalletItem.objects.current().get()
    assert answer.url == newer.get_absolute_url()
    assert "1.png" in owner.get(answer.url).content.decode()

    owner.post(reverse("applications:wallet-put-away", args=[newer.uid]))
    assert not WalletItem.objects.current().exists()


def test_a_refused_file_keeps_what_was_typed(owner, firm, during_call):
    answer = owner.post(
        reverse("applications:wallet-add", args=[firm.uid]),
        {"code": "permit", "title": "대기 1호", "files": [SimpleUploadedFile("a.exe", b"MZ")]},
    )

    assert answer.status_code == 422
    assert "대기 1호" in answer.content.decode()
    assert "a.exe" in answer.content.decode()


def test_a_foreign_wallet_looks_like_a_missing_one(during_call, client, personas, firm, add):
    item = add()
    client.force_login(personas["other_owner"])

    for name, uid in (("wallet", firm.uid), ("wallet-add", firm.uid), ("wallet-item", item.uid)):
        assert client.get(reverse(f"applications:{name}", args=[uid])).status_code == 404
    assert client.post(reverse("applications:wallet-put-away", args=[item.uid])).status_code == 404
    assert client.get(item.files.get().get_absolute_url()).status_code == 404


def test_three_papers_cost_the_queries_of_one(owner, firm, add, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("applications:wallet", args=[firm.uid])
    add("permit")
    with CaptureQueriesContext(
        connection,
    ) as one:
        owner.get(url)
    add("permit")
    add("national_tax")
    with django_assert_num_queries(len(one)):
        owner.get(url)


# -- API -----------------------------------------------------------------------------------------------------


def test_the_api_lists_and_adds(owner, firm, during_call):
    body = {"organisation": str(firm.uid), "code": "national_tax", "issued_on": "2021-07-01"}

    answer = owner.post("/api/v1/wallet/", {**body, "files": [scanned("1"), scanned("2")]})

    assert answer.status_code == 201, answer.content
    assert (answer.json()["valid_until"], len(answer.json()["files"])) == ("2021-07-30", 2)
    assert [row["code"] for row in owner.get("/api/v1/wallet/").json()["results"]] == ["national_tax"]

    refused = owner.post("/api/v1/wallet/", {**body, "files": [SimpleUploadedFile("a.png", b"<svg/>")]})
    assert (refused.status_code, refused.json()["code"]) == (400, "type")
