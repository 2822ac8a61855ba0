"""A list of local firms as a city has it: XLSX or CSV, columns in any order, each error at its cell."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from applications.models import LocalFirm
from calculations import business_number
from calculations.business_number import BusinessNumberError
from documents import workbooks
from documents.workbooks import CellError, Column, NotThat, WorkbookRefused, text_of

MAX_BYTES = 5_000_000
MAX_ROWS = 5000
Row = dict[str, Any]


class Cell(NamedTuple):
    """A cell of a CSV file, as the reader of workbooks takes it."""

    value: str
    data_type: str = "s"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: rows to take in, everything that is wrong, and heads that nobody reads."""

    rows: list[Row]
    errors: list[CellError]
    unread: list[str]


def _number(value: Any) -> str:
    text = _plain(value)
    if not text:
        return ""
    try:
        return business_number.normalise(text)
    except BusinessNumberError as error:
        if error.code == "check_digit":
            raise NotThat(_("This business number does not exist: check each digit.")) from error
        raise NotThat(_("Enter the ten digits of the business number, or leave the cell empty.")) from error


def _employees(value: Any) -> int | None:
    text = _plain(value).replace(",", "").removesuffix("명").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise NotThat(_("Enter a whole number such as 35."))
    return int(text)


def _plain(value: Any) -> str:
    """Excel hands whole numbers over as 123.0 where a column was formatted as a number."""
    return text_of(value).removesuffix(".0")


COLUMNS = (
    Column("사업자등록번호", "business_number", 16, _number),
    Column("업체명", "name", 24, _plain),
    Column("대표자", "representative", 12, _plain),
    Column("주소", "address", 40, _plain),
    Column("전화번호", "phone", 16, _plain),
    Column("이메일", "email", 26, _plain),
    Column("업종코드", "ksic_code", 10, _plain),
    Column("종업원수", "employees", 10, _employees),
)
FIELDS = tuple(column.field for column in COLUMNS)
# What cities call the same columns.
ALIASES = {
    "사업자번호": "business_number",
    "사업자 등록번호": "business_number",
    "기업명": "name",
    "회사명": "name",
    "상호": "name",
    "업체": "name",
    "대표자명": "representative",
    "대표": "representative",
    "소재지": "address",
    "공장주소": "address",
    "공장 소재지": "address",
    "전화": "phone",
    "연락처": "phone",
    "전자우편": "email",
    "메일": "email",
    "e-mail": "email",
    "email": "email",
    "업종": "ksic_code",
    "산업분류코드": "ksic_code",
    "종업원": "employees",
    "상시근로자수": "employees",
    "근로자수": "employees",
}
_BY_FIELD = {column.field: column for column in COLUMNS}
_BY_HEAD = {**{column.head: column for column in COLUMNS}, **{a: _BY_FIELD[f] for a, f in ALIASES.items()}}


def read(upload: UploadedFile) -> Sheet:
    """Read a file. Raises FileRefused or WorkbookRefused for one that is no list at all."""
    rows = (
        _csv_rows(upload) if PurePosixPath(upload.name or "").suffix.lower() == ".csv" else _book_rows(upload)
    )
    heads = workbooks.heads_of(list(next(rows, ())))
    columns = [_BY_HEAD.get(head.lower() if head.isascii() else head) for head in heads]
    found = {column.field for column in columns if column}
    unread = [head for head, column in zip(heads, columns, strict=True) if column is None and head]
    if wrong := _wrong_heads(found, columns):
        return Sheet([], wrong, unread)
    return _sheet(rows, columns, unread)


def _wrong_heads(found: set[str], columns: Sequence[Column | None]) -> list[CellError]:
    if "name" not in found or not found & {"business_number", "address"}:
        text = _("The first line must name the columns, at least 업체명 and one of 사업자등록번호 and 주소.")
        return [CellError(1, "", "", text)]
    named = [column.field for column in columns if column]
    twice = sorted({_BY_FIELD[field].head for field in named if named.count(field) > 1})
    return [CellError(1, head, "", _("This column stands twice.")) for head in twice]


def _sheet(rows: Iterator[Any], columns: Sequence[Column | None], unread: list[str]) -> Sheet:
    taken: dict[str, int] = {}
    read_rows: list[Row] = []
    errors: list[CellError] = []
    places = {column.field: place for place, column in enumerate(columns, start=1) if column}
    for line in workbooks.lines(rows, columns):
        if len(read_rows) >= MAX_ROWS:
            text = _("At most %(most)s lines are read. Divide the file.") % {"most": MAX_ROWS}
            errors.append(CellError(line.row, "", "", text))
            break
        row = {field: line.values.get(field, "") for field in FIELDS}
        row["employees"] = line.values.get("employees")
        wrong = [*line.errors, *_refused(line.row, row, places), *_repeated(line.row, row, taken, places)]
        errors += wrong
        read_rows.append(row)
    if not read_rows and not errors:
        errors.append(CellError(2, "", "", _("The file has no line below the heads.")))
    return Sheet(read_rows, errors, unread)


def _refused(number: int, row: Row, places: dict[str, int]) -> Iterator[CellError]:
    """What the model refuses, and a firm that nobody could find again."""
    if not row["business_number"] and not row["address"] and "business_number" not in places:
        yield workbooks.cell_error(number, places["address"], "주소", "", _("Enter the address."))
    others = [field.name for field in LocalFirm._meta.fields if field.name not in places]
    try:
        LocalFirm(**row).clean_fields(exclude=others)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            head = _BY_FIELD[field].head
            yield workbooks.cell_error(number, places[field], head, row[field], " ".join(texts))


def _repeated(number: int, row: Row, taken: dict[str, int], places: dict[str, int]) -> Iterator[CellError]:
    key = row["business_number"] or f"{row['name']}|{row['address']}"
    if key in taken:
        field = "business_number" if row["business_number"] else "name"
        text = _("The same firm stands in line %(line)s already. Leave one of them out.")
        yield workbooks.cell_error(
            number, places[field], _BY_FIELD[field].head, row[field], text % {"line": taken[key]}
        )
    taken.setdefault(key, number)


def _book_rows(upload: UploadedFile) -> Iterator[Any]:
    data = workbooks.read_upload(upload, MAX_BYTES)
    return iter(workbooks.opened(data).worksheets[0].iter_rows(max_col=40))


def _csv_rows(upload: UploadedFile) -> Iterator[Any]:
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise WorkbookRefused(_("The file is larger than %(limit)s MB. Divide it.") % {"limit": 5})
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise WorkbookRefused(_("The file is no CSV text. Save it as XLSX or as CSV (UTF-8)."))
    if "\0" in text:
        raise WorkbookRefused(_("The file is no CSV text. Save it as XLSX or as CSV (UTF-8)."))
    return (tuple(Cell(value) for value in line) for line in csv.reader(io.StringIO(text)))
