"""The copy of an application (참여신청서 사본): everything as it was handed in, for the firm to keep."""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications import asked, rules
from applications.documents.parts import contact, firm, programme, site
from applications.documents.receipt import submitter
from applications.entered import SECTION_ENTRIES
from applications.entry_words import entries_in_words
from applications.models import Application, Permit, Production, YearFigures
from applications.sections import SECTIONS
from documents import contexts, registry
from journal import clock


def application_copy(application: Application) -> contexts.ApplicationCopyBody:
    """Called in Korean: every label and word comes as the form shows it."""
    case = application.case
    energy = rules.site_energy(application)
    return {
        "case_number": case.number or "",
        "submitted_at": case.submitted_at or clock.now(),
        "applicant": submitter(application),
        "program": programme(case),
        "firm": firm(application),
        "site": site(application),
        "sections": _sections(application),
        "figures": _figures(application),
        "baseline_year": application.baseline_year or case.round.year - 1,
        "productions": _productions(application),
        "carriers": _carriers(application),
        "toe": energy.counted.toe if energy else None,
        "permits": _permits(application),
        "consents": _consents(application),
        "attachments": _attachments(application),
        "contact": contact(case),
    }


def _sections(application: Application) -> list[contexts.EntrySection]:
    return [
        {
            "title": str(title),
            "entries": [
                {"label": str(label), "value": "" if value is None else str(value)}
                for label, value in entries_in_words(application, name)
            ],
        }
        for name, title in SECTIONS
        if name in SECTION_ENTRIES
    ]


def _figures(application: Application) -> list[contexts.FiguresLine]:
    last = application.case.round.year - 1
    rows = YearFigures.objects.filter(
        organisation=application.case.organisation_id, fiscal_year__range=(last - 2, last)
    )
    return [
        {
            "fiscal_year": row.fiscal_year,
            "sales_krw": row.sales_krw,
            "total_assets_krw": row.total_assets_krw,
            "employees": row.employees,
        }
        for row in rows
    ]


def _productions(application: Application) -> list[contexts.ProductionLine]:
    rows = Production.objects.filter(site=application.case.site_id, year=application.baseline_year or 0)
    return [
        {"product": row.product, "quantity": row.quantity, "unit": row.unit} for row in rows.order_by("pk")
    ]


def _carriers(application: Application) -> list[contexts.CarrierLine]:
    """Sums by carrier and unit; the bills themselves stand in the portal."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for use in rules.energy_uses(application):
        sums[(str(use.carrier), use.unit)] += use.quantity
    return [{"name": name, "quantity": total, "unit": unit} for (name, unit), total in sums.items()]


def _permits(application: Application) -> list[contexts.PermitLine]:
    return [
        {
            "kind": str(row.get_kind_display()),
            "pollution_class": str(row.get_pollution_class_display() or ""),
            "number": row.number,
            "issued_on": row.issued_on,
            "remark": row.remark,
        }
        for row in Permit.objects.filter(site=application.case.site_id)
    ]


def _consents(application: Application) -> list[contexts.ConsentLine]:
    latest = {consent.text_code: consent for consent in application.consents.order_by("pk")}
    return [
        {
            "title": str(consent.text.title),
            "required": consent.text.required,
            "answer": "동의" if consent.given else "동의하지 않음",
            "version": consent.text_version,
            "at": consent.at,
        }
        for consent in latest.values()
    ]


def _attachments(application: Application) -> list[contexts.ApplicationAttachment]:
    labels = asked.of_case(application.case).labels
    return [
        {"name": str(labels[file.handed_in_as]), "file_name": file.original_name}
        for file in rules.evidence(application).order_by("pk")
    ]


registry.register(
    registry.Paper(
        code="application_copy",
        title_ko="참여신청서",
        title_en="Application",
        template="documents/application_copy.html",
        context=application_copy,
        blocks=(
            registry.Block(
                "closing",
                _("Closing sentence"),
                "위와 같이 참여신청서를 제출하며, 적은 내용이 사실과 다름없음을 확인합니다.",
            ),
        ),
    )
)
