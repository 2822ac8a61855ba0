"""Places on a committee as a workbook, and a workbook read back: one case a line, evaluators by e-mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from applications.models import Application
from workflow.models import Case

SHEET, PEOPLE_SHEET = "배정", "평가위원"
FIXED = (("접수번호", 18), ("기업", 28), ("사업장", 24), ("지역", 14))
EVALUATOR_HEAD = "평가위원"
MAX_BYTES = 1_000_000
MAX_ROWS, MAX_EVALUATORS = 2000, 20
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in a cell, and how to mend it. ``column`` is letter and head; empty: the whole line or file."""

    row: int
    column: str
    value: str
    text: str


def workbook(
    applications: Iterable[Application], holders: Mapping[int, list[str]], people: Iterable[User], places: int
) -> bytes:
    """One line a case with the e-mails of its evaluators, and a second sheet with everybody's. No formulas."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    rows = list(applications)
    width = max([places, *(len(holders.get(row.case_id, ())) for row in rows)])
    for column, (head, size) in enumerate(_heads(width), start=1):
        _put(sheet.cell(1, column), head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = size
    for line, application in enumerate(rows, start=2):
        case = application.case
        facts = (str(case.number), str(case.organisation), str(case.site or ""), str(case.region))
        for column, value in enumerate((*facts, *holders.get(application.case_id, ())), start=1):
            _put(sheet.cell(line, column), value)
    sheet.freeze_panes = "B2"
    _people(book.create_sheet(PEOPLE_SHEET), people)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _people(sheet: Worksheet, people: Iterable[User]) -> None:
    for column, head in enumerate(("이름", "이메일"), start=1):
        _put(sheet.cell(1, column), head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = 32
    for line, person in enumerate(people, start=2):
        _put(sheet.cell(line, 1), person.name)
        _put(sheet.cell(line, 2), person.email)


def _heads(evaluators: int) -> list[tuple[str, int]]:
    return [*FIXED, *((f"{EVALUATOR_HEAD} {number}", 30) for number in range(1, evaluators + 1))]


def _put(cell: Any, value: str) -> Cell:
    """Text stays text: a name that begins with = is no formula."""
    cell.value = value
    cell.data_type = "s"
    return cell


def read(
    file: IO[bytes], cases: Mapping[str, Case], people: Mapping[str, User]
) -> tuple[list[tuple[Case, User]], list[CellError]]:
    """The places of a workbook, or everything that is wrong with it. ``cases`` by number, ``people`` by e-mail.

    Cases that the file leaves out get no evaluator; columns of firm, site and region are not read.
    """
    sheet, error = _sheet(file)
    if sheet is None:
        return [], [CellError(0, "", "", error)]
    lines = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=len(FIXED) + MAX_EVALUATORS + 5)
    heads = [_text(cell.value) for cell in next(lines, ())]
    if wrong := _wrong_heads(heads):
        return [], wrong
    pairs: list[tuple[Case, User]] = []
    errors: list[CellError] = []
    met: dict[str, int] = {}
    for line, cells in enumerate(lines, start=2):
        if any(_text(cell.value) for cell in cells):
            found, wrong = _line(line, cells, cases, people, met)
            pairs += found
            errors += wrong
    if not met and not errors:
        errors.append(CellError(2, "", "", _("The file has no case. Download the list and fill it in.")))
    return pairs, errors


def _sheet(file: IO[bytes]) -> tuple[Any, str]:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return None, _("The file is larger than 1 MB. Take out pictures and other sheets.")
    try:
        return load_workbook(BytesIO(data), read_only=True).worksheets[0], ""
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, IndexError):
        return None, _("This is no XLSX file. Save it as “Excel workbook (*.xlsx)” and choose it again.")


def _wrong_heads(heads: list[str]) -> list[CellError]:
    while heads and not heads[-1]:
        heads.pop()
    expected = [head for head, _width in _heads(max(len(heads) - len(FIXED), 1))]
    text = _("This head must read “%(head)s”. Download the list again and fill it in.")
    return [
        CellError(1, get_column_letter(number + 1), found, text % {"head": wanted})
        for number, wanted in enumerate(expected)
        if (found := heads[number] if number < len(heads) else "") != wanted
    ]


def _line(
    line: int, cells: Any, cases: Mapping[str, Case], people: Mapping[str, User], met: dict[str, int]
) -> tuple[list[tuple[Case, User]], list[CellError]]:
    number = _text(cells[0].value)
    head = f"A {FIXED[0][0]}"
    case = cases.get(number)
    if case is None:
        text = _("No case of this committee has the number “%(number)s”. Correct it or delete the line.")
        return [], [CellError(line, head, number, text % {"number": number})]
    if number in met:
        text = _("This case stands in line %(line)s already. Put its evaluators in one line.")
        return [], [CellError(line, head, number, text % {"line": met[number]})]
    met[number] = line
    pairs: list[tuple[Case, User]] = []
    errors: list[CellError] = []
    for position, cell in enumerate(cells[len(FIXED) :], start=len(FIXED) + 1):
        email = _text(cell.value).lower()
        if not email:
            continue
        column = f"{get_column_letter(position)} {EVALUATOR_HEAD} {position - len(FIXED)}"
        person = people.get(email)
        if person is None:
            text = _("No member of the committee has this e-mail. See the sheet “%(sheet)s”.")
            errors.append(CellError(line, column, email, text % {"sheet": PEOPLE_SHEET}))
        elif (case, person) in pairs:
            errors.append(
                CellError(line, column, email, _("This person stands twice in the line. Delete one."))
            )
        else:
            pairs.append((case, person))
    return pairs, errors


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
