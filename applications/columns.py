"""The columns of the official's list: what each says, on the page, in a file and through the API.

A column names what it reads (``fields``, ``notes``), so that a list loads what its columns show and nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role
from applications.models import Application, DuplicateFlag
from applications.querysets import ApplicationQuerySet
from calculations import business_number
from journal import clock
from programs.models import IndustryCode
from workflow.models import CaseParticipant, CorrectionRequest
from workflow.states import ApplicationState, CaseStage

Text = str | Promise

CASE, FIRM, SITE = "case", "case__organisation", "case__site"
# What every row needs: its address, its number, and what its state means.
ALWAYS = ("uid", "version", "state", "case__uid", "case__number", "case__submitted_at", "case__stage")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``value`` is text, a number, a day or a time; ``personal``: it names a person."""

    code: str
    label: Text
    value: Callable[[Application], Any]
    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = "text"
    standard: bool = False
    personal: bool = False
    width: int = 14


def _localized(of: Callable[[Application], Any]) -> Callable[[Application], str]:
    return lambda application: str(of(application))


def _yes_no(value: bool | None) -> str:
    return "" if value is None else gettext("Yes") if value else gettext("No")


def _processes(application: Application) -> str:
    labels = dict(Application.PollutingProcess.choices)
    return ", ".join(str(labels.get(code, code)) for code in application.polluting_processes)


@cache
def _industry_names(language: str) -> dict[tuple[int, str], str]:
    """Names of industries: reference data, read once in a process and language."""
    name = "name_en" if language == "en" else "name_ko"
    rows = IndustryCode.objects.values_list("revision", "code", name, "name_ko")
    return {(revision, code): own or korean for revision, code, own, korean in rows}


def _industry(application: Application) -> str:
    key = (application.ksic_revision, application.ksic_code)
    return f"{application.ksic_code} {_industry_names(get_language() or '').get(key, '')}".strip()


def _correction(application: Any) -> str:
    """Until when the firm answers what is asked, or that it has corrected its entries."""
    if due := application.correction_due:
        if clock.now() >= clock.end_of_day(due):
            return gettext("Overdue since %(day)s") % {"day": f"{due:%Y-%m-%d}"}
        return gettext("Open until %(day)s") % {"day": f"{due:%Y-%m-%d}"}
    return gettext("Corrected") if application.corrected_at else ""


def _officer_name(application: Any) -> str:
    return application.officer or ""


def _flagged(application: Any) -> str:
    return _yes_no(application.has_open_flags)


_VERDICTS = dict(Application.Verdict.choices)
_SIZES = dict(Organisation.Size.choices)

