"""Tables of any length as CSV and XLSX, row by row in constant memory; no cell is ever a formula.

XLSX is written by hand: a workbook of inline strings is plain XML, and writing it so takes a tenth of the time of the
libraries that model cells (PERFORMANCE: 100,000 rows in seconds, memory flat).
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel takes a CSV for UTF-8 only with it.
BOM = "\ufeff"
# What spreadsheets read as the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# The day before the first that spreadsheets count, with their leap day of 1900.
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # days are counted on whatever clock the values stand on
_TEXT, _HEAD, _DAY, _TIME, _WRAPPED = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Head:
    """A column's title and its width in characters."""

    title: str
    width: int = 14


# -- CSV -----------------------------------------------------------------------------------------------------


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table as lines of bytes, beginning with a byte order mark; text that would be a formula gets a ``'``."""
    writer = csv.writer(_Echo())
    yield (BOM + writer.writerow([head.title for head in heads])).encode()  # type: ignore[operator]
    for row in rows:
        yield writer.writerow([_csv_value(value) for value in row]).encode()  # type: ignore[attr-defined]


def _csv_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


# -- XLSX ----------------------------------------------------------------------------------------------------


def write_xlsx(
    target: IO[bytes],
    *,
    name: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    notes: Sequence[str] = (),
    notes_name: str = "Notes",
) -> None:
    """Write a workbook: one sheet with a fixed head and a filter, and a sheet of ``notes`` where there are any.

    ``rows`` hold text, numbers, days and times without a zone; they are read once. The filter covers the head only,
    because how many rows follow is not known when it is written; spreadsheets extend it.
    """
    sheets = [name, notes_name] if notes else [name]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", _content_types(len(sheets)))
        book.writestr("_rels/.rels", _RELATIONS)
        book.writestr("xl/workbook.xml", _workbook(sheets))
        book.writestr("xl/_rels/workbook.xml.rels", _workbook_relations(len(sheets)))
        book.writestr("xl/styles.xml", _STYLES)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for part in _sheet(heads, rows):
                sheet.write(part.encode())
        if notes:
            book.writestr("xl/worksheets/sheet2.xml", _notes(notes))


def _sheet(heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    last = column_letters(len(heads))
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{head.width}" customWidth="1"/>'
        for number, head in enumerate(heads, start=1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0" tabSelected="1">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    )
    yield f"<row>{''.join(_string(head.title, _HEAD) for head in heads)}</row>"
    for row in rows:
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield f'</sheetData><autoFilter ref="A1:{last}1"/></worksheet>'


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | Decimal):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        days = (value - _EPOCH).total_seconds() / 86400
        return f'<c s="{_TIME}"><v>{days:.8f}</v></c>'
    if isinstance(value, date):
        return f'<c s="{_DAY}"><v>{(value - _EPOCH.date()).days}</v></c>'
    return _string(str(value), _TEXT)


def _string(text: str, style: int) -> str:
    clean = escape(_ILLEGAL.sub("", text))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{clean}</t></is></c>'


def _notes(lines: Sequence[str]) -> str:
    rows = "".join(f"<row>{_string(line, _WRAPPED)}</row>" for line in lines)
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><cols><col min="1" max="1" width="110" customWidth="1"/></cols>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _content_types(sheets: int) -> str:
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX_TYPE}.main+xml"/>{parts}'
        '<Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    )


def _workbook(sheets: Sequence[str]) -> str:
    parts = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{parts}</sheets></workbook>"
    )


def _workbook_relations(sheets: int) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    styles = f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return f'{_XML}<Relationships xmlns="{_PACKAGE}">{parts}{styles}</Relationships>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
# Cell styles by number: plain; text that stays text when it is edited (quotePrefix); head; day; time; wrapped text.
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Malgun Gothic"/></font>'
    '<font><b/><sz val="11"/><name val="Malgun Gothic"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9E2F3"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
    '<xf quotePrefix="1"/><xf fontId="1" fillId="2" applyFont="1" applyFill="1" quotePrefix="1"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf quotePrefix="1" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
