"""The contributions of a round as a workbook, in Korean."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks import put_cell
from ledger import contributions
from ledger.models import ContributionDue
from programs.models import Round
from reports.export import MONEY

HEADS = (
    *(("연번", 6), ("납부자", 26), ("재원", 14), ("부담금(원)", 16), ("청구일", 12), ("납부기한", 12)),
    *(("납부일", 12), ("영수증 번호", 20), ("상태", 10)),
)
HEAD_ROW = 3


def file_name(round_: Round) -> str:
    return f"부담금_{round_.case_prefix}.xlsx"


def workbook(round_: Round, dues: list[ContributionDue]) -> bytes:
    """The bytes: one row for each bill, then the sums. No cell is a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "부담금"
    put_cell(sheet.cell(1, 1), f"{round_.name_ko} 부담금").font = Font(bold=True, size=14)
    for position, (head, width) in enumerate(HEADS, start=1):
        put_cell(sheet.cell(HEAD_ROW, position), head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(position)].width = width
    for number, due in enumerate(dues, start=1):
        _write(sheet, HEAD_ROW + number, [number, *_cells(due)])
    _write_sums(sheet, HEAD_ROW + len(dues) + 1, contributions.sums(dues))
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(due: ContributionDue) -> list[Any]:
    return [
        due.payer,
        str(due.line),
        due.amount_krw,
        due.billed_on,
        due.due_on,
        due.received_on,
        due.receipt_number,
        _state(due),
    ]


def _state(due: ContributionDue) -> str:
    if due.received_on:
        return "납부"
    return "연체" if due.is_overdue else "청구"


def _write(sheet: Worksheet, row: int, values: list[Any]) -> None:
    for position, value in enumerate(values, start=1):
        put_cell(sheet.cell(row, position), value, MONEY if position == 4 else "")


def _write_sums(sheet: Worksheet, row: int, sums: contributions.Sums) -> None:
    named = (("청구", sums.billed_krw), ("납부", sums.received_krw), ("연체", sums.overdue_krw))
    for offset, (name, amount_krw) in enumerate(named):
        put_cell(sheet.cell(row + offset, 2), f"{name} 합계").font = Font(bold=True)
        put_cell(sheet.cell(row + offset, 4), amount_krw, MONEY).font = Font(bold=True)
