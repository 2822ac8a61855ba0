"""A filled-in workbook before it is saved: what it would change, what is wrong with it, what to look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from applications import baseline_sheet, baseline_words, rules, services
from applications.models import Application, EnergyUse
from applications.services.baseline_rows import ENERGY_ENTRIES, Plan, described
from documents import workbooks
from documents.workbooks import CellError
from programs.models import Carrier
from workflow.acts import Act

SALT = "applications.baseline_import"
PREVIEW_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class RowChange:
    """One line of the file against what is stored: every entry that would change, with both values."""

    row: int
    use: EnergyUse
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RowWarning:
    """Something to look at, with the line of the file that it is about; 0 where it is about none."""

    row: int
    carrier: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would do. ``rows`` are those that can stand, as ``services.save_uses`` takes them."""

    added: tuple[RowChange, ...]
    changed: tuple[RowChange, ...]
    same: int
    errors: tuple[CellError, ...]
    warnings: tuple[RowWarning, ...]
    rows: tuple[dict[str, Any], ...]

    @property
    def changes(self) -> bool:
        return bool(self.added or self.changed)

    @property
    def signed(self) -> str:
        """The rows as they travel with the page to its confirmation, so that what was seen is what is saved."""
        return signing.dumps([_travelling(row) for row in self.rows], salt=SALT, compress=True)


def rows_of(signed: str) -> list[dict[str, Any]]:
    """The rows of a preview. Raises signing.BadSignature, also when the preview is too old."""
    return signing.loads(signed, salt=SALT, max_age=PREVIEW_SECONDS)


def examine(application: Application, upload: UploadedFile, act: Act) -> Preview:
    """Read a workbook and compare it with what is stored; writes nothing. Raises FileRefused, WorkbookRefused."""
    carriers = list(Carrier.objects.all())
    data = workbooks.read_upload(upload, baseline_sheet.MAX_BYTES)
    sheet = baseline_sheet.read(data, application, carriers)
    readable = [line for line in sheet.lines if not line.errors][: baseline_sheet.MOST_ROWS]
    rows = [{**line.values, "line": line.row} for line in readable]
    plan = services.plan_uses(application, rows, replace(act, version=None))
    errors = [*sheet.errors, *(error for line in sheet.lines for error in line.errors)]
    for place, found in plan.errors.items():
        errors += _cell_errors(sheet, readable[place], found)
    numbers = {place: line.row for place, line in enumerate(readable)}
    return Preview(
        added=tuple(RowChange(numbers[place], use, ()) for place, use in plan.added.items()),
        changed=tuple(
            RowChange(numbers[place], use, _changes(plan, use)) for place, use in plan.changed.items()
        ),
        same=len(plan.same),
        errors=tuple(sorted(errors, key=lambda error: (error.row, error.column))),
        warnings=tuple(_warnings(application, plan, numbers)),
        rows=tuple(row for place, row in enumerate(rows) if place not in plan.errors),
    )


def _cell_errors(
    sheet: baseline_sheet.Sheet, line: workbooks.Line, found: dict[str, list[str]]
) -> list[CellError]:
    errors = []
    for field, texts in found.items():
        text = " ".join(texts)
        if field in sheet.fields:
            place = sheet.fields.index(field) + 1
            value = line.values.get(field)
            errors.append(workbooks.cell_error(line.row, place, sheet.heads[place - 1], value, text))
        else:
            errors.append(CellError(line.row, "", "", text))
    return errors


def _changes(plan: Plan, use: EnergyUse) -> tuple[tuple[str, str, str], ...]:
    before, after = plan.before[str(use.uid)], described(use)
    return tuple(
        (_label(name), shown(before[name]), shown(after[name]))
        for name in ENERGY_ENTRIES
        if before[name] != after[name]
    )


def _label(name: str) -> str:
    return str(EnergyUse._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation


def shown(value: Any) -> str:
    """A value as the preview writes it."""
    if value in (None, ""):
        return _("empty")
    if isinstance(value, str):
        return value
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(
        number_format(f"{value.normalize():f}" if hasattr(value, "normalize") else value, force_grouping=True)
    )


def _warnings(application: Application, plan: Plan, numbers: dict[int, int]) -> Sequence[RowWarning]:
    """What the bills should be looked at for once the file is in; notes that were written stay."""
    names = {use.carrier_id: use.carrier for use in plan.outcome}
    rows = {str(use.uid): numbers[place] for place, use in plan.uses.items()}
    noted = set(application.baseline_notes.exclude(note="").values_list("code", "key"))
    return [
        RowWarning(
            row=next((rows[label] for label in reversed(finding.labels) if label in rows), 0),
            carrier=finding.carrier,
            code=finding.code.value,
            text=baseline_words.sentence(finding, names[finding.carrier]),
        )
        for finding in rules.baseline_findings(application, plan.outcome)
        if (finding.code.value, finding.key) not in noted
    ]


def _travelling(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | None) else str(value)
        for name, value in row.items()
        if value is not None
    }