COLUMNS: tuple[Column, ...] = (
    Column("number", _("Number"), lambda a: a.case.number, standard=True),
    Column(
        "company", _("Company"), _localized(lambda a: a.case.organisation),
        (f"{FIRM}__name_ko", f"{FIRM}__name_en"), standard=True, width=26,
    ),
    Column(
        "business_number", _("Business number"),
        lambda a: business_number.formatted(a.case.organisation.business_number), (f"{FIRM}__business_number",),
    ),
    Column(
        "representative", _("Representative"), lambda a: a.case.organisation.representative,
        (f"{FIRM}__representative",), personal=True,
    ),
    Column(
        "site", _("Site"), _localized(lambda a: a.case.site or ""), (f"{SITE}__name",), width=20
    ),
    Column(
        "address", _("Factory address"), lambda a: a.case.site.address if a.case.site else "",
        (f"{SITE}__address",), width=40,
    ),
    Column(
        "region", _("Region"), _localized(lambda a: a.case.region),
        ("case__region__name_ko", "case__region__name_en"), standard=True,
    ),
    Column(
        "round", _("Call"), _localized(lambda a: a.case.round), ("case__round__name_ko", "case__round__name_en"),
        width=30,
    ),
    Column("state", _("State"), lambda a: ApplicationState(a.state).label, kind="state", standard=True),
    Column("stage", _("Stage"), lambda a: CaseStage(a.case.stage).label, kind="stage"),
    Column(
        "submitted", _("Submitted"), lambda a: a.case.submitted_at, kind="time", standard=True, width=18
    ),
    Column("size", _("Firm size"), lambda a: _SIZES.get(a.size, ""), ("size",)),
    Column(
        "employees", _("Regular employees"), lambda a: a.regular_employees, ("regular_employees",), kind="number"
    ),
    Column("industry", _("Industry"), _industry, ("ksic_revision", "ksic_code"), width=30),
    Column("products", _("Main products"), lambda a: a.products, ("products",), width=30),
    Column("root", _("Root-industry site"), lambda a: _yes_no(a.root_industry), ("root_industry",)),
    Column("polluting", _("Heavily polluting processes"), _processes, ("polluting_processes",), width=24),
    Column(
        "verdict", _("Conditions"), lambda a: _VERDICTS.get(a.verdict, ""), ("verdict",), kind="verdict", standard=True
    ),
    Column("score", _("Bonus points"), lambda a: a.bonus_score, ("bonus_score",), kind="number", standard=True),
    Column(
        "correction", pgettext_lazy("column", "Correction"), _correction, ("corrected_at",),
        notes=("correction_due",), kind="correction", standard=True, width=22,
    ),
    Column(
        "grace", _("Submitted in a grace period"), lambda a: _yes_no(a.grace_id is not None), ("grace",)
    ),
    Column("officer", _("Officer in charge"), _officer_name, notes=("officer",), standard=True),
    Column(
        "duplicates", _("Possible duplicates"), _flagged, notes=("has_open_flags",),
        kind="flag",
    ),
    Column(
        "contact", _("Contact person of the company"), lambda a: a.contact_name, ("contact_name",), personal=True
    ),
    Column(
        "contact_phone", _("Contact phone of the company"), lambda a: a.contact_phone, ("contact_phone",),
        personal=True, width=18,
    ),
    Column(
        "contact_email", _("Contact e-mail of the company"), lambda a: a.contact_email, ("contact_email",),
        personal=True, width=26,
    ),
    Column("updated", _("Last change"), lambda a: a.updated_at, ("updated_at",), kind="time", width=18),
)  # fmt: skip
BY_CODE = {column.code: column for column in COLUMNS}
STANDARD = tuple(column.code for column in COLUMNS if column.standard)


def chosen(codes: Iterable[str]) -> list[Column]:
    """The columns of these codes in the order of the table, the number always first; the usual ones for none."""
    wanted = {"number", *codes} if any(code in BY_CODE for code in codes) else set(STANDARD)
    return [column for column in COLUMNS if column.code in wanted]


def loaded(rows: ApplicationQuerySet, columns: Iterable[Column]) -> ApplicationQuerySet:
    """The rows with what their columns read, in one query."""
    columns = list(columns)
    fields = [*ALWAYS, *(field for column in columns for field in column.fields)]
    related = {path.rpartition("__")[0] for path in fields if "__" in path}
    notes = {name: NOTES[name]() for column in columns for name in column.notes}
    return rows.annotate(**notes).select_related(*sorted(related)).only(*fields)


def _correction_due() -> Subquery:
    asked = CorrectionRequest.objects.filter(
        case=OuterRef("case"), record_kind=Application.workflow_kind, state=CorrectionRequest.State.ASKED
    )
    return Subquery(asked.order_by().values("case").annotate(due=Min("deadline")).values("due"))


def _officer() -> Subquery:
    current = CaseParticipant.objects.current().filter(case=OuterRef("case"), role=Role.REVIEWER)
    return Subquery(current.order_by("-pk").annotate(named=F("user__name")).values("named")[:1])


def _has_open_flags() -> Exists:
    flags = DuplicateFlag.objects.filter(application=OuterRef("pk"), state=DuplicateFlag.State.OPEN)
    return Exists(flags)


NOTES: dict[str, Callable[[], Any]] = {
    "correction_due": _correction_due,
    "officer": _officer,
    "has_open_flags": _has_open_flags,
}


def plain(value: Any) -> Any:
    """A value as files and the API take it: times on the Korean clock."""
    if isinstance(value, datetime):
        return value.astimezone(clock.SEOUL).replace(tzinfo=None)
    return value if isinstance(value, date | int) or hasattr(value, "as_tuple") else str(value or "")
