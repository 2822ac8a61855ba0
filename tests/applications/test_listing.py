"""The official's list: what stands in the address is what one sees, keeps and takes out; nobody sees more."""

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.roles import Role
from applications import search, standing
from applications.models import Application, DuplicateFlag, Evaluation, SavedView
from journal import clock
from journal.models import AccessRecord, Event
from tests.factories import accounts as people
from tests.factories import applicants, cases
from workflow.models import Case, CorrectionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

LIST = reverse("applications:list")
EXPORT = reverse("applications:export")


@pytest.fixture
def reviewer(client, personas):
    client.force_login(personas["reviewer"])
    return client


@pytest.fixture
def three(round_2021, personas) -> list[Application]:
    """Three firms that differ in everything that one can filter by."""
    made = []
    for serial, name, state, fields in (
        (1, "가람정밀", "submitted", {"size": "small", "ksic_code": "25922", "verdict": "met"}),
        (
            2,
            "나래화학",
            "screened",
            {"size": "medium", "ksic_code": "20111", "root_industry": True, "verdict": "person_decides"},
        ),
        (
            3,
            "다솜테크",
            "submitted",
            {"size": "mid_size", "ksic_code": "28111", "polluting_processes": [], "verdict": "not_met"},
        ),
    ):
        firm = people.organisation(60 + serial, name)
        people.site(firm)
        case = cases.case(round_2021, firm, serial=serial)
        made.append(cases.application(case, state, bonus_score=Decimal(serial), **fields))
        search.refresh(made[-1])
    Case.objects.filter(pk=made[1].case_id).update(
        stage="selection", submitted_at=clock.now() - timedelta(days=3)
    )
    return made


def numbers(response) -> list[int]:
    """The serial numbers of the rows, in their order."""
    return [int(row.case.number[-4:]) for row, _values in response.context["rows"]]


def ask(case, personas, *, days=5, state="asked", **fields) -> CorrectionRequest:
    return CorrectionRequest.objects.create(
        case=case,
        record_kind="application",
        record_uid=case.application_set.get().uid,
        text="고쳐 주세요",
        deadline=clock.today() + timedelta(days=days),
        asked_by=personas["reviewer"],
        state=state,
        **fields,
    )


# -- filters -------------------------------------------------------------------------------------------------


NARROWED = [
    ({"all": "1"}, [3, 2, 1]),
    ({"q": "나래"}, [2]),
    ({"q": "0003"}, [3]),
    ({"q": "도금"}, [3, 2, 1]),
    ({"state": "screened"}, [2]),
    ({"state": ["screened", "submitted"]}, [3, 2, 1]),
    ({"stage": "selection"}, [2]),
    ({"size": "small"}, [1]),
    ({"industry": "20"}, [2]),
    ({"root": "yes"}, [2]),
    ({"root": "no"}, [3, 1]),
    ({"polluting": "no"}, [3]),
    ({"verdict": "person_decides"}, [2]),
    ({"score_from": "2"}, [3, 2]),
    ({"round": "IC-2021"}, [3, 2, 1]),
    ({"region": "incheon"}, [3, 2, 1]),
    ({"submitted_until": "2021-07-12"}, [2]),
    ({"submitted_from": "2021-07-12"}, [3, 1]),
    ({"officer": "nobody", "size": "small"}, [1]),
    ({"correction": "open"}, []),
    ({"duplicates": "yes"}, []),
    ({"grace": "no"}, [3, 2, 1]),
    ({"grace": "yes"}, []),
    ({"sort": "oldest"}, [1, 2, 3]),
    ({"sort": "submitted"}, [3, 1, 2]),
    ({"sort": "score"}, [3, 2, 1]),
    ({"sort": "nonsense"}, [3, 2, 1]),
]


def test_the_address_decides_what_stands_in_the_list(reviewer, three):
    found = [(query, numbers(reviewer.get(LIST, query))) for query, _expected in NARROWED]
    assert found == NARROWED


def test_open_overdue_and_corrected_are_told_apart(reviewer, three, personas):
    ask(three[0].case, personas)
    ask(three[1].case, personas, days=-1)
    Application.objects.filter(pk=three[2].pk).update(corrected_at=clock.now())

    assert numbers(reviewer.get(LIST, {"correction": "open"})) == [2, 1]
    assert numbers(reviewer.get(LIST, {"correction": "overdue"})) == [2]
    assert numbers(reviewer.get(LIST, {"correction": "corrected"})) == [3]
    assert numbers(reviewer.get(LIST, {"sort": "deadline"})) == [2, 1]


