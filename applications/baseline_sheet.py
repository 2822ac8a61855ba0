"""The bills of a site as a workbook to fill in, and a workbook read back as rows: Korean heads, one bill a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from applications import baseline_page, bill_cells, rules
from applications.models import Application, EnergyUse
from calculations.quantities import Unit
from documents import workbooks
from documents.workbooks import CellError, Column, Line, NotThat, put_cell
from programs.models import Carrier

SHEET, NOTES, LISTS = "고지서", "안내", "목록"
MAX_BYTES = 2 * 1024**2
MOST_ROWS = 500
DROP_DOWN_ROWS = 400
SITE_MARK = "사업장 식별번호"
DAY, MONEY, QUANTITY = "yyyy-mm-dd", "#,##0", "#,##0.###"
# A line is a bill once one of these is filled in; the other columns are written by the portal.
TYPED = ("quantity", "cost_krw", "vat_krw", "bill_number", "meter")


def columns(carriers: Iterable[Carrier]) -> tuple[Column, ...]:
    """The columns in the order of the table on the page, the carrier before them."""
    codes = {name: carrier.code for carrier in carriers for name in _names(carrier)}

    def read_carrier(value: Any) -> str:
        text = bill_cells.read_text(value)
        if text and text.casefold() not in codes:
            raise NotThat(_("This carrier is not known. Choose one of the list."))
        return codes.get(text.casefold(), "")

    return (
        Column("항목", "carrier", 18, read_carrier),
        Column("시작일", "starts_on", 13, bill_cells.read_day),
        Column("종료일", "ends_on", 13, bill_cells.read_day),
        Column("시간대", "band", 11, bill_cells.read_band),
        Column("사용량", "quantity", 15, bill_cells.read_quantity),
        Column("단위", "unit", 10, bill_cells.read_unit),
        Column("공급가액(원)", "cost_krw", 16, bill_cells.read_won),
        Column("부가세(원)", "vat_krw", 14, bill_cells.read_won),
        Column("계약종별", "contract", 24, bill_cells.read_text),
        Column("고객번호", "meter", 16, bill_cells.read_text),
        Column("고지서 번호", "bill_number", 18, bill_cells.read_text),
        Column("근거", "evidence_grade", 10, bill_cells.read_evidence),
    )


REQUIRED_HEADS = ("항목", "시작일", "종료일", "사용량", "단위")
FORMATS = {"starts_on": DAY, "ends_on": DAY, "quantity": QUANTITY, "cost_krw": MONEY, "vat_krw": MONEY}
HELP = (
    "이 파일은 사업장의 1년치 에너지·용수·폐수·폐기물 고지서를 한 번에 입력하는 양식입니다.",
    "1. ‘고지서’ 시트에 고지서 한 장을 한 줄로 적습니다. 전기를 시간대별로 받으면 시간대마다 한 줄씩 적습니다.",
    "2. 고지서에 적힌 기간, 사용량, 단위, 공급가액, 부가세를 그대로 옮깁니다. 도시가스는 MJ나 Nm3 모두 됩니다.",
    "3. 사용하지 않은 달은 사용량에 0을 적습니다. 사용량과 금액이 모두 빈 줄은 건너뜁니다.",
    "4. 합계는 적지 않습니다. 합계와 TOE는 포털에서 계산합니다.",
    "5. 수식 대신 값을 적습니다. 다른 파일에서 붙여 넣을 때는 ‘값 붙여넣기’를 사용하세요.",
    "6. 같은 달에 고지서가 둘이면(계량기 두 대) 고객번호를 적어 구분합니다.",
    "7. 열 제목은 바꾸지 마세요. 줄의 순서는 자유입니다. 줄을 지워도 포털에 저장한 고지서는 지워지지 않습니다.",
    "8. 파일을 올리면 바뀌는 내용을 먼저 보여 드리고, 확인한 뒤에 저장합니다.",
    "9. 같은 파일을 다시 올려도 두 번 저장되지 않습니다.",
    "근거: 계량(직접 검침), 고지서, 추정 가운데 하나입니다.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a workbook says: the lines that are bills, errors of the file itself, the columns by their place."""

    lines: tuple[Line, ...]
    errors: tuple[CellError, ...]
    heads: tuple[str, ...]
    fields: tuple[str, ...]


