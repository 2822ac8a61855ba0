"""Downloads go through one view with one rule; verification tells the truth and nothing else (F3, D4, D5)."""

import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from documents import files, services
from documents.choices import Audience, Scan
from documents.models import File, IssuedDocument
from journal.models import AccessRecord
from tests.documents import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "sample_papers")]

EVERYBODY = ["anonymous", "inactive", "owner", "member", "other_owner", "consultant", "other_consultant"]
EVERYBODY += ["reviewer", "approver", "other_official", "auditor", "admin"]

# By hand, from what each audience means: 12 personas by 4 audiences.
READERS = {
    Audience.FIRM: {"owner", "member", "consultant", "reviewer", "approver", "auditor", "admin"},
    Audience.TEAM: {"consultant", "reviewer", "approver", "auditor", "admin"},
    Audience.STAFF: {"reviewer", "approver", "auditor", "admin"},
    Audience.COMMITTEE: {"reviewer", "approver", "auditor", "admin"},
}


@pytest.fixture
def sign_in(client, personas):
    """The test client as one of the twelve personas."""

    def sign_in(name: str):
        client.logout()
        if name != "anonymous":
            client.force_login(personas[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def stored(case, personas):
    def stored(audience: str = Audience.FIRM, name: str = "사업자등록증 (최종).pdf") -> File:
        return files.store(
            uploads.upload(name, uploads.pdf()),
            case=case,
            audience=audience,
            purpose="business_registration",
            actor=personas["owner"],
        )

    return stored


@pytest.mark.parametrize("audience", READERS)
def test_files_are_read_by_their_audience_only(sign_in, stored, audience):
    file = stored(audience)

    answers = {name: sign_in(name).get(file.get_absolute_url()) for name in EVERYBODY}

    assert {name for name, answer in answers.items() if answer.status_code == 200} == READERS[audience]
    leaks = [
        name
        for name, answer in answers.items()
        if name not in READERS[audience] and b"%PDF" in b"".join(answer)
    ]
    assert leaks == []


def test_foreign_and_missing_files_look_the_same(sign_in, stored):
    client = sign_in("other_owner")

    foreign = client.get(stored().get_absolute_url())
    missing = client.get(reverse("documents:file", args=["00000000-0000-4000-8000-000000000000"]))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert _without_tokens(foreign.content) == _without_tokens(missing.content)


def _without_tokens(page: bytes) -> list[bytes]:
    """The lines of a page but those that differ on every answer, or that hold the address asked for."""
    changing = (b"nonce", b"csrf", b"CSRF", b"idempotency", b'name="next"', b"?next=")
    return [line for line in page.splitlines() if not any(word in line for word in changing)]


def test_download_is_an_attachment_in_a_box(sign_in, stored, private_files):
    response = sign_in("owner").get(stored().get_absolute_url())

    body = b"".join(response)
    assert body == next(path for path in private_files.rglob("*") if path.is_file()).read_bytes()
    headers = response.headers
    assert (
        headers["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('사업자등록증 (최종).pdf')}"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Type"] == "application/pdf"


def test_download_leaves_an_access_record(sign_in, stored, personas, case):
    sign_in("reviewer").get(stored().get_absolute_url(), REMOTE_ADDR="10.1.2.3")

    record = AccessRecord.objects.get()
    assert (record.actor_id, record.subject, record.address) == (
        personas["reviewer"].pk,
        case.organisation.name_ko,
        "10.1.2.3",
    )
    assert "사업자등록증 (최종).pdf" in record.what


@pytest.mark.parametrize("state", [Scan.PENDING, Scan.REFUSED])
def test_files_that_wait_for_or_failed_the_scan_are_not_served(sign_in, stored, state):
    file = stored()
    File.objects.update(scan_state=state)

    assert sign_in("owner").get(file.get_absolute_url()).status_code == 404


def test_no_path_leads_to_stored_bytes(sign_in, stored):
    name = stored().storage_name
    paths = [
        f"/{name}",
        f"/media/{name}",
        f"/static/{name}",
        f"/files/{name}",
        f"/documents/file/{name}",
        f"/documents/file/{name}/",
        f"/static/..%2f..%2f{name}",
        f"/static/../var/files/{name}",
        f"/documents/file/..%2f..%2f{name}/",
        f"/documents/file/%2e%2e/%2e%2e/{name}",
        "/documents/file/..%2f..%2f..%2fetc%2fpasswd/",
        "/documents/paper/..%2f..%2f..%2fetc%2fpasswd/",
    ]
    client = sign_in("admin")

    answers = {path: client.get(path) for path in paths}

    assert {path for path, answer in answers.items() if answer.status_code == 200} == set()
    assert not Path(django_settings.PRIVATE_ROOT).is_relative_to(django_settings.STATIC_ROOT)
    assert not getattr(django_settings, "MEDIA_URL", "").strip("/")


# ── papers ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def certificate(case, personas) -> IssuedDocument:
    return services.issue("certificate", case, actor=personas["admin"])


def test_papers_are_read_by_whoever_sees_the_case(sign_in, certificate):
    services.render(certificate.uid)

    answers = {name: sign_in(name).get(certificate.get_absolute_url()) for name in EVERYBODY}

    assert {name for name, answer in answers.items() if answer.status_code == 200} == READERS[Audience.FIRM]


def test_paper_is_served_as_it_was_stored(sign_in, certificate):
    services.render(certificate.uid)
    certificate.refresh_from_db()

    response = sign_in("owner").get(certificate.get_absolute_url())

    assert b"".join(response) == bytes(certificate.content.data)
    name = quote(f"인증서_{certificate.number}.pdf")
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert AccessRecord.objects.get().subject == certificate.snapshot["firm"]["name"]


def test_paper_on_its_way_says_so_and_asks_again(sign_in, certificate):
    page = sign_in("owner").get(certificate.get_absolute_url())
    part = sign_in("owner").get(reverse("documents:paper-status", args=[certificate.uid]))

    assert page.status_code == 200
    poll = f'hx-get="{reverse("documents:paper-status", args=[certificate.uid])}"'
    assert poll in page.content.decode()
    assert poll in part.content.decode()
    assert b"<html" not in part.content


def test_ready_paper_stops_asking_and_offers_the_download(sign_in, certificate):
    services.render(certificate.uid)

    part = sign_in("owner").get(reverse("documents:paper-status", args=[certificate.uid])).content.decode()

    assert "hx-get" not in part
    assert certificate.get_absolute_url() in part
    assert "[pdf, " in part


@pytest.mark.parametrize(
    ("name", "may"), [("owner", False), ("auditor", False), ("reviewer", True), ("admin", True)]
)
def test_failed_paper_offers_retry_to_those_who_may(sign_in, certificate, name, may):
    IssuedDocument.objects.update(state="failed", error="x")
    retry = reverse("documents:paper-retry", args=[certificate.uid])
    client = sign_in(name)

    part = client.get(reverse("documents:paper-status", args=[certificate.uid])).content.decode()
    answer = client.post(retry)

    assert (retry in part) is may
    assert answer.status_code == (302 if may else 403)
    certificate.refresh_from_db()
    assert certificate.state == ("queued" if may else "failed")


# ── verification ──────────────────────────────────────────────────────────────────────────────────────────


def test_valid_paper(client, certificate):
    services.render(certificate.uid)
    certificate.refresh_from_db()

    page = client.get(reverse("documents:verify", args=[certificate.verification_code]))

    text = page.content.decode()
    assert page.status_code == 200
    assert certificate.sha256 in text
    assert certificate.number in text
    assert certificate.snapshot["firm"]["name"] in text
    assert "valid" in page.context["verdict"]


def test_revoked_paper_says_so_but_not_why(client, case, personas, certificate):
    services.revoke(certificate, actor=personas["admin"], reason="홍길동 대표의 개인 사정")
    new = services.issue("certificate", case, actor=personas["admin"], replaces=certificate)

    page = client.get(reverse("documents:verify", args=[certificate.verification_code]))

    assert page.context["verdict"] == "revoked"
    assert new.number in page.content.decode()
    assert "개인 사정" not in page.content.decode()
    assert client.get(reverse("documents:verify", args=[new.verification_code])).context["verdict"] == "valid"


def test_unknown_and_malformed_codes_get_one_answer(client, certificate):
    good = certificate.verification_code
    codes = [secrets.token_urlsafe(24) for _ in range(40)]
    codes += ["x", "1", "..", "%00", "'--", "가" * 300, "a" * 3000, certificate.number, str(certificate.uid)]
    codes += [good[:-1], good + "=", good.swapcase()]

    answers = [client.get(f"/verify/{quote(code, safe='')}/") for code in codes]

    assert {answer.status_code for answer in answers} == {404}
    assert len({b"\n".join(_without_tokens(answer.content)) for answer in answers}) == 1


def test_typed_code_or_address_leads_to_the_answer(client, certificate):
    search = reverse("documents:verify-search")
    target = reverse("documents:verify", args=[certificate.verification_code])

    for typed in (certificate.verification_code, f" https://portal.example.kr{target} ", target):
        assert client.get(search, {"code": typed}).headers["Location"] == target
    assert client.get(search).status_code == 200
    assert client.get(search, {"code": ""}).status_code == 200
    assert client.get(search, {"code": "//evil.example"}).headers["Location"].startswith("/verify/")
