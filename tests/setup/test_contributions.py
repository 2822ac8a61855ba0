"""What firms owe the programme: billed, received once, receipted, taken along as a workbook."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from documents import services
from documents.models import IssuedDocument
from ledger.models import ContributionDue, FundingLine
from tests.documents.pdfs import squeezed, text_of
from tests.factories import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def admin(client, personas):
    client.force_login(personas["admin"])
    return client


@pytest.fixture
def firms(round_2021):
    return FundingLine.objects.create(
        round=round_2021, code="firm-operation", fund_source="firm", purpose="operation"
    )


def owed(line, payer: str = "시험금속1", **values) -> ContributionDue:
    defaults = {
        "amount_krw": 5_500_000,
        "billed_on": date(2021, 7, 1),
        "due_on": date(2021, 7, 31),
        **values,
    }
    return ContributionDue.objects.create(line=line, payer=payer, **defaults)


def url(name: str, *objects) -> str:
    return reverse(f"setup:{name}", args=[record.uid for record in objects])


def test_billing_a_firm_of_the_round(admin, personas, round_2021, firms):
    firm = personas["owner"].current_memberships[0].organisation
    cases.case(round_2021, firm)
    values = {
        "line": firms.pk,
        "organisation": firm.pk,
        "payer": firm.name_ko,
        "amount_krw": "5,500,000",
        "billed_on": "2021-07-14",
        "due_on": "2021-07-01",
    }

    refused = admin.post(url("contribution-bill", round_2021), values)
    done = admin.post(url("contribution-bill", round_2021), {**values, "due_on": "2021-08-31"})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["due_on"])
    assert done.url == url("contributions", round_2021)
    assert ContributionDue.objects.get().organisation == firm


def test_only_lines_that_take_contributions_are_offered(admin, round_2021, firms):
    form = admin.get(url("contribution-bill", round_2021)).context["form"]

    assert list(form.fields["line"].queryset) == [firms]


def test_receiving_books_once_under_a_number(admin, round_2021, firms):
    due = owed(firms)
    values = {"received_on": "2021-07-14", "revision": "1"}

    first = admin.post(url("contribution-receive", round_2021, due), values)
    second = admin.post(url("contribution-receive", round_2021, due), values)

    assert (first.status_code, second.status_code) == (302, 409)
    due.refresh_from_db()
    firms.refresh_from_db()
    assert (due.receipt_number, firms.contributed_krw) == ("IC-2021-R-0001", 5_500_000)
    page = admin.get(url("contributions", round_2021)).content.decode()
    assert "IC-2021-R-0001" in page
    assert url("contribution-receive", round_2021, due) not in page


def test_a_bill_is_corrected_until_it_is_paid(admin, round_2021, firms):
    due = owed(firms)
    values = {
        "line": firms.pk,
        "payer": due.payer,
        "amount_krw": "6,000,000",
        "billed_on": "2021-07-01",
        "due_on": "2021-07-31",
        "revision": "1",
    }

    assert admin.post(url("contribution-edit", round_2021, due), values).status_code == 302
    stale = admin.post(url("contribution-edit", round_2021, due), {**values, "amount_krw": "7,000,000"})

    assert stale.status_code == 409
    due.refresh_from_db()
    assert due.amount_krw == 6_000_000


def test_the_list_sums_up_and_marks_what_is_overdue(admin, round_2021, firms):
    owed(firms, "늦은금속", due_on=date(2021, 7, 13))
    owed(firms, "바른금속", amount_krw=2_000_000)

    answer = admin.get(url("contributions", round_2021))

    sums = answer.context["sums"]
    assert (sums.billed_krw, sums.overdue_krw, sums.open_krw) == (7_500_000, 5_500_000, 7_500_000)
    assert {due.payer: due.is_overdue for due, _paper in answer.context["rows"]} == {
        "늦은금속": True,
        "바른금속": False,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(admin, round_2021, firms, rows):
    for number in range(rows):
        owed(firms, f"금속{number}")
    admin.get(url("contributions", round_2021))

    with CaptureQueriesContext(connection) as queries:
        admin.get(url("contributions", round_2021))

    assert len(queries) == 7


def test_the_workbook_has_every_bill_and_the_sums_and_no_formula(admin, round_2021, firms):
    owed(firms, "=HYPERLINK(1)")

    answer = admin.get(url("contributions-export", round_2021))

    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert (rows[0][1], rows[0][3]) == ("=HYPERLINK(1)", 5_500_000)
    assert sheet["B4"].data_type == "s"
    assert [row[3] for row in rows[1:]] == [5_500_000, 0, 0]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_receipt_is_issued_and_reaches_the_payer(admin, personas, round_2021, firms):
    firm = personas["owner"].current_memberships[0].organisation
    due = owed(firms, firm.name_ko, organisation=firm)
    admin.post(url("contribution-receive", round_2021, due), {"received_on": "2021-07-14", "revision": "1"})

    paper = IssuedDocument.objects.get()
    assert (paper.kind, paper.case, paper.snapshot["amount_krw"]) == ("contribution_receipt", None, 5_500_000)
    assert services.render(paper.uid)
    paper.refresh_from_db()
    assert squeezed("금5,500,000원(금오백오십만원)") in squeezed(text_of(bytes(paper.content.data)))
    seen = {
        name: IssuedDocument.objects.visible_to(personas[name]).exists()
        for name in ("admin", "reviewer", "owner", "other_owner", "consultant")
    }
    assert seen == {"admin": True, "reviewer": True, "owner": True, "other_owner": False, "consultant": False}
    assert paper.get_absolute_url() in admin.get(url("contributions", round_2021)).content.decode()
    assert admin.get(paper.get_absolute_url()).status_code == 200
    assert admin.get(f"/api/v1/papers/{paper.uid}/").json()["case"] is None


def test_a_receipt_still_being_made_has_a_page(admin, round_2021, firms):
    due = owed(firms)
    admin.post(url("contribution-receive", round_2021, due), {"received_on": "2021-07-14", "revision": "1"})
    IssuedDocument.objects.update(state="failed")

    assert admin.get(IssuedDocument.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_others_are_refused(client, personas, round_2021, firms, name):
    due = owed(firms)
    client.force_login(personas[name])

    for page in (
        url("contributions", round_2021),
        url("contribution-bill", round_2021),
        url("contributions-export", round_2021),
        url("contribution-edit", round_2021, due),
        url("contribution-receive", round_2021, due),
    ):
        assert client.get(page).status_code == 403
