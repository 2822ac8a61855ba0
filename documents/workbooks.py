"""Workbooks that people fill in: taken in by the checks of every upload, read cell by cell, each error at its place."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from documents import files

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_CHARACTERS = 80


class NotThat(ValueError):
    """A cell that cannot be read; the text says what to do."""


class WorkbookRefused(ValidationError):
    """The file is no workbook that can be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in one cell. ``column`` is letter and head, empty when it concerns the whole line or file."""

    row: int
    column: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: Korean head, the field it fills, width in characters, how a cell is read (raises NotThat)."""

    head: str
    field: str
    width: int
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet: values that could be read by field, and an error for each that could not."""

    row: int
    values: dict[str, Any]
    errors: tuple[CellError, ...]


def read_upload(upload: UploadedFile, limit: int) -> bytes:
    """The bytes of an XLSX that passes the checks of every upload and is not larger than ``limit`` bytes.

    Raises FileRefused or WorkbookRefused.
    """
    name = files.clean_name(upload.name or "")
    with tempfile.TemporaryFile() as copy:
        size, _digest = files._copy_within_limit(upload, copy)
        if files._inspect(copy, PurePosixPath(name).suffix.lower()) != CONTENT_TYPE:
            raise WorkbookRefused(_no_workbook())
        if size > limit:
            text = _("The file is larger than %(limit)s MB. Take out pictures and other sheets.")
            raise WorkbookRefused(text % {"limit": limit // files.MB})
        copy.seek(0)
        return copy.read()


def opened(data: bytes) -> Workbook:
    """The workbook in ``data``, for reading only. Raises WorkbookRefused."""
    try:
        return load_workbook(BytesIO(data), read_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise WorkbookRefused(_no_workbook()) from None


def _no_workbook() -> str:
    return _("This is no XLSX file. Save it as “Excel workbook (*.xlsx)” and choose it again.")


def text_of(value: Any) -> str:
    """A cell as text without the spaces around it; nothing for an empty one."""
    return "" if value is None else str(value).strip()


def heads_of(cells: Sequence[Any]) -> list[str]:
    """The heads of a first line, without the empty cells behind them."""
    heads = [text_of(cell.value) for cell in cells]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def lines(rows: Iterator[Any], columns: Sequence[Column | None], first_row: int = 2) -> Iterator[Line]:
    """Lines below the heads, those without any content left out; a column that is None is not read."""
    for number, cells in enumerate(rows, start=first_row):
        if any(text_of(cell.value) for cell in cells):
            yield _line(number, cells, columns)


def _line(number: int, cells: Any, columns: Sequence[Column | None]) -> Line:
    values: dict[str, Any] = {}
    errors = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=False), start=1):
        if column is None:
            continue
        try:
            values[column.field] = _value(column, cell)
        except NotThat as error:
            errors.append(cell_error(number, place, column.head, cell.value, str(error)))
    return Line(number, values, tuple(errors))


def _value(column: Column, cell: Any) -> Any:
    if cell.data_type == "f":
        raise NotThat(_("Enter the value itself, no formula."))
    if cell.data_type == "e":
        raise NotThat(_("The cell holds an error of the spreadsheet. Enter the value."))
    return column.read(cell.value)


def cell_error(row: int, place: int, head: str, value: Any, text: str) -> CellError:
    """An error at a column that is counted from 1."""
    return CellError(row, f"{get_column_letter(place)} {head}", text_of(value)[:SHOWN_CHARACTERS], text)


def put_cell(cell: Cell, value: Any, number_format: str = "") -> Cell:
    """Set a value. Text stays text whatever it begins with: openpyxl would make a formula of ``=…``."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = True
    else:
        cell.value = value
        if number_format:
            cell.number_format = number_format
    return cell
