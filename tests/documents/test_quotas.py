"""How much a case and a firm may keep: exactly the limit, also when many upload at once (goal F4)."""

import re

import pytest
from django.utils import translation

from documents import files, quotas
from documents.choices import Audience
from documents.models import File
from tests.documents import uploads
from tests.documents.test_races import at_once


@pytest.fixture
def store(case, personas, monkeypatch):
    """Hand a PNG in for the case; nobody looks into it."""
    monkeypatch.setattr(files, "_inspect", lambda *_asked: "image/png")

    def store(number: int = 0, size: int = 100, **where) -> File:
        return files.store(
            uploads.upload(f"{number}.png", bytes(size)),
            **{
                "case": case,
                "audience": Audience.FIRM,
                "purpose": "other",
                "actor": personas["owner"],
                **where,
            },
        )

    return store


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("UPLOAD_CASE_MAX_FILES", 2, "case_files"),
        ("UPLOAD_CASE_MAX_BYTES", 299, "case_bytes"),
        ("UPLOAD_FIRM_MAX_FILES", 2, "firm_files"),
        ("UPLOAD_FIRM_MAX_BYTES", 299, "firm_bytes"),
    ],
)
def test_the_file_above_the_limit_is_refused_and_leaves_nothing(
    store, settings, private_files, limit, value, reason
):
    setattr(settings, limit, value)
    store(), store()

    with pytest.raises(files.FileRefused) as refused:
        store()

    assert refused.value.reason == reason
    assert File.objects.count() == 2
    assert sum(path.is_file() for path in private_files.rglob("*")) == 2


@pytest.mark.django_db
def test_the_last_byte_still_fits(store, settings, private_files):
    settings.UPLOAD_CASE_MAX_BYTES = 200

    store(), store()

    assert File.objects.count() == 2


@pytest.mark.django_db
def test_the_firm_counts_its_wallet_and_all_its_cases(store, case, settings, private_files):
    settings.UPLOAD_FIRM_MAX_FILES = 2
    store(), store(case=None, organisation=case.organisation)

    with pytest.raises(files.FileRefused) as refused:
        store(case=None, organisation=case.organisation)

    assert refused.value.reason == "firm_files"


@pytest.mark.site
def test_each_refusal_says_it_in_korean():
    with translation.override("ko"):
        for reason in quotas.MESSAGES:
            text = files.FileRefused(reason, used=500, limit=500).messages[0]
            assert re.search("[가-힣].*500", text), reason


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("limit", ["UPLOAD_CASE_MAX_FILES", "UPLOAD_FIRM_MAX_FILES"])
def test_fifty_uploads_at_once_end_exactly_at_the_limit(store, settings, private_files, limit):
    setattr(settings, limit, 20)
    refusals: list[str] = []

    def work(number: int) -> None:
        try:
            store(number)
        except files.FileRefused as refused:
            refusals.append(refused.reason)

    at_once(50, work)

    assert File.objects.count() == 20
    assert len(refusals) == 30
    assert sum(path.is_file() for path in private_files.rglob("*")) == 20