def file_name(application: Application) -> str:
    return f"고지서_{application.case.site}_{_year(application)}.xlsx"


def _year(application: Application) -> int:
    return application.baseline_year or application.case.round.year - 1


# -- writing -------------------------------------------------------------------------------------------------


def workbook(application: Application, uses: Sequence[EnergyUse], carriers: Sequence[Carrier]) -> bytes:
    """The workbook to fill in: what is stored of the year, then the empty months of what every factory has."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    own = columns(carriers)
    _write_heads(sheet, own)
    rows = _rows(application, uses, carriers)
    for line, row in enumerate(rows, start=2):
        for place, column in enumerate(own, start=1):
            if (value := row.get(column.field)) not in (None, ""):
                put_cell(sheet.cell(line, place), value, FORMATS.get(column.field, ""))
    _write_lists(book, sheet, own, carriers)
    _write_notes(book, application)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_heads(sheet: Worksheet, own: Sequence[Column]) -> None:
    for place, column in enumerate(own, start=1):
        put_cell(sheet.cell(1, place), column.head).font = Font(bold=True)
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        if number_format := FORMATS.get(column.field):
            for line in range(2, DROP_DOWN_ROWS + 2):
                sheet.cell(line, place).number_format = number_format
    sheet.freeze_panes = "B2"


def _rows(
    application: Application, uses: Sequence[EnergyUse], carriers: Sequence[Carrier]
) -> list[dict[str, Any]]:
    year = _year(application)
    names = {carrier.code: carrier.name_ko for carrier in carriers}
    rows = [
        {
            "carrier": names.get(use.carrier_id, use.carrier_id),
            "starts_on": use.starts_on,
            "ends_on": use.ends_on,
            "band": bill_cells.BAND_NAMES.get(use.band, ""),
            "quantity": _plain(use.quantity),
            "unit": use.unit,
            "cost_krw": use.cost_krw,
            "vat_krw": use.vat_krw,
            "contract": use.contract,
            "meter": use.meter,
            "bill_number": use.bill_number,
            "evidence_grade": bill_cells.EVIDENCE_NAMES[use.evidence_grade],
        }
        for use in uses
        if use.starts_on.year == year
    ]
    for carrier in carriers:
        own = [use for use in uses if use.carrier_id == carrier.code and use.starts_on.year == year]
        if carrier.code in rules.USUAL and not any(use.band for use in own):
            for empty in baseline_page.laid_out(own, carrier, year, 1, bands=False):
                days = {name: date.fromisoformat(empty[name]) for name in ("starts_on", "ends_on")}
                rows.append({"carrier": names[carrier.code], **days, "unit": empty["unit"]})
    return rows


def _plain(quantity: Decimal) -> int | Decimal:
    return int(quantity) if quantity == quantity.to_integral_value() else quantity.normalize()


def _write_lists(
    book: Workbook, sheet: Worksheet, own: Sequence[Column], carriers: Sequence[Carrier]
) -> None:
    """The drop-downs; their choices stand on a sheet of their own, which is hidden."""
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    choices = {
        "carrier": [carrier.name_ko for carrier in carriers],
        "unit": [unit.value for unit in Unit if unit is not Unit.KW],
        "band": list(bill_cells.BAND_NAMES.values()),
        "evidence_grade": list(bill_cells.EVIDENCE_NAMES.values()),
        "contract": list(bill_cells.CONTRACTS),
    }
    for place, (field, names) in enumerate(choices.items(), start=1):
        for line, name in enumerate(names, start=1):
            put_cell(lists.cell(line, place), name)
        letter = get_column_letter(place)
        rule = DataValidation(
            type="list", formula1=f"{LISTS}!${letter}$1:${letter}${len(names)}", allow_blank=True
        )
        rule.showErrorMessage = field != "contract"  # the bill's own words are kept
        sheet.add_data_validation(rule)
        target = get_column_letter([column.field for column in own].index(field) + 1)
        rule.add(f"{target}2:{target}{DROP_DOWN_ROWS + 1}")


def _write_notes(book: Workbook, application: Application) -> None:
    notes = book.create_sheet(NOTES)
    notes.column_dimensions["A"].width = 24
    notes.column_dimensions["B"].width = 90
    facts = (
        ("기업", application.case.organisation.name_ko),
        ("사업장", rules.factory(application.case).name),
        ("기준연도", _year(application)),
        (SITE_MARK, str(rules.factory(application.case).uid)),
    )
    for line, (name, value) in enumerate(facts, start=1):
        put_cell(notes.cell(line, 1), name).font = Font(bold=True)
        put_cell(notes.cell(line, 2), value)
    for line, text in enumerate(HELP, start=len(facts) + 2):
        put_cell(notes.cell(line, 2), text).alignment = Alignment(wrap_text=True, vertical="top")


# -- reading -------------------------------------------------------------------------------------------------


def read(data: bytes, application: Application, carriers: Sequence[Carrier]) -> Sheet:
    """The bills of a workbook, with everything that cannot be read. Raises WorkbookRefused."""
    book = workbooks.opened(data)
    if wrong := _wrong_site(book, application):
        return Sheet((), (wrong,), (), ())
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    own = columns(carriers)
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=len(own) + 20)
    heads = workbooks.heads_of(next(rows, ()))
    by_head = {column.head: column for column in own}
    errors = [*_wrong_heads(heads, by_head)]
    if errors:
        return Sheet((), tuple(errors), tuple(heads), ())
    read_columns = [by_head.get(head) for head in heads]
    lines = [line for line in workbooks.lines(rows, read_columns) if _is_bill(line)]
    if any(line.row > MOST_ROWS + 1 for line in lines):
        text = _("At most %(most)s rows are read. Divide the file.") % {"most": MOST_ROWS}
        errors.append(CellError(MOST_ROWS + 2, "", "", text))
    if not lines:
        errors.append(CellError(2, "", "", _("The file has no bill. Fill in quantities below the heads.")))
    fields = tuple(column.field if column else "" for column in read_columns)
    return Sheet(tuple(lines), tuple(errors), tuple(heads), fields)


def _is_bill(line: Line) -> bool:
    """A line that the portal laid out and nobody filled in is none."""
    return bool(line.errors) or any(line.values.get(name) not in (None, "") for name in TYPED)


def _wrong_heads(heads: Sequence[str], known: dict[str, Column]) -> Iterable[CellError]:
    for place, head in enumerate(heads, start=1):
        if head and (head not in known or head in heads[: place - 1]):
            text = _("This head is not known or stands twice. The heads are: %(heads)s.")
            yield workbooks.cell_error(1, place, "", head, text % {"heads": ", ".join(known)})
    for head in REQUIRED_HEADS:
        if head not in heads:
            text = _("The column “%(head)s” is missing. Take the heads of the template.") % {"head": head}
            yield CellError(1, "", "", text)


def _wrong_site(book: Workbook, application: Application) -> CellError | None:
    """Whether the workbook was made for another site."""
    if NOTES not in book.sheetnames:
        return None
    for cells in book[NOTES].iter_rows(max_row=12, max_col=2):
        mark, value = (workbooks.text_of(cell.value) for cell in (*cells, *cells)[:2])
        if mark == SITE_MARK and value and value != str(rules.factory(application.case).uid):
            text = _("This workbook was made for another site. Download the template of %(site)s.")
            return CellError(0, "", "", text % {"site": application.case.site})
    return None


def _names(carrier: Carrier) -> tuple[str, ...]:
    return (carrier.name_ko.casefold(), carrier.name_en.casefold(), str(carrier.code))
