"""The official's list as a file: exactly the rows and columns that are asked for, whatever their number."""

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from applications import columns
from applications.columns import Column
from applications.querysets import ApplicationQuerySet
from documents import spreadsheets
from documents.spreadsheets import Head

CHUNK = 1000
# Up to so many bytes a workbook is kept in memory before it goes to a temporary file.
IN_MEMORY = 2 * 1024 * 1024


def heads(chosen: Sequence[Column]) -> list[Head]:
    return [Head(str(column.label), column.width) for column in chosen]


def lines(rows: ApplicationQuerySet, chosen: Sequence[Column]) -> Iterator[list[Any]]:
    """The values of every row, read in portions."""
    for application in columns.loaded(rows, chosen).iterator(chunk_size=CHUNK):
        yield [columns.plain(column.value(application)) for column in chosen]


def as_csv(rows: ApplicationQuerySet, chosen: Sequence[Column]) -> Iterator[bytes]:
    return spreadsheets.csv_lines(heads(chosen), lines(rows, chosen))


def as_xlsx(rows: ApplicationQuerySet, chosen: Sequence[Column], notes: Sequence[str]) -> IO[bytes]:
    """A workbook, ready to be read from its beginning; it disappears when it is closed."""
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed with the response
    spreadsheets.write_xlsx(
        target,  # type: ignore[arg-type]  # a file in all but name
        name=_("Applications"),
        heads=heads(chosen),
        rows=lines(rows, chosen),
        notes=notes,
        notes_name=_("About this file"),
    )
    target.seek(0)
    return target  # type: ignore[return-value]