def test_each_officer_finds_their_own(reviewer, three, personas):
    cases.participant(three[0].case, personas["reviewer"], Role.REVIEWER)
    colleague = people.user("colleague@example.com", "동료")
    people.member(colleague, Role.REVIEWER, program=three[0].case.program_code, region="incheon")
    cases.participant(three[1].case, colleague, Role.REVIEWER)

    assert numbers(reviewer.get(LIST, {"officer": "mine"})) == [1]
    assert numbers(reviewer.get(LIST, {"officer": str(colleague.uid)})) == [2]
    assert numbers(reviewer.get(LIST, {"officer": "nobody"})) == [3]
    assert "동료" in reviewer.get(LIST, {"all": 1}).content.decode()


def test_flagged_applications_are_found(reviewer, three):
    DuplicateFlag.objects.create(application=three[0], other=three[1], reason="address", digest="a" * 32)
    assert numbers(reviewer.get(LIST, {"duplicates": "yes"})) == [1]
    assert numbers(reviewer.get(LIST, {"duplicates": "no"})) == [3, 2]


def test_test_cases_are_shown_only_on_request(reviewer, three):
    Case.objects.filter(pk=three[0].case_id).update(is_test=True)
    assert numbers(reviewer.get(LIST, {"all": 1})) == [3, 2]
    assert numbers(reviewer.get(LIST, {"tests": "on"})) == [3, 2, 1]


def test_a_filter_that_cannot_be_read_says_so_and_narrows_nothing(reviewer, three):
    response = reviewer.get(LIST, {"submitted_from": "gestern", "q": "가"})
    assert numbers(response) == [3, 2, 1]
    assert set(response.context["form"].errors) == {"submitted_from", "q"}
    assert 'value="gestern"' in response.content.decode()


def test_verdict_and_points_follow_the_evaluation(round_2021, personas):
    case = applicants.applied(
        round_2021, 70, other_support=True, root_industry=True, root_confirmation_until=date(2023, 1, 1)
    )
    application = case.application_set.get()
    assert application.verdict == "person_decides"
    assert application.bonus_score == Evaluation.objects.get().score > 0

    applicants.decided(case, "other_support", personas["reviewer"], met=False)
    standing.refresh(application)
    application.refresh_from_db()
    assert application.verdict == "not_met"


# -- pages ---------------------------------------------------------------------------------------------------


def test_every_order_is_walked_from_end_to_end(reviewer, round_2021, personas, monkeypatch):
    monkeypatch.setattr("applications.views.listing.SIZE", 3)
    for serial in range(1, 9):
        firm = people.organisation(serial + 100)
        case = cases.case(round_2021, firm, serial=serial)
        cases.application(case, bonus_score=Decimal(serial % 3))
        ask(case, personas, days=serial % 4)

    for sort in ("newest", "oldest", "submitted", "score", "deadline"):
        seen, address = [], {"sort": sort}
        while True:
            response = reviewer.get(LIST, address)
            page = response.context["page"]
            seen.append(numbers(response))
            if not page.next_cursor:
                break
            address = {"sort": sort, "after": page.next_cursor}
        last = reviewer.get(LIST, {"sort": sort, "last": "1"})
        back = reviewer.get(LIST, {"sort": sort, "before": page.previous_cursor})

        assert [len(rows) for rows in seen] == [3, 3, 2], sort
        assert sorted(number for rows in seen for number in rows) == list(range(1, 9)), sort
        assert numbers(last)[-2:] == seen[2], sort
        assert numbers(back) == seen[1], sort


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(
    reviewer, round_2021, personas, count, django_assert_num_queries
):
    for serial in range(1, count + 1):
        case = cases.case(round_2021, people.organisation(50 + serial), serial=serial)
        cases.application(case)
        cases.participant(case, personas["reviewer"], Role.REVIEWER)
        ask(case, personas)
    every = {"column": ["company", "officer", "correction", "duplicates", "industry", "address"]}
    reviewer.get(LIST, every)  # the choices of the filters are kept for a minute

    with django_assert_num_queries(6):  # session, person, roles, views, rows, count
        response = reviewer.get(LIST, every)

    assert len(numbers(response)) == count


def test_what_may_be_chosen_costs_few_queries_once_a_minute(reviewer, three, django_assert_num_queries):
    with django_assert_num_queries(10):
        reviewer.get(LIST, {"all": 1})


