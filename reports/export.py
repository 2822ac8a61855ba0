"""The annual result of a round as a workbook: who takes it and why is recorded, and nothing in it computes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from calculations.quantities import round_years
from diagnostics.models import StreamFigure
from documents.workbooks import put_cell
from journal import access, clock, events
from programs.models import Round
from reports.annual import AnnualRow, annual_rows, total_row
from workflow.acts import Act
from workflow.errors import BadData, NotAllowed
from workflow.models import Case

SHEET, NOTES = "연간실적", "안내"
HEAD_ROW = 3
MONEY, DECIMALS, YEARS = "#,##0", "#,##0.000", "0.0"
ESTIMATED, REPORTED, VERIFIED = StreamFigure.Basis.values

NOTE_LINES = (
    "추정: 기업이 수락한 개선안의 진단 때 절감량(예정과 기업이 보고한 미이행을 포함). 실적으로 세지 않습니다.",
    "보고: 이행 완료 또는 일부 이행으로 보고한 개선안의 실제 절감량(기업 입력).",
    "검증: 같은 개선안에서 진단팀이 확인한 절감량. 검증이 취소된 성과는 세지 않습니다.",
    "절감액, TOE, tCO2eq는 연간 값이며 원 단위는 정수입니다.",
    "투자회수기간: 실제 투자비 ÷ 연간 절감액(검증값, 없으면 보고값). 둘 다 있는 개선안만 계산합니다.",
    "자부담: 인정 공급가액 가운데 기업이 부담한 금액. 부가가치세와 인정하지 않은 비용은 들어 있지 않습니다.",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A whole round as permissions see it: only who administers the whole programme takes all of its data."""

    program_code: str
    region_code: str = ""
    organisation_id: None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Korean head, its width in characters, its value, its number format, whether it is summed."""

    head: str
    width: int
    value: Callable[[AnnualRow], Any]
    number_format: str = ""
    summed: bool = False


def _money(head: str, value: Callable[[AnnualRow], Any]) -> Column:
    return Column(head, 16, value, MONEY, summed=True)


def _effects(head: str, name: str, number_format: str) -> list[Column]:
    """Three columns that are never added to each other."""

    def value(basis: str) -> Callable[[AnnualRow], Any]:
        return lambda row: getattr(row.effect(basis), name)

    return [
        Column(f"{head} ({label})", 16, value(basis), number_format, summed=True)
        for label, basis in (("추정", ESTIMATED), ("보고", REPORTED), ("검증", VERIFIED))
    ]


COLUMNS: tuple[Column, ...] = (
    Column("접수번호", 14, lambda row: row.case.number),
    Column("기업명", 26, lambda row: row.case.organisation.name_ko),
    Column("지역", 14, lambda row: row.case.region.name_ko),
    Column("업종", 30, lambda row: row.industry),
    Column("규모", 10, lambda row: row.size),
    Column("단계", 12, lambda row: row.case.get_stage_display()),
    Column("점수", 8, lambda row: row.score, YEARS),
    Column("제안 개선안 수", 14, lambda row: row.proposed, "0", summed=True),
    Column("수락 개선안 수", 14, lambda row: row.accepted, "0", summed=True),
    Column("이행 개선안 수", 14, lambda row: row.implemented, "0", summed=True),
    _money("교부결정액(원)", lambda row: row.award_krw),
    _money("지급액(원)", lambda row: row.paid_krw),
    _money("반환액(원)", lambda row: row.returned_krw),
    _money("자부담(원)", lambda row: row.own_share_krw),
    *_effects("절감액(원/년)", "saved_krw", MONEY),
    *_effects("TOE/년", "toe", DECIMALS),
    *_effects("tCO2eq/년", "tco2eq", DECIMALS),
    Column("투자회수기간(년)", 16, lambda row: _years(row.payback_years), YEARS, summed=True),
    Column("인증서번호", 18, lambda row: row.certificate),
)


@transaction.atomic
def export(round_: Round, act: Act) -> bytes:
    """The workbook of a round without test cases. ``act.comment`` is why it is taken, and is asked for.

    Effects: access record (whose data, how many, why), event.
    """
    if not act.actor.has_perm("reports.export", Scope(round_.program.code)):
        raise NotAllowed(_("Only an administrator of the programme exports its results."))
    if not act.comment.strip():
        raise BadData({"comment": [_("Say what you need the export for.")]})
    cases = Case.objects.visible_to(act.actor).counted().filter(round=round_)
    rows = annual_rows(cases)
    access.record_access(
        actor=act.actor,
        subject=f"{round_.case_prefix}: annual results",
        what="annual results",
        address=act.address,
        reason=act.comment,
        count=len(rows),
    )
    events.record(
        action="reports.export",
        actor=act.actor,
        obj=round_,
        reason=act.comment,
        address=act.address,
        data={"rows": len(rows)},
    )
    with translation.override("ko"):
        return workbook(round_, rows, act.actor, act.comment, clock.now())


def file_name(round_: Round) -> str:
    return f"연간실적_{round_.case_prefix}.xlsx"


def workbook(round_: Round, rows: list[AnnualRow], actor: User, reason: str, at: datetime) -> bytes:
    """The bytes: a table with its sums and a sheet that says how it was counted. No cell is a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    put_cell(sheet.cell(1, 1), f"{round_.name_ko} 연간실적").font = Font(bold=True, size=14)
    _write_head(sheet)
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, HEAD_ROW + number, number, row)
    _write_totals(sheet, HEAD_ROW + len(rows) + 1, total_row(rows))
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 4)
    seoul = at.astimezone(clock.SEOUL)
    taken = (
        f"내려받은 사람: {actor}",
        f"내려받은 때: {seoul:%Y-%m-%d %H:%M} (한국 시각)",
        f"내려받은 까닭: {reason}",
    )
    _write_notes(book.create_sheet(NOTES), (*NOTE_LINES, *taken))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_head(sheet: Worksheet) -> None:
    heads = ("연번", *(column.head for column in COLUMNS))
    for position, head in enumerate(heads, start=1):
        cell = put_cell(sheet.cell(HEAD_ROW, position), head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="D9E2F3")
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    for position, column in enumerate(COLUMNS, start=2):
        sheet.column_dimensions[get_column_letter(position)].width = column.width


def _write_row(sheet: Worksheet, line: int, number: int, row: AnnualRow) -> None:
    put_cell(sheet.cell(line, 1), number)
    for position, column in enumerate(COLUMNS, start=2):
        put_cell(sheet.cell(line, position), column.value(row), column.number_format)


def _write_totals(sheet: Worksheet, line: int, total: AnnualRow) -> None:
    put_cell(sheet.cell(line, 1), "합계").font = Font(bold=True)
    for position, column in enumerate(COLUMNS, start=2):
        if column.summed:
            cell = put_cell(sheet.cell(line, position), column.value(total), column.number_format)
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="F2F2F2")


def _write_notes(sheet: Worksheet, lines: Iterable[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    for position, text in enumerate(lines, start=1):
        put_cell(sheet.cell(position, 1), text).alignment = Alignment(wrap_text=True)


def _years(years: Decimal | None) -> Decimal | None:
    return None if years is None else round_years(years)
