"""Storing uploads: what is kept, under which name, and what is left behind by a refusal."""

import hashlib
import os
import time
import unicodedata
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from documents import files
from documents.choices import Audience, Scan
from documents.models import File
from journal.models import Event
from tests.documents import corpus, uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]


@pytest.fixture
def store(case, personas):
    """Hand a file in for the case, as its owner."""

    def store(name: str, data: bytes, **more) -> File:
        return files.store(
            uploads.upload(name, data),
            case=case,
            audience=more.pop("audience", Audience.FIRM),
            purpose="business_registration",
            actor=personas["owner"],
            **more,
        )

    return store


def stored_bytes(folder) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_store_keeps_bytes_under_a_random_name_and_logs(store, case, personas, private_files):
    data = uploads.pdf()

    stored = store("사업자등록증.pdf", data, on_behalf_of="시험금속1")

    assert stored_bytes(private_files) == [data]
    assert "사업자" not in stored.storage_name
    assert (stored.size, stored.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (stored.content_type, stored.scan_state) == ("application/pdf", Scan.UNSCANNED)
    assert (stored.case, stored.organisation) == (case, case.organisation)
    event = Event.objects.get(action="documents.upload")
    assert (event.case_id, event.on_behalf_of, event.after["name"]) == (
        case.pk,
        "시험금속1",
        "사업자등록증.pdf",
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (unicodedata.normalize("NFD", "사업자등록증.pdf"), "사업자등록증.pdf"),
        ("C:\\Users\\kim\\증빙.pdf", "증빙.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u202efdp.exe.pdf".replace(".exe", "_exe"), "fdp_exe.pdf"),
        ("가" * 300 + ".pdf", "가" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned(store, name, kept):
    assert files.clean_name(name) == kept


@pytest.mark.parametrize("case_", ["pdf with a script", "nul in the name", "nothing", "zip slip", "program"])
def test_refused_files_leave_nothing_behind(store, private_files, case_):
    name, data, reason = corpus.small_hostile()[case_]

    with pytest.raises(files.FileRefused) as caught:
        store(name, data)

    assert caught.value.reason == reason
    assert stored_bytes(private_files) == []
    assert not File.objects.exists()
    assert not Event.objects.filter(action="documents.upload").exists()


def test_the_bytes_that_come_count_not_the_declared_size(store, settings, private_files):
    settings.UPLOAD_MAX_BYTES = 1024**2
    liar = uploads.upload("a.pdf", uploads.pdf() + b"\0" * 2 * 1024**2)
    liar.size = 10

    with pytest.raises(files.FileRefused) as caught:
        files._copy_within_limit(liar, BytesIO())

    assert caught.value.reason == "size"
    assert "3 MB" in caught.value.messages[0]
    assert "1 MB" in caught.value.messages[0]


def test_the_child_that_reads_files_has_a_limit_of_memory(store, private_files):
    """An object stream that unfolds to 2 GB: the child dies or refuses, we only hear so."""
    bomb = uploads.object_stream_bomb()

    with pytest.raises(files.FileRefused) as caught:
        store("a.pdf", bomb)

    assert caught.value.reason in {"bomb", "damaged"}
    assert stored_bytes(private_files) == []


def test_a_row_that_cannot_be_written_takes_its_bytes_along(case, personas, private_files):
    with pytest.raises(Exception, match=r"audience|CHECK|constraint|NULL"):
        files.store(
            uploads.upload("a.pdf", uploads.pdf()),
            case=case,
            audience=None,
            purpose="x",
            actor=personas["owner"],
        )

    assert stored_bytes(private_files) == []


def test_orphans_go_after_a_day_and_others_stay(store, private_files):
    kept = store("a.pdf", uploads.pdf())
    orphan, fresh = private_files / "zz" / "orphan", private_files / "zz" / "fresh"
    orphan.parent.mkdir()
    for path in (orphan, fresh):
        path.write_bytes(b"x")
    yesterday = time.time() - timedelta(hours=25).total_seconds()
    os.utime(orphan, (yesterday, yesterday))
    os.utime(private_files / kept.storage_name, (yesterday, yesterday))

    assert files.remove_orphans() == 1

    assert not orphan.exists()
    assert fresh.exists()
    assert (private_files / kept.storage_name).exists()


def test_verify_documents_finds_missing_and_changed_bytes(store, private_files, capsys):
    missing, changed = store("a.pdf", uploads.pdf()), store("b.pdf", uploads.pdf(pages=2))
    call_command("verify_documents")
    (private_files / missing.storage_name).unlink()
    (private_files / changed.storage_name).chmod(0o600)
    (private_files / changed.storage_name).write_bytes(b"other")

    with pytest.raises(CommandError, match="2 damages"):
        call_command("verify_documents")

    assert str(missing.uid) in capsys.readouterr().err
