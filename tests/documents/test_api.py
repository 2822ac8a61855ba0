"""Papers and files through the API: the same rules as on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from documents import services
from documents.models import File, IssuedDocument
from tests.documents import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "sample_papers")]


@pytest.fixture
def api(personas):
    def api(name: str) -> APIClient:
        client = APIClient()
        client.force_authenticate(personas[name])
        return client

    return api


@pytest.fixture
def certificate(case, personas) -> IssuedDocument:
    return services.issue("certificate", case, actor=personas["admin"])


def post_file(client: APIClient, case, name="a.pdf", data=None, **more):
    body = {
        "case": str(case.uid),
        "purpose": "evidence",
        "file": uploads.upload(name, data or uploads.pdf()),
        **more,
    }
    return client.post("/api/v1/files/", body, format="multipart")


def test_upload_and_download(api, case):
    made = post_file(api("owner"), case)

    assert made.status_code == 201, made.content
    assert made.data["content_type"] == "application/pdf"
    content = api("reviewer").get(f"/api/v1/files/{made.data['uid']}/content/")
    assert b"".join(content).startswith(b"%PDF")
    assert content.headers["Content-Disposition"].startswith("attachment")


def test_refused_upload_names_reason_and_field(api, case):
    answer = post_file(api("owner"), case, name="a.pdf", data=b"<html></html>")

    assert answer.status_code == 400
    assert answer.json()["code"] == "type"
    assert list(answer.json()["errors"]) == ["file"]
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *[("owner", 201), ("consultant", 201), ("reviewer", 201), ("auditor", 403)],
        *[("other_owner", 404), ("other_official", 404)],
    ],
)
def test_who_may_hand_in(api, case, name, status):
    assert post_file(api(name), case).status_code == status


def test_a_firm_cannot_write_what_only_staff_read(api, case):
    made = post_file(api("owner"), case, audience="staff")

    assert made.data["audience"] == "firm"
    assert post_file(api("reviewer"), case, audience="staff").data["audience"] == "staff"


def test_foreign_files_and_papers_do_not_exist(api, case, certificate):
    made = post_file(api("owner"), case)

    stranger = api("other_owner")
    assert stranger.get(f"/api/v1/files/{made.data['uid']}/").status_code == 404
    assert stranger.get(f"/api/v1/files/{made.data['uid']}/content/").status_code == 404
    assert stranger.get(f"/api/v1/papers/{certificate.uid}/").status_code == 404
    assert stranger.get("/api/v1/papers/").json()["results"] == []
    assert stranger.get("/api/v1/files/").json()["results"] == []


def test_paper_from_queued_to_its_bytes(api, certificate):
    client = api("owner")
    early = client.get(f"/api/v1/papers/{certificate.uid}/content/")
    services.render(certificate.uid)
    shown = client.get(f"/api/v1/papers/{certificate.uid}/").json()
    content = client.get(f"/api/v1/papers/{certificate.uid}/content/")

    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    assert (shown["state"], shown["number"], len(shown["sha256"])) == ("ready", certificate.number, 64)
    assert b"".join(content).startswith(b"%PDF")


def test_retry(api, certificate):
    IssuedDocument.objects.update(state="failed", error="x")

    refused = api("owner").post(f"/api/v1/papers/{certificate.uid}/retry/")
    answer = api("admin").post(f"/api/v1/papers/{certificate.uid}/retry/")

    assert refused.status_code == 403
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")


def test_a_list_asks_as_often_for_three_as_for_one(api, case, certificate, personas):
    def queries() -> int:
        client = api("admin")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/papers/").status_code == 200
        return len(asked)

    queries()  # reads the roles once
    first = queries()
    for code in ("receipt", "agreement"):
        services.issue(code, case, actor=personas["admin"])

    assert len(api("admin").get("/api/v1/papers/").json()["results"]) == 3
    assert queries() == first <= 2