def test_large_numbers_are_counted_up_to_a_bound(reviewer, three, monkeypatch):
    monkeypatch.setattr("applications.rules.listing.COUNTED_UP_TO", 2)
    assert reviewer.get(LIST, {"all": 1}).context["count_text"] == "2+"


# -- who sees it ---------------------------------------------------------------------------------------------


def test_a_firm_sees_its_own_simple_list(client, personas, three, draft):
    client.force_login(personas["owner"])
    text = client.get(LIST).content.decode()
    assert str(draft.uid) in text
    assert "가람정밀" not in text
    assert 'name="officer"' not in text


@pytest.mark.parametrize("name", ["consultant"])
def test_others_work_from_their_tasks(client, personas, three, name):
    client.force_login(personas[name])
    assert client.get(LIST).status_code == 403
    assert client.get(EXPORT, {"all": 1}).status_code == 403


def test_another_region_finds_nothing(client, personas, three):
    client.force_login(personas["other_official"])
    assert numbers(client.get(LIST, {"all": 1})) == []
    assert numbers(client.get(LIST, {"q": "가람"})) == []


# -- columns and views ---------------------------------------------------------------------------------------


def test_columns_are_chosen_in_the_address(reviewer, three):
    text = reviewer.get(LIST, {"column": ["contact_phone", "products"]}).content.decode()
    assert "032-000-0000" in text
    assert "도금 부품" in text
    assert "가람정밀" not in text


def test_reading_columns_that_name_persons_leaves_a_record(reviewer, three, personas):
    reviewer.get(LIST, {"all": 1})
    assert not AccessRecord.objects.exists()

    reviewer.get(LIST, {"column": ["contact"]})

    record = AccessRecord.objects.get()
    assert (record.actor_id, record.count) == (personas["reviewer"].pk, 3)
    assert "IC-2021-0002" in record.subject


def test_a_view_keeps_filters_order_and_columns(reviewer, three, personas):
    query = "size=small&sort=score&column=company&after=x&evil=1"
    saved = reviewer.post(
        reverse("applications:views"), {"name": "소기업", "query": query, "is_default": "on"}
    )

    view = SavedView.objects.get()
    assert view.query == "size=small&sort=score&column=company"
    assert numbers(reviewer.get(saved.url)) == [1]
    assert reviewer.get(LIST).url == saved.url
    assert numbers(reviewer.get(LIST, {"all": 1})) == [3, 2, 1]


def test_a_view_of_the_same_name_is_replaced_and_one_is_the_default(reviewer, three):
    for name, query, default in (
        ("하나", "size=small", "on"),
        ("둘", "size=medium", "on"),
        ("하나", "root=yes", ""),
    ):
        reviewer.post(reverse("applications:views"), {"name": name, "query": query, "is_default": default})
    assert list(SavedView.objects.order_by("name").values_list("name", "query", "is_default")) == [
        ("둘", "size=medium", True),
        ("하나", "root=yes", False),
    ]


def test_a_view_is_removed_by_its_owner_alone(client, personas, three):
    view = SavedView.objects.create(user=personas["reviewer"], name="내 보기")
    address = reverse("applications:view", args=[view.uid])
    client.force_login(personas["approver"])
    assert client.post(address, {"act": "remove"}).status_code == 404
    client.force_login(personas["reviewer"])
    assert client.post(address, {"act": "remove"}).status_code == 302
    assert not SavedView.objects.exists()


# -- taking it out -------------------------------------------------------------------------------------------


def taken(client, **sent):
    return client.post(EXPORT, {"comment": "선정위원회 자료", "file_format": "csv", **sent})


