"""The annual result: right sums, inert cells, a reason on record (RELIABILITY I6, P1)."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from journal.models import AccessRecord, Event
from reports import services
from reports.annual import annual_rows, total_row
from reports.export import COLUMNS, export
from tests.factories import grants, outcomes
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed
from workflow.models import Case
from workflow.states import CaseStage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

REASON = "연간 실적 보고"
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    '","=1+1',
    "a\n=1",
    "한글 =1",
)


def sheet(data: bytes):
    return load_workbook(BytesIO(data))["연간실적"]


def table(data: bytes) -> list[dict[str, object]]:
    """The rows below the heads, sums included, by head."""
    rows = list(sheet(data).iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.fixture
def certified(case, measure, personas):
    """A case with its support settled, its outcome accepted and its certificate."""
    grant = grants.request(case, personas["owner"], [grants.cost_item(measure, 7_462_687)])
    grants.settled(
        grants.approved(grant, personas["reviewer"], personas["approver"]),
        personas["owner"],
        personas["approver"],
    )
    outcome = outcomes.accepted(case, personas["owner"], personas["consultant"], personas["approver"])
    services.issue_certificate(outcome.case, Act(personas["admin"]))
    return case


def test_each_case_has_its_row(certified, round_2021, personas):
    row, total = table(export(round_2021, Act(personas["admin"], comment=REASON)))

    assert row["연번"] == 1
    assert (row["접수번호"], row["단계"]) == (certified.number, CaseStage.COMPLETED.label)
    assert row["업종"].startswith("25922")
    assert (row["제안 개선안 수"], row["수락 개선안 수"], row["이행 개선안 수"]) == (1, 1, 1)
    assert (row["교부결정액(원)"], row["지급액(원)"], row["반환액(원)"]) == (5_000_000, 5_000_000, 0)
    assert row["자부담(원)"] == 2_462_687
    assert [row[f"절감액(원/년) ({basis})"] for basis in ("추정", "보고", "검증")] == [
        6_000_000,
        5_400_000,
        5_400_000,
    ]
    assert row["TOE/년 (검증)"] == pytest.approx(10.305)
    assert row["tCO2eq/년 (검증)"] == pytest.approx(20.673)
    assert row["투자회수기간(년)"] == 1.3
    assert row["인증서번호"] == "제2021-001호"
    assert (total["연번"], total["지급액(원)"], total["접수번호"]) == ("합계", 5_000_000, None)


def test_sums_are_those_of_the_rows(certified, round_2021, personas):
    firm, _owner = grants.firm_with_owner(9)
    other = grants.improvement_case(round_2021, firm, personas["consultant"], serial=9)
    grants.accepted_measure(other, personas["consultant"])

    rows = annual_rows(Case.objects.filter(round=round_2021))
    total = total_row(rows)

    assert [row.case.number for row in rows] == ["IC-2021-0001", "IC-2021-0009"]
    assert total.effect("estimated").saved_krw == 12_000_000
    assert total.effect("verified").saved_krw == 5_400_000
    assert (total.proposed, total.accepted, total.implemented) == (2, 2, 1)
    # The second firm has no actual cost: payback stays that of the first.
    assert total.payback_years == rows[0].payback_years


def test_test_cases_are_left_out(case, measure, round_2021, personas):
    type(case).objects.filter(pk=case.pk).update(is_test=True)

    assert [row["연번"] for row in table(export(round_2021, Act(personas["admin"], comment=REASON)))] == [
        "합계"
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_computes_and_text_comes_back_as_it_was(case, measure, firm, round_2021, personas, text):
    type(firm).objects.filter(pk=firm.pk).update(name_ko=text)

    data = export(round_2021, Act(personas["admin"], comment=f"{text} 검토"))

    workbook = load_workbook(BytesIO(data))
    cells = [cell for page in workbook for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert table(data)[0]["기업명"] == text
    assert any(cell.value == f"내려받은 까닭: {text} 검토" for cell in cells)


def test_what_no_workbook_can_hold_is_left_out(case, measure, firm, round_2021, personas):
    type(firm).objects.filter(pk=firm.pk).update(name_ko="가\x07나")

    assert table(export(round_2021, Act(personas["admin"], comment=REASON)))[0]["기업명"] == "가나"


def test_the_export_is_on_record_with_its_reason(case, measure, round_2021, personas):
    export(round_2021, Act(personas["admin"], comment=REASON, address="192.0.2.7"))

    record = AccessRecord.objects.get()
    assert (record.actor_id, record.reason, record.address, record.count) == (
        personas["admin"].pk,
        REASON,
        "192.0.2.7",
        1,
    )
    event = Event.objects.get(action="reports.export")
    assert (event.object_uid, event.reason) == (round_2021.uid, REASON)


def test_no_export_without_a_reason(case, round_2021, personas):
    with pytest.raises(BadData) as bad:
        export(round_2021, Act(personas["admin"], comment="  "))

    assert list(bad.value.errors) == ["comment"]
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("name", ["owner", "consultant", "reviewer", "approver", "auditor"])
def test_only_an_administrator_exports(round_2021, personas, name):
    with pytest.raises(NotAllowed):
        export(round_2021, Act(personas[name], comment=REASON))


def test_an_administrator_of_one_region_does_not_take_the_whole_round(round_2021, personas):
    personas["admin"].memberships.update(region_code="incheon")
    personas["admin"].__dict__.pop("current_memberships", None)

    with pytest.raises(NotAllowed):
        export(round_2021, Act(personas["admin"], comment=REASON))


def test_the_queries_do_not_grow_with_the_cases(
    case, measure, round_2021, personas, django_assert_num_queries
):
    cases = Case.objects.filter(round=round_2021)
    with django_assert_num_queries(QUERIES):
        annual_rows(cases)
    for serial in (8, 9):
        firm, owner = grants.firm_with_owner(serial)
        other = grants.improvement_case(round_2021, firm, personas["consultant"], serial=serial)
        more = grants.accepted_measure(other, personas["consultant"])
        grants.request(other, owner, [grants.cost_item(more)])

    with django_assert_num_queries(QUERIES):
        assert len(annual_rows(cases)) == 3


QUERIES = 10


def test_every_column_has_a_head_of_its_own():
    heads = [column.head for column in COLUMNS]
    assert len(set(heads)) == len(heads) == 25
