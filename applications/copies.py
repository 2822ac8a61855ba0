"""What a draft says, as plain data: the content of its copy at closing, and its fingerprint."""

from datetime import datetime
from typing import Any

from applications import rules
from applications.entered import ENTRIES
from applications.models import Application, YearFigures
from journal import canonical

PARTS = ("entries", "baseline", "permits", "files", "consents")


def content(application: Application, closes_at: datetime) -> dict[str, Any]:
    """The draft as it stood at ``closes_at``, in canonical types, by ``PARTS``."""
    return {
        name: canonical.plain(part(application, closes_at))
        for name, part in (
            ("entries", _entries),
            ("baseline", _baseline),
            ("permits", _permits),
            ("files", _files),
            ("consents", _consents),
        )
    }


def fingerprint(found: dict[str, Any]) -> str:
    """SHA-256 of the canonical text of a content."""
    return canonical.sha256({name: found[name] for name in PARTS})


def changed_later(application: Application, closes_at: datetime) -> list[str]:
    """What other applications of the firm, or uploads past the form, changed between the closing and now."""
    uses = application.case.site.energy_uses if application.case.site else None
    found = []
    if uses and uses.filter(entered_at__gte=closes_at).exists():
        found.append("baseline")
    if rules.handed_in(application).filter(handed_in_at__gte=closes_at).exists():
        found.append("files")
    return found


def _entries(application: Application, closes_at: datetime) -> dict[str, Any]:
    firm, site = application.case.organisation, application.case.site
    return {
        "firm": {
            "business_number": firm.business_number,
            "name_ko": firm.name_ko,
            "representative": firm.representative,
            "address": firm.address,
        },
        "site": {"name": site.name, "address": site.address, "area": site.area.code} if site else None,
        **{name: getattr(application, name) for name in ENTRIES},
    }


def _baseline(application: Application, closes_at: datetime) -> dict[str, Any]:
    site = application.case.site
    if site is None:
        return {}
    uses = site.energy_uses.order_by("carrier", "starts_on", "pk")
    figures = YearFigures.objects.filter(organisation=application.case.organisation_id)
    return {
        "uses": list(
            uses.values(
                *("carrier", "starts_on", "ends_on", "quantity", "unit", "cost_krw", "evidence_grade")
            )
        ),
        "figures": list(
            figures.order_by("fiscal_year").values(
                "fiscal_year", "sales_krw", "total_assets_krw", "employees"
            )
        ),
        "productions": list(
            site.productions.order_by("year", "product").values("year", "product", "quantity", "unit")
        ),
    }


def _permits(application: Application, closes_at: datetime) -> list[Any]:
    site = application.case.site
    if site is None:
        return []
    rows = site.permits.order_by("kind", "number", "pk")
    return list(rows.values("kind", "pollution_class", "number", "issued_on", "remark"))


def _files(application: Application, closes_at: datetime) -> list[dict[str, Any]]:
    rows = rules.handed_in(application).filter(handed_in_at__lt=closes_at)
    return [
        {
            "purpose": row.purpose,
            "uid": row.file.uid,
            "original_name": row.file.original_name,
            "size": row.file.size,
            "sha256": row.file.sha256,
            "issued_on": row.issued_on,
            "valid_until": row.valid_until,
        }
        for row in rows
    ]


def _consents(application: Application, closes_at: datetime) -> list[Any]:
    rows = application.consents.filter(at__lt=closes_at).order_by("pk")
    return list(rows.values("text_code", "text_version", "given", "at"))
