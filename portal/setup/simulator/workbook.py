"""A simulation as a workbook: a sheet for each table, and one that says what was assumed and changed."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks import put_cell
from portal.setup.simulator.tables import MONEY, POINTS, Table

FORMATS = {MONEY: "#,##0", POINTS: "0.0"}
WIDTHS = (12, 50)


def workbook(title: str, tables: Iterable[Table], notes: Sequence[str]) -> bytes:
    """The bytes. No cell is a formula, whatever a firm is called."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _("About")
    sheet.column_dimensions["A"].width = 110
    put_cell(sheet.cell(1, 1), title).font = Font(bold=True, size=14)
    for line, text in enumerate(notes, start=3):
        put_cell(sheet.cell(line, 1), text).alignment = Alignment(wrap_text=True, vertical="top")
    for table in tables:
        _write(book.create_sheet(table.title[:31]), table)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, table: Table) -> None:
    widths = [len(column.label) for column in table.columns]
    for position, column in enumerate(table.columns, start=1):
        put_cell(sheet.cell(1, position), column.label).font = Font(bold=True)
    for line, row in enumerate(table.rows(None), start=2):
        for position, value in enumerate(row, start=1):
            put_cell(sheet.cell(line, position), value, FORMATS.get(table.columns[position - 1].kind, ""))
        widths = [max(width, len(_plain(value))) for width, value in zip(widths, row, strict=True)]
    narrow, wide = WIDTHS
    for position, width in enumerate(widths, start=1):
        # A Korean character is nearly as wide as two digits.
        sheet.column_dimensions[get_column_letter(position)].width = min(max(width * 1.6, narrow), wide)
    sheet.freeze_panes = "A2"


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
