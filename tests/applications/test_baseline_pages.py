"""The pages of the bills: a table to paste into, a workbook to fill in, warnings to note away."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from applications import bill_cells, services
from applications.models import BaselineNote, EnergyUse
from documents import files
from documents.workbooks import CONTENT_TYPE, NotThat
from journal.models import Event
from tests.applications.test_baseline import months
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]
JANUARY = {"starts_on": "2020-01-01", "ends_on": "2020-01-31", "quantity": "100,000", "unit": "kWh"}


@pytest.fixture
def owner(client, personas):
    client.force_login(personas["owner"])
    return client


@pytest.fixture
def year(draft, personas):
    services.edit(draft, Act(personas["owner"], data={"baseline_year": 2020}))
    draft.refresh_from_db()
    return draft


@pytest.fixture
def act(personas):
    return Act(personas["owner"])


@pytest.fixture
def unchecked(monkeypatch):
    """Workbooks taken without the detour through the child process that looks into files."""
    monkeypatch.setattr(files, "_inspect", lambda *_given: CONTENT_TYPE)


def page(application, name="energy", carrier=""):
    if carrier:
        return reverse("applications:energy-carrier", args=[application.uid, carrier])
    return reverse(f"applications:{name}", args=[application.uid])


def sent(*rows, **more):
    """The table as a browser sends it."""
    data = {"uses-TOTAL_FORMS": len(rows), "uses-INITIAL_FORMS": 0, **more}
    return data | {f"uses-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


# -- the table -----------------------------------------------------------------------------------------------


def test_cells_are_read_as_they_stand_on_a_korean_bill(owner, year):
    row = {
        "starts_on": "2020. 1. 1.",
        "ends_on": "20200131",
        "quantity": " 12,345.6 ",
        "unit": "kWh",
        "cost_krw": "1,234,567원",
        "vat_krw": "₩123,457",
        "band": "peak",
        "meter": "0512 3456",
        "contract": "산업용(을) 고압A 선택Ⅱ",
        "bill_number": "2020-01",
        "evidence_grade": "billed",
    }

    answer = owner.post(page(year), sent(row))

    use = EnergyUse.objects.get()
    assert answer.status_code == 302
    assert (use.starts_on, use.ends_on, use.quantity) == (
        date(2020, 1, 1),
        date(2020, 1, 31),
        Decimal("12345.6"),
    )
    assert (use.cost_krw, use.vat_krw, use.band, use.contract) == (
        1_234_567, 123_457, "peak", "산업용(을) 고압A 선택Ⅱ",
    )  # fmt: skip


def test_twelve_months_are_laid_out_and_stay_none_until_they_are_filled_in(owner, year):
    empty = owner.get(page(year)).context["bills"]
    rows = [dict(form.initial) for form in empty.forms]

    owner.post(page(year), sent(*rows))
    stored_empty = EnergyUse.objects.count()
    rows[3]["quantity"] = "5000"
    owner.post(page(year), sent(*rows))

    assert (len(rows), stored_empty) == (12, 0)
    assert EnergyUse.objects.get().starts_on == date(2020, 4, 1)


def test_months_are_laid_out_from_the_reading_day_and_by_time_band(owner, year, act):
    services.save_uses(year, months()[:1], act)
    address = reverse("applications:energy", args=[year.uid])

    forms = owner.get(f"{address}?lay=1&day=18").context["bills"].forms
    bands = owner.get(f"{address}?lay=1&bands=on").context["bills"].forms

    laid = [form.initial.get("starts_on") for form in forms if form.initial.get("laid")]
    assert laid[:2] == ["2020-01-18", "2020-02-18"]
    assert sum("laid" in form.initial for form in bands) == 36


def test_what_cannot_stand_keeps_its_text_beside_the_saved_row(owner, year):
    wrong = {**JANUARY, "starts_on": "2020-02-01", "ends_on": "언젠가", "quantity": "많이", "unit": "MWh"}

    answer = owner.post(page(year), sent(JANUARY, wrong))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert EnergyUse.objects.get().quantity == 100_000
    assert str(EnergyUse.objects.get().uid) in text
    assert 'value="많이"' in text
    assert 'value="언젠가"' in text
    assert 'href="#id_uses-1-quantity"' in text


def test_a_stale_table_is_refused_and_shown_as_typed(owner, year):
    answer = owner.post(page(year), sent(JANUARY, version=0))

    assert answer.status_code == 409
    assert 'value="100,000"' in answer.content.decode()
    assert f'name="version" value="{year.version}"' in answer.content.decode()


def test_saving_the_shown_page_again_changes_the_row_and_removing_takes_it_back(owner, year):
    owner.post(page(year), sent(JANUARY))
    uid = EnergyUse.objects.get().uid

    owner.post(page(year), sent({**JANUARY, "uid": uid, "quantity": "90000"}))
    changed = EnergyUse.objects.get().quantity
    owner.post(page(year), sent({**JANUARY, "uid": uid, "remove": "on"}))

    assert changed == 90_000
    assert not EnergyUse.objects.exists()


def test_each_carrier_has_its_page_with_its_units(owner, year):
    owner.post(page(year, carrier="city_gas_lng"), sent({**JANUARY, "unit": "MJ"}))
    text = owner.get(page(year, carrier="water")).content.decode()

    assert EnergyUse.objects.get().carrier_id == "city_gas_lng"
    assert 'value="m3"' in text
    assert 'name="uses-0-band"' not in text
    assert owner.get(page(year, carrier="moonshine")).status_code == 404


def test_a_save_in_the_background_answers_what_the_page_needs_to_know(owner, year):
    answer = owner.post(page(year), sent(JANUARY, {**JANUARY, "quantity": "x"}, act="autosave"))

    body = answer.json()
    year.refresh_from_db()
    assert answer.status_code == 422
    assert body["version"] == year.version
    assert body["rows"] == {"uses-0": str(EnergyUse.objects.get().uid)}
    assert list(body["errors"]) == ["uses-1-quantity"]


def seen_on(owner, application, carrier="electricity"):
    return owner.get(page(application, carrier=carrier)).context["seen"]


def test_two_people_on_one_table_keep_what_each_changed(owner, year, act):
    uses = services.save_uses(year, months()[:2], act).uses
    seen = seen_on(owner, year)
    services.save_uses(year, [{"uid": uses[0].uid, "quantity": 1}, {"uid": uses[1].uid, "quantity": 2}], act)
    mine = [
        {**JANUARY, "uid": uses[0].uid, "cost_krw": "5000"},
        {**JANUARY, "uid": uses[1].uid, "starts_on": "2020-02-01", "ends_on": "2020-02-29", "quantity": "3"},
    ]

    answer = owner.post(page(year), sent(*mine, seen=seen, act="autosave"))
    told = answer.json()
    meanwhile = {use.starts_on.month: (use.quantity, use.cost_krw) for use in EnergyUse.objects.all()}
    owner.post(page(year), sent(*mine, seen=told["seen"], act="autosave"))

    assert answer.status_code == 409
    assert list(told["errors"]) == ["uses-1-quantity"]
    assert meanwhile == {1: (1, 5000), 2: (2, None)}
    assert EnergyUse.objects.get(uid=uses[1].uid).quantity == 3
    assert EnergyUse.objects.get(uid=uses[0].uid).quantity == 1


def test_a_month_that_a_colleague_entered_meanwhile_is_not_written_over(owner, year, act):
    seen = seen_on(owner, year)
    services.save_uses(year, months()[:1], act)

    answer = owner.post(page(year), sent({**JANUARY, "quantity": "7"}, seen=seen))

    assert answer.status_code == 409
    assert EnergyUse.objects.get().quantity == 100_000


def test_a_save_by_itself_takes_nothing_away(owner, year, act):
    use = services.save_uses(year, months()[:1], act).uses[0]

    owner.post(page(year), sent({**JANUARY, "uid": use.uid, "remove": "on"}, act="autosave"))

    assert EnergyUse.objects.exists()


def test_both_bases_and_the_sums_are_shown_and_no_total_is_asked(owner, year, act):
    services.save_uses(year, months(quantity="83333.333", cost_krw=10_000_000), act)

    text = owner.get(page(year)).content.decode()

    assert "229.00" in text
    assert "86.00" in text
    assert "120,000,000" in text
    assert not re.findall(
        r'name="[^"]*(total|sum)[^"]*"', text.replace("uses-TOTAL_FORMS", ""), re.IGNORECASE
    )


def test_a_page_of_bills_asks_the_database_as_often_as_one_with_a_row(owner, year, act):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(page(year)).status_code == 200
        return len(captured)

    services.save_uses(year, months()[:1], act)
    queries()
    few = queries()
    services.save_uses(
        year, [row for band in ("off_peak", "mid_peak", "peak") for row in months(band=band)], act
    )

    assert queries() == few


# -- warnings ------------------------------------------------------------------------------------------------


def test_a_warning_is_shown_with_its_row_and_noted_away(owner, year, act):
    services.save_uses(year, [*months()[:5], {**months()[5], "quantity": 99}, *months()[6:11]], act)
    shown = owner.get(page(year))
    (gap, slip) = sorted(shown.context["waiting"], key=lambda line: line.code)

    owner.post(page(year, "energy-note"), {"code": gap.code, "key": gap.key, "note": "12월 공장 이전"})
    after = owner.get(page(year))

    assert "2020년 12월" in gap.text
    assert "MWh" in slip.text
    assert slip.row_id == "uses-5-row"
    assert [line.code for line in after.context["waiting"]] == ["unit_slip"]
    assert "12월 공장 이전" in after.content.decode()
    assert BaselineNote.objects.get().noted_by == act.actor


# -- the workbook --------------------------------------------------------------------------------------------


def template(owner, application):
    answer = owner.get(page(application, "energy-template"))
    assert answer["Content-Type"] == CONTENT_TYPE
    return load_workbook(BytesIO(answer.content))


def upload(book, name="고지서.xlsx"):
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue(), content_type=CONTENT_TYPE)


def filled(owner, application, **changes):
    """The template with twelve months of electricity; ``changes`` are cells such as ``E5``."""
    book = template(owner, application)
    sheet = book["고지서"]
    for row in range(2, 14):
        sheet[f"E{row}"] = 100_000
        sheet[f"G{row}"] = 11_000_000
    for cell, value in changes.items():
        sheet[cell] = value
    return upload(book)


def preview_of(owner, application, file):
    return owner.post(page(application, "energy-import"), {"file": file})


def confirm(owner, application, answer):
    rows = answer.context["preview"].signed
    return owner.post(page(application, "energy-import"), {"rows": rows, "version": application.version})


def test_the_template_has_the_site_the_months_what_is_stored_and_drop_downs(owner, year, act):
    services.save_uses(year, months("water", 120, "m3")[:1], act)

    book = template(owner, year)

    sheet = book["고지서"]
    lines = [[cell.value for cell in row][:6] for row in sheet.iter_rows(min_row=2)]
    assert lines[0] == ["용수", *(lines[0][1:4]), 120, "m3"]
    assert sum(line[0] == "전기" for line in lines) == 12
    assert sum(line[0] == "용수" for line in lines) == 12
    assert len(sheet.data_validations.dataValidation) == 5
    assert str(year.case.site.uid) in [cell.value for cell in book["안내"]["B"]]


def test_a_file_is_looked_at_before_it_is_saved_and_twice_changes_nothing(owner, year):
    answer = preview_of(owner, year, filled(owner, year))
    before = EnergyUse.objects.count()
    confirm(owner, year, answer)
    again = preview_of(owner, year, filled(owner, year))

    assert (len(answer.context["preview"].added), before) == (12, 0)
    assert EnergyUse.objects.count() == 12
    assert (again.context["preview"].same, again.context["preview"].changes) == (12, False)
    assert Event.objects.filter(action="application.save_energy_uses").count() == 1


def test_a_changed_figure_is_shown_against_the_stored_one(owner, year, unchecked):
    confirm(owner, year, preview_of(owner, year, filled(owner, year)))
    year.refresh_from_db()

    preview = preview_of(owner, year, filled(owner, year, E4=98_000)).context["preview"]

    (change,) = preview.changed
    assert (change.row, preview.same) == (4, 11)
    assert [(before, after) for _label, before, after in change.changes] == [("100,000", "98,000")]


def test_errors_name_row_column_value_and_what_to_do_apart_from_warnings(owner, year, unchecked):
    wrong = {
        "E3": "많이",
        "F4": "평",
        "B5": "2020-02-31",
        "A6": "마법",
        "C7": "2019-01-01",
        "E8": "=1+1",
        "E9": 95,
    }

    answer = preview_of(owner, year, filled(owner, year, **wrong))

    preview = answer.context["preview"]
    assert answer.status_code == 422
    assert [(error.row, error.column, error.value) for error in preview.errors] == [
        (3, "E 사용량", "많이"), (4, "F 단위", "평"), (5, "B 시작일", "2020-02-31"),
        (6, "A 항목", "마법"), (7, "C 종료일", "2019-01-01"), (8, "E 사용량", "=1+1"),
    ]  # fmt: skip
    assert all(error.text for error in preview.errors)
    assert (9, "unit_slip") in [(warning.row, warning.code) for warning in preview.warnings]
    assert not EnergyUse.objects.exists()


def test_the_good_rows_are_taken_where_the_person_chooses_so_and_the_mended_file_has_no_old_errors(
    owner, year, unchecked
):
    answer = preview_of(owner, year, filled(owner, year, E3="많이"))
    confirm(owner, year, answer)
    year.refresh_from_db()

    mended = preview_of(owner, year, filled(owner, year)).context["preview"]

    assert EnergyUse.objects.count() == 11
    assert (len(mended.added), mended.same, mended.errors) == (1, 11, ())


def test_the_file_of_another_site_and_other_heads_are_refused(owner, year, unchecked):
    book = template(owner, year)
    book["안내"]["B4"] = "00000000-0000-4000-8000-000000000000"
    foreign = preview_of(owner, year, upload(book)).context["preview"]
    book = template(owner, year)
    book["고지서"]["E1"], book["고지서"]["L1"] = "양", ""
    heads = preview_of(owner, year, upload(book)).context["preview"]

    assert [error.row for error in foreign.errors] == [0]
    assert [error.row for error in heads.errors] == [1, 1]
    assert {error.value for error in heads.errors} == {"", "양"}


def test_an_own_sheet_in_another_order_is_taken_too(owner, year, unchecked):
    book = template(owner, year)
    del book["안내"]
    sheet = book["고지서"]
    sheet.delete_rows(2, 100)
    for column, value in enumerate(("단위", "사용량", "항목", "종료일", "시작일"), start=1):
        sheet.cell(1, column, value)
    sheet.delete_cols(6, 7)
    sheet.append(["㎥", "1,200", "Water", "2020.12.31", "2020.01.01"])

    (change,) = preview_of(owner, year, upload(book)).context["preview"].added

    assert (change.use.carrier_id, change.use.quantity, change.use.unit) == ("water", 1200, "m3")


@pytest.mark.parametrize(
    ("name", "data"), [("고지서.xlsx", b"no workbook"), ("고지서.csv", b"1,2"), ("고지서.xlsx", b"")]
)
def test_what_is_no_workbook_is_refused_with_words(owner, year, name, data):
    answer = preview_of(owner, year, SimpleUploadedFile(name, data))

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_a_preview_that_was_tampered_with_or_is_stale_saves_nothing(owner, year, unchecked):
    answer = preview_of(owner, year, filled(owner, year))
    address = page(year, "energy-import")

    owner.post(address, {"rows": "W10:forged", "version": year.version})
    owner.post(address, {"rows": answer.context["preview"].signed, "version": 0})

    assert not EnergyUse.objects.exists()


# -- cells ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (bill_cells.read_day, "2020-02-30"),
        (bill_cells.read_day, "20.1.1"),
        (bill_cells.read_day, "１２３４-01-01"),
        (bill_cells.read_quantity, "1.234,5"),
        (bill_cells.read_quantity, "1,23"),
        (bill_cells.read_quantity, "1_000"),
        (bill_cells.read_quantity, "0.0001"),
        (bill_cells.read_quantity, "inf"),
        (bill_cells.read_quantity, "-1"),
        (bill_cells.read_won, "10.5"),
        (bill_cells.read_won, "십만원"),
        (bill_cells.read_unit, "kW"),
        (bill_cells.read_band, "심야"),
    ],
)
def test_what_would_need_a_guess_is_not_read(read, typed):
    with pytest.raises(NotThat):
        read(typed)


@pytest.mark.parametrize(("mwh", "is_met"), [("8733", True), ("8734", False)])
def test_the_limit_of_the_call_stands_beside_the_toe(owner, year, act, mwh, is_met):
    """2,000 TOE at 0.229 toe/MWh is 8,733.62 MWh; the limit is strict."""
    row = {**months()[0], "ends_on": date(2020, 12, 31), "quantity": mwh, "unit": "MWh"}
    services.save_uses(year, [row], act)

    shown = owner.get(page(year)).context["toe_limit"]

    assert (shown.is_met, shown.limit) == (is_met, 2000)
