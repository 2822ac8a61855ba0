"""A firm with a complete draft, and acts in a few letters."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from applications import services
from applications.models import Application, EvidenceFile
from documents import content, files
from documents.models import File
from workflow.acts import Act

ENTRIES = {
    "size": "small",
    "regular_employees": 42,
    "ksic_revision": 10,
    "ksic_code": "25922",
    "products": "도금 부품",
    "root_industry": False,
    "polluting_processes": ["plating"],
    "energy_audit_duty": False,
    "consecutive_years": 1,
    "other_support": False,
    "contact_name": "담당자",
    "contact_phone": "032-000-0000",
    "contact_email": "contact@example.com",
}
ELECTRICITY = {
    "carrier": "electricity",
    "starts_on": date(2020, 1, 1),
    "ends_on": date(2020, 12, 31),
    "quantity": Decimal(1_000_000),
    "unit": "kWh",
    "cost_krw": 120_000_000,
}
CONSENTS = {"privacy": True, "provision": True, "fairness": True}


@pytest.fixture
def firm(personas):
    return personas["owner"].current_memberships[0].organisation


@pytest.fixture
def site(firm):
    return firm.sites.get()


@pytest.fixture
def draft(during_call, round_2021, personas, site) -> Application:
    """An empty draft of the owner's firm."""
    return services.start(round_2021, site, Act(personas["owner"]))


@pytest.fixture
def complete(draft, personas) -> Application:
    """A draft that lacks nothing and meets every condition."""
    owner = personas["owner"]
    services.edit(draft, Act(owner, data=ENTRIES))
    services.add_energy_use(draft, Act(owner, data=ELECTRICITY))
    evidence(draft, owner)
    services.give_consents(draft, Act(owner, data=CONSENTS))
    draft.refresh_from_db()
    return draft


@pytest.fixture
def submitted(complete, personas) -> Application:
    return services.submit(complete, Act(personas["owner"]))


@pytest.fixture
def screened(submitted, personas) -> Application:
    return services.screen(submitted, Act(personas["reviewer"]))


@pytest.fixture
def selected(screened, personas) -> Application:
    return services.select(screened, Act(personas["approver"]))


def evidence(
    application: Application, uploaded_by, purpose: str = "size_confirmation", **more
) -> EvidenceFile:
    """A file handed in, without the detour through the content check."""
    file = File.objects.create(
        case=application.case,
        organisation=application.case.organisation,
        audience="firm",
        purpose=purpose,
        original_name="중소기업확인서.pdf",
        content_type="application/pdf",
        size=1024,
        sha256="0" * 64,
        storage_name=f"te/{purpose}-{application.pk}-{File.objects.count()}",
        scan_state="unscanned",
        uploaded_by=uploaded_by,
    )
    return EvidenceFile.objects.create(
        application=application, purpose=purpose, file=file, handed_in_by=uploaded_by, **more
    )


def scanned(title: str) -> SimpleUploadedFile:
    """A real PNG, as a phone sends it."""
    written = BytesIO()
    Image.new("RGB", (40, 40), "white").save(written, "PNG")
    return SimpleUploadedFile(f"{title}.png", written.getvalue(), content_type="image/png")


@pytest.fixture
def picture() -> SimpleUploadedFile:
    return scanned("확인서")


def conclude(application: Application, personas) -> Application:
    """The agreement prepared, signed on paper and concluded."""
    approver = personas["approver"]
    services.prepare_agreement(application, Act(approver))
    services.attach_signed_copy(application, scanned("협약서"), Act(approver))
    return services.agree(application, Act(approver))


@pytest.fixture
def looked_at_here(monkeypatch) -> None:
    """Uploads are looked into without a process for each: the same checks, in less time."""

    def look(copy: BinaryIO, extension: str) -> str:
        try:
            return content.check(copy, extension)
        except content.Unacceptable as refusal:
            raise files.FileRefused(refusal.reason) from None

    monkeypatch.setattr(files, "_inspect", look)
