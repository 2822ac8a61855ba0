"""The list of local firms as a workbook."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from applications.local_firm_sheet import COLUMNS
from applications.staff_querysets import LocalFirmQuerySet
from documents.spreadsheets import Head, write_xlsx
from journal import clock


def workbook(rows: LocalFirmQuerySet) -> tuple[bytes, int]:
    """The bytes, and how many firms they name; the first columns are those of an import."""
    count = 0

    def lines() -> Iterator[list[Any]]:
        nonlocal count
        for firm in rows.with_list_data().order_by("pk").iterator(chunk_size=1000):
            count += 1
            yield _line(firm)

    heads = [Head(column.head, column.width) for column in COLUMNS]
    more = (
        _("Region"),
        _("Reached"),
        _("Invited"),
        _("Applied"),
        _("Took part"),
        _("Mail"),
        _("From the file"),
    )
    stream = BytesIO()
    write_xlsx(
        stream, name="지역기업", heads=[*heads, *(Head(str(title), 14) for title in more)], rows=lines()
    )
    return stream.getvalue(), count


def _line(firm: Any) -> list[Any]:
    mail = _("no more") if firm.unsubscribed_at else _("left out") if firm.excluded_at else ""
    return [
        firm.business_number_text,
        *(getattr(firm, column.field) for column in COLUMNS[1:]),
        str(firm.region),
        *(
            _("Yes") if found else ""
            for found in (firm.is_reached, firm.is_invited, firm.has_applied, firm.took_part)
        ),
        str(mail),
        f"{firm.source_file} {firm.imported_at.astimezone(clock.SEOUL):%Y-%m-%d}",
    ]
