"""The items of a checklist as a workbook, and a workbook read back as items: Korean heads, one item a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents import workbooks
from documents.workbooks import CellError, Column, NotThat, WorkbookRefused, put_cell
from documents.workbooks import text_of as _text
from programs.models import Checklist, ChecklistItem

SHEET = "체크리스트"
YES, NO = "예", "아니요"
MAX_BYTES = 1_000_000
MAX_ITEMS = 500
Row = dict[str, Any]


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
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        text = _("The file is larger than 1 MB. Take out pictures and other sheets.")
        return [], [CellError(0, "", "", text)]
    try:
        sheet = workbooks.opened(data).worksheets[0]
    except WorkbookRefused as error:
        return [], [CellError(0, "", "", error.messages[0])]
    lines = sheet.iter_rows(max_row=MAX_ITEMS + 2, max_col=len(COLUMNS) + 20)
    if wrong := _wrong_heads(workbooks.heads_of(next(lines, ()))):
        return [], wrong
    rows, errors = _read_lines(lines)
    if len(rows) > MAX_ITEMS:
        text = _("At most %(most)s items are read.") % {"most": MAX_ITEMS}
        errors.append(CellError(MAX_ITEMS + 2, "", "", text))
    if not rows and not errors:
        errors.append(CellError(2, "", "", _("The file has no item. Enter one below the heads.")))
    return rows, errors


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
    for line in workbooks.lines(lines, COLUMNS):
        wrong = [*line.errors, *_refused(line.row, line.values)]
        position = line.values.get("position")
        if position is not None and position in taken:
            text = _("This number stands twice. Give each item its own.")
            wrong.append(_error(line.row, COLUMNS[0], position, text))
        taken.add(position)  # type: ignore[arg-type]
        rows.append(line.values)
        errors += wrong
    return rows, errors


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
    return workbooks.cell_error(line, COLUMNS.index(column) + 1, column.head, value, text)


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
