"""Bills through the API: many at once, by workbook, and what to look at."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from rest_framework.test import APIClient

from applications import services
from applications.models import EnergyUse
from documents import files
from documents.workbooks import CONTENT_TYPE
from tests.applications.test_baseline import months
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def client_of(personas):
    def client(name):
        made = APIClient()
        made.force_authenticate(personas[name])
        return made

    return client


@pytest.fixture
def owner(client_of):
    return client_of("owner")


@pytest.fixture
def year(draft, personas):
    services.edit(draft, Act(personas["owner"], data={"baseline_year": 2020}))
    draft.refresh_from_db()
    return draft


@pytest.fixture
def filled(monkeypatch, owner, year):
    """The template with a year of electricity; one more cell may be set."""
    monkeypatch.setattr(files, "_inspect", lambda *_given: CONTENT_TYPE)

    def upload(**cells):
        answer = owner.get(address(year, "energy-uses/template/"))
        book = load_workbook(BytesIO(answer.content))
        sheet = book["고지서"]
        for row in range(2, 14):
            sheet[f"E{row}"] = 1000
        for cell, value in cells.items():
            sheet[cell] = value
        stream = BytesIO()
        book.save(stream)
        return SimpleUploadedFile("고지서.xlsx", stream.getvalue(), content_type=CONTENT_TYPE)

    return upload


def address(application, tail):
    return f"/api/v1/applications/{application.uid}/{tail}"


def as_json(rows):
    return [{n: v.isoformat() if isinstance(v, date) else v for n, v in row.items()} for row in rows]


def test_many_bills_are_saved_at_once(owner, year):
    body = {"version": year.version, "rows": as_json(months(band="peak", vat_krw=5, bill_number="A-1"))}

    answer = owner.put(address(year, "energy-uses/"), body, format="json")
    again = owner.put(address(year, "energy-uses/"), body, format="json")
    listed = owner.get(address(year, "energy-uses/")).data

    assert (answer.status_code, answer.data["added"], answer.data["version"]) == (200, 12, year.version + 1)
    assert again.status_code == 409
    assert {(row["band"], row["vat_krw"], row["bill_number"]) for row in listed} == {("peak", 5, "A-1")}


def test_row_errors_name_their_place(owner, year):
    rows = [*as_json(months()[:2]), {"carrier": "water"}]

    refused = owner.put(address(year, "energy-uses/"), {"rows": rows}, format="json")
    partly = owner.put(address(year, "energy-uses/"), {"rows": rows, "partly": True}, format="json")

    assert refused.status_code == 400
    assert "rows.2.quantity" in refused.data["errors"]
    assert partly.data["added"] == 2
    assert {(error["row"], error["field"]) for error in partly.data["row_errors"]} >= {
        (2, "quantity"),
        (2, "unit"),
    }


@pytest.mark.parametrize("body", [{}, {"rows": "x"}, {"rows": [], "partly": "yes"}, {"rows": [], "other": 1}])
def test_what_is_no_table_is_refused(owner, year, body):
    assert owner.put(address(year, "energy-uses/"), body, format="json").status_code == 400


def test_a_workbook_is_looked_at_and_taken(owner, year, filled):
    url = address(year, "energy-uses/import/")

    preview = owner.post(url, {"file": filled()}, format="multipart").data
    wrong = owner.post(url, {"file": filled(E3="많이"), "mode": "all"}, format="multipart")
    stored_before = EnergyUse.objects.count()
    good = owner.post(url, {"file": filled(E3="많이"), "mode": "good"}, format="multipart").data
    rest = owner.post(url, {"file": filled(), "mode": "all"}, format="multipart").data

    assert (preview["saved"], preview["added"], preview["errors"]) == (False, 12, [])
    assert wrong.status_code == 422
    assert [(error["row"], error["column"], error["value"]) for error in wrong.data["errors"]] == [
        (3, "E 사용량", "많이")
    ]
    assert (stored_before, good["saved"], rest["added"], rest["same"]) == (0, True, 1, 11)
    assert EnergyUse.objects.count() == 12


def test_what_is_no_workbook_is_refused(owner, year):
    answer = owner.post(
        address(year, "energy-uses/import/"), {"file": SimpleUploadedFile("a.csv", b"1")}, format="multipart"
    )

    assert (answer.status_code, list(answer.data["errors"])) == (400, ["file"])


def test_warnings_are_listed_and_noted(owner, year):
    owner.put(address(year, "energy-uses/"), {"rows": as_json(months()[:11])}, format="json")
    url = address(year, "baseline-warnings/")
    (warning,) = owner.get(url).data

    answer = owner.post(
        url, {"code": warning["code"], "key": warning["key"], "note": "12월 휴업"}, format="json"
    )

    assert (warning["code"], warning["note"], warning["starts_on"]) == ("gap_month", "", "2020-12-01")
    assert answer.data[0]["note"] == "12월 휴업"


@pytest.mark.parametrize("name", ["other_owner", "consultant", "reviewer"])
def test_a_draft_of_others_is_not_there(client_of, year, name):
    stranger = client_of(name)

    answers = [
        stranger.put(address(year, "energy-uses/"), {"rows": []}, format="json"),
        stranger.get(address(year, "energy-uses/template/")),
        stranger.post(address(year, "energy-uses/import/"), {}, format="multipart"),
        stranger.get(address(year, "baseline-warnings/")),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