def csv_rows(response) -> list[list[str]]:
    data = b"".join(response.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_file_holds_exactly_what_is_filtered(reviewer, three):
    rows = csv_rows(taken(reviewer, all="1", filter="sort=oldest&root=no&column=company&column=score"))
    assert len(rows[0]) == 3
    assert [row[:3] for row in rows[1:]] == [
        ["IC-2021-0001", "가람정밀", "1.0"],
        ["IC-2021-0003", "다솜테크", "3.0"],
    ]


def test_ticked_rows_alone_are_taken(reviewer, three):
    rows = csv_rows(taken(reviewer, row=[str(three[1].uid)], filter="size=small"))
    assert [row[0] for row in rows[1:]] == ["IC-2021-0002"]


def test_no_cell_is_a_formula(reviewer, three):
    firm = three[0].case.organisation
    type(firm).objects.filter(pk=firm.pk).update(name_ko='=HYPERLINK("http://x")')

    rows = csv_rows(taken(reviewer, all="1", filter="size=small"))
    assert rows[1][1] == '\'=HYPERLINK("http://x")'
    answer = taken(reviewer, all="1", filter="size=small", file_format="xlsx")
    book = io.BytesIO(b"".join(answer.streaming_content))
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("http://x")', "s")
    assert "<f>" not in zipfile.ZipFile(book).read("xl/worksheets/sheet1.xml").decode()


def test_a_workbook_says_who_took_it_when_and_why(reviewer, three, personas):
    answer = taken(reviewer, all="1", filter="", file_format="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.worksheets[0].max_row == 4
    notes = " ".join(str(row[0].value) for row in book.worksheets[1].iter_rows())
    assert "선정위원회 자료" in notes
    assert str(personas["reviewer"]) in notes
    assert "2021-07-14 10:00" in notes
    assert answer["Cache-Control"] == "no-store"


def test_taking_asks_why_and_is_recorded(reviewer, three, personas):
    refused = taken(reviewer, all="1", filter="column=contact", comment=" ")
    assert refused.status_code == 422
    assert not AccessRecord.objects.exists()

    taken(reviewer, all="1", filter="column=contact")

    record = AccessRecord.objects.get()
    assert (record.count, record.reason) == (3, "선정위원회 자료")
    assert "contact" in record.what
    assert Event.objects.get(action="applications.export").data["columns"] == ["number", "contact"]


def test_an_auditor_takes_it_out_with_a_reason_and_acts_on_nothing(client, personas, three):
    client.force_login(personas["auditor"])
    assert numbers(client.get(LIST, {"all": 1})) == [3, 2, 1]
    assert client.get(LIST, {"all": 1}).context["kinds"] == []
    assert taken(client, all="1", filter="", comment="").status_code == 422
    assert len(csv_rows(taken(client, all="1", filter=""))) == 4
    assert client.get(reverse("applications:bulk"), {"all": 1, "act": "refuse"}).status_code == 403


def test_what_cannot_be_read_is_not_taken_for_all(reviewer, three):
    assert taken(reviewer, all="1", filter="submitted_from=gestern").status_code == 302
    assert not AccessRecord.objects.exists()


# -- through the API -----------------------------------------------------------------------------------------


@pytest.fixture
def api(personas):
    client = APIClient()
    client.force_authenticate(personas["reviewer"])
    return client


def test_the_api_lists_with_the_same_filters_order_and_columns(api, three):
    answer = api.get("/api/v1/applications/", {"root": "no", "sort": "score", "column": ["company", "score"]})
    assert [(row["case_number"], row["columns"]) for row in answer.data["results"]] == [
        ("IC-2021-0003", {"number": "IC-2021-0003", "company": "다솜테크", "score": "3.0"}),
        ("IC-2021-0001", {"number": "IC-2021-0001", "company": "가람정밀", "score": "1.0"}),
    ]
    assert [
        row["case_number"] for row in api.get("/api/v1/applications/", {"q": "나래"}).data["results"]
    ] == ["IC-2021-0002"]


def test_the_api_pages_by_key(api, three):
    first = api.get("/api/v1/applications/", {"page_size": 2, "sort": "score"})
    second = api.get(first.data["next"])
    assert [row["case_number"][-1] for row in first.data["results"] + second.data["results"]] == [
        "3",
        "2",
        "1",
    ]
    assert (first.data["previous"], second.data["next"]) == (None, None)
    assert [row["case_number"][-1] for row in api.get(second.data["previous"]).data["results"]] == ["3", "2"]


def test_the_api_refuses_a_filter_that_cannot_be_read(api, three):
    answer = api.get("/api/v1/applications/", {"submitted_from": "gestern", "q": "가"})
    assert answer.status_code == 400
    assert set(answer.data["errors"]) == {"submitted_from", "q"}


def test_the_api_hands_the_list_out_for_a_reason(api, three):
    address = "/api/v1/applications/export/"
    assert api.post(address, {"filter": "size=small", "file_format": "csv"}).data["code"] == "bad_data"
    answer = api.post(address, {"filter": "size=small", "file_format": "csv", "comment": "점검"})
    assert [row[0] for row in csv_rows(answer)[1:]] == ["IC-2021-0001"]
    assert AccessRecord.objects.get().reason == "점검"
