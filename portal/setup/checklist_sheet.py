"""The items of a checklist as a workbook, and a workbook read back as items: Korean heads, one item a line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks import put_cell
from programs.models import Checklist, ChecklistItem

SHEET = "체크리스트"
YES, NO = "예", "아니요"
MAX_BYTES = 1_000_000
MAX_ITEMS = 500
Row = dict[str, Any]


class NotThat(ValueError):
    """A cell that cannot be read; the text says what to do."""


@dataclass(frozen=True)
class Column:
    """A column: Korean head, the item's field, width in characters, how a cell is read."""

    head: str
    field: str
    width: int
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class CellError:
    """What is wrong in one cell. ``column`` is letter and head, empty when it concerns the whole line or file."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True)
class Change:
    """One item of the file against the stored one of the same number; None where there is none."""

    position: int
    before: ChecklistItem | None
    after: Row | None


@dataclass(frozen=True)
class Difference:
    """What an import would do."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def _whole(value: Any) -> int:
    text = str(value).strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise NotThat(_("Enter a whole number such as 1."))
    return int(text)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _yes_no(value: Any) -> bool:
    text = _text(value)
    if text not in (YES, NO):
        raise NotThat(_("Enter %(yes)s or %(no)s.") % {"yes": YES, "no": NO})
    return text == YES


COLUMNS = (
    Column("순번", "position", 8, _whole),
    Column("영역", "area_ko", 20, _text),
    Column("영역(영문)", "area_en", 24, _text),
    Column("문항", "text_ko", 60, _text),
    Column("문항(영문)", "text_en", 60, _text),
    Column("가중치", "weight", 10, _whole),
    Column("해당없음 가능", "may_be_not_applicable", 16, _yes_no),
)
FIELDS = tuple(column.field for column in COLUMNS)


def file_name(checklist: Checklist) -> str:
    return f"체크리스트_{checklist.code}_v{checklist.version}.xlsx"


def workbook(checklist: Checklist) -> bytes:
    """The bytes: heads in the first line, then one item a line. No cell is a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for position, column in enumerate(COLUMNS, start=1):
        put_cell(sheet.cell(1, position), column.head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    for line, item in enumerate(checklist.items.all(), start=2):
        for position, column in enumerate(COLUMNS, start=1):
            put_cell(sheet.cell(line, position), _shown(getattr(item, column.field)))
    sheet.freeze_panes = "A2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    return value


def read(file: IO[bytes]) -> tuple[list[Row], list[CellError]]:
    """The items of a workbook, or everything that is wrong with it."""
    sheet, error = _sheet(file)
    if sheet is None:
        return [], [CellError(0, "", "", error)]
    lines = sheet.iter_rows(max_row=MAX_ITEMS + 2, max_col=len(COLUMNS) + 20)
    heads = [_text(cell.value) for cell in next(lines, ())]
    while heads and not heads[-1]:
        heads.pop()
    if wrong := _wrong_heads(heads):
        return [], wrong
    rows, errors = _read_lines(lines)
    if len(rows) > MAX_ITEMS:
        text = _("At most %(most)s items are read.") % {"most": MAX_ITEMS}
        errors.append(CellError(MAX_ITEMS + 2, "", "", text))
    if not rows and not errors:
        errors.append(CellError(2, "", "", _("The file has no item. Enter one below the heads.")))
    return rows, errors


def _sheet(file: IO[bytes]) -> tuple[Any, str]:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return None, _("The file is larger than 1 MB. Take out pictures and other sheets.")
    try:
        return load_workbook(BytesIO(data), read_only=True).worksheets[0], ""
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError):
        return None, _("This is no XLSX file. Save it as “Excel workbook (*.xlsx)” and choose it again.")


def _wrong_heads(heads: list[str]) -> list[CellError]:
    expected = [column.head for column in COLUMNS]
    if heads == expected:
        return []
    text = _("The first line must read: %(expected)s.") % {"expected": " | ".join(expected)}
    pairs = [
        (number, heads[number] if number < len(heads) else "")
        for number in range(max(len(heads), len(expected)))
        if heads[number : number + 1] != expected[number : number + 1]
    ]
    return [CellError(1, get_column_letter(number + 1), found, text) for number, found in pairs]


def _read_lines(lines: Iterator[Any]) -> tuple[list[Row], list[CellError]]:
    rows: list[Row] = []
    errors: list[CellError] = []
    taken: set[int] = set()
    for line, cells in enumerate(lines, start=2):
        if all(_text(cell.value) == "" for cell in cells):
            continue
        row, wrong = _read_line(line, cells)
        position = row.get("position")
        if position is not None and position in taken:
            text = _("This number stands twice. Give each item its own.")
            wrong.append(_error(line, COLUMNS[0], position, text))
        taken.add(position)
        rows.append(row)
        errors += wrong
    return rows, errors


def _read_line(line: int, cells: Any) -> tuple[Row, list[CellError]]:
    """One item; what the model itself refuses is found here as well."""
    row: Row = {}
    errors = []
    for column, cell in zip(COLUMNS, cells, strict=False):
        try:
            row[column.field] = _value(column, cell)
        except NotThat as error:
            errors.append(_error(line, column, cell.value, str(error)))
    return row, errors + _refused(line, row)


def _value(column: Column, cell: Any) -> Any:
    if cell.data_type == "f":
        raise NotThat(_("Enter the value itself, no formula."))
    return column.read(cell.value)


def _refused(line: int, row: Row) -> list[CellError]:
    others = [field.name for field in ChecklistItem._meta.fields if field.name not in row]
    try:
        ChecklistItem(**row).clean_fields(exclude=others)
    except ValidationError as error:
        return [
            _error(line, column, row[column.field], " ".join(error.message_dict[column.field]))
            for column in COLUMNS
            if column.field in error.message_dict
        ]
    return []


def _error(line: int, column: Column, value: Any, text: str) -> CellError:
    letter = get_column_letter(COLUMNS.index(column) + 1)
    return CellError(line, f"{letter} {column.head}", "" if value is None else str(value)[:80], text)


def difference(checklist: Checklist, rows: list[Row]) -> Difference:
    """What the rows would make new, change and take out, by the items' numbers."""
    stored = {item.position: item for item in checklist.items.all()}
    wanted = {row["position"]: row for row in rows}
    return Difference(
        new=tuple(Change(n, None, wanted[n]) for n in sorted(wanted.keys() - stored.keys())),
        changed=tuple(
            Change(n, stored[n], wanted[n])
            for n in sorted(wanted.keys() & stored.keys())
            if any(getattr(stored[n], field) != wanted[n][field] for field in FIELDS)
        ),
        removed=tuple(Change(n, stored[n], None) for n in sorted(stored.keys() - wanted.keys())),
    )
