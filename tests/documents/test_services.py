"""Issuing, rendering, retrying and revoking papers (goals D3 and C4)."""

import hashlib
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from documents import registry, services
from documents.contexts import BodyIncomplete
from documents.models import IssuedContent, IssuedDocument
from documents.registry import Paper
from journal import clock
from journal.models import Event, OutboxMessage
from tests.documents import samples
from tests.documents.pdfs import text_of
from tests.factories import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_papers")]


@pytest.fixture
def certificate(case, personas) -> IssuedDocument:
    return services.issue("certificate", case, actor=personas["admin"])


def test_issue_numbers_freezes_logs_and_queues(case, personas):
    with clock.travel(datetime(2021, 12, 31, 23, 30, tzinfo=clock.SEOUL)):
        document = services.issue("receipt", case, actor=personas["owner"])

    assert (document.number, document.year, document.serial) == ("제2021-001호", 2021, 1)
    assert document.state == IssuedDocument.State.QUEUED
    assert len(document.verification_code) >= 32
    assert document.snapshot["case_number"] == "IC-2021-0007"
    assert document.snapshot["submitted_at"] == "2021-03-12T05:30:00Z"
    assert document.snapshot["paper"]["verification_url"].endswith(f"/verify/{document.verification_code}/")
    assert document.snapshot["issuer"]["name"] == case.round.program.operator.name_ko
    assert OutboxMessage.objects.get().payload == {"document": str(document.uid)}
    event = Event.objects.get(action="documents.issue")
    assert (event.case_id, event.object_uid, event.after["number"]) == (case.pk, document.uid, "제2021-001호")


def test_a_paper_speaks_its_own_language(case, personas):
    """Whoever issues it may read English: labels in the paper are Korean all the same."""
    body = samples.body("receipt")
    registry._papers["receipt"] = Paper(
        "receipt",
        "접수증",
        "Receipt",
        "documents/receipt.html",
        lambda _record: body | {"applicant": gettext("January"), "missing": [gettext_lazy("February")]},
    )

    with translation.override("en"):
        document = services.issue("receipt", case, actor=personas["owner"])

    assert (document.snapshot["applicant"], document.snapshot["missing"]) == ("1월", ["2월"])


def test_numbers_begin_anew_with_the_korean_year(round_2021, personas):
    firm = personas["owner"].current_memberships[0].organisation
    other = personas["other_owner"].current_memberships[0].organisation
    first, second = cases.case(round_2021, firm), cases.case(round_2021, other, serial=2)

    with clock.travel(datetime(2021, 12, 31, 23, 59, tzinfo=clock.SEOUL)):
        old = services.issue("receipt", first, actor=personas["owner"])
        clock.advance(timedelta(minutes=2))
        new = services.issue("receipt", second, actor=personas["owner"])

    assert (old.number, new.number) == ("제2021-001호", "제2022-001호")


def test_a_rolled_back_paper_gives_its_number_back(case, personas):
    with transaction.atomic():
        services.issue("receipt", case, actor=personas["owner"])
        transaction.set_rollback(True)

    assert services.issue("receipt", case, actor=personas["owner"]).serial == 1


def test_issuing_again_returns_the_paper_in_force(case, personas, certificate):
    again = services.issue("certificate", case, actor=personas["admin"])

    assert again == certificate
    assert OutboxMessage.objects.count() == 1
    assert Event.objects.filter(action="documents.issue").count() == 1


def test_a_body_with_holes_is_not_issued(case, personas):
    body = samples.body("receipt")
    del body["applicant"]
    registry._papers["receipt"] = Paper(
        "receipt", "접수증", "Receipt", "documents/receipt.html", lambda _record: body
    )

    with pytest.raises(BodyIncomplete, match=r"receipt\.applicant"):
        services.issue("receipt", case, actor=personas["owner"])

    assert not IssuedDocument.objects.exists()


def test_render_stores_bytes_and_hash_once(certificate):
    assert services.render(certificate.uid)

    certificate.refresh_from_db()
    assert certificate.state == IssuedDocument.State.READY
    assert hashlib.sha256(certificate.content.data).hexdigest() == certificate.sha256
    assert certificate.size == len(certificate.content.data)
    assert certificate.number in text_of(certificate.content.data)
    assert not services.render(certificate.uid)
    assert IssuedContent.objects.count() == 1


def test_issued_paper_stays_the_same_whatever_changes_around_it(case, personas, certificate):
    services.render(certificate.uid)
    stored = bytes(IssuedContent.objects.get(document=certificate).data)

    case.organisation.name_ko = "이름이 바뀐 회사"
    case.organisation.save()
    registry._papers["certificate"] = Paper(
        "certificate",
        "다른 제목",
        "Other",
        "documents/receipt.html",
        lambda _record: samples.body("certificate") | {"implemented": 99},
        version=2,
    )
    services.render(certificate.uid)
    again = services.issue("certificate", case, actor=personas["admin"])

    assert again.pk == certificate.pk
    assert bytes(IssuedContent.objects.get(document=certificate).data) == stored
    certificate.refresh_from_db()
    assert (certificate.template_version, certificate.snapshot["implemented"]) == (1, 2)


def test_correction_is_revocation_and_a_new_number(case, personas, certificate):
    services.render(certificate.uid)
    stored = bytes(IssuedContent.objects.get(document=certificate).data)

    with pytest.raises(services.NotInForce):
        services.issue("certificate", case, actor=personas["admin"], replaces=certificate)
    revoked = services.revoke(certificate, actor=personas["admin"], reason="대표자 이름이 틀림")
    new = services.issue("certificate", case, actor=personas["admin"], replaces=revoked)

    assert (revoked.serial, new.serial) == (1, 2)
    assert new.snapshot["paper"]["replaces"] == revoked.number
    assert revoked.replaced_by == new
    assert bytes(IssuedContent.objects.get(document=revoked).data) == stored
    event = Event.objects.get(action="documents.revoke")
    assert (event.reason, event.object_uid) == ("대표자 이름이 틀림", certificate.uid)


def test_revoking_needs_a_reason_and_happens_once(personas, certificate):
    with pytest.raises(ValidationError):
        services.revoke(certificate, actor=personas["admin"], reason="  ")
    services.revoke(certificate, actor=personas["admin"], reason="오류")
    with pytest.raises(services.NotInForce):
        services.revoke(certificate, actor=personas["admin"], reason="오류")


@pytest.fixture
def broken_template(certificate) -> None:
    good = registry.get("certificate")
    registry._papers["certificate"] = Paper(
        good.code, good.title_ko, good.title_en, "documents/no_such_template.html", good.context
    )


def test_a_failure_is_kept_with_the_paper_and_raised(certificate, broken_template):
    with pytest.raises(Exception, match="no_such_template"):
        services.render(certificate.uid)

    certificate.refresh_from_db()
    assert certificate.state == IssuedDocument.State.FAILED
    assert "no_such_template" in certificate.error
    assert certificate.sha256 == ""


def test_retry_queues_a_failed_paper_again(personas, certificate, broken_template):
    with pytest.raises(Exception, match="no_such_template"):
        services.render(certificate.uid)
    OutboxMessage.objects.update(state="failed", finished_at=clock.now(), attempts=5)
    registry._papers["certificate"] = Paper(
        "certificate", "인증서", "Certificate", "documents/certificate.html", lambda _record: {}
    )

    services.retry(certificate, actor=personas["admin"])

    certificate.refresh_from_db()
    assert certificate.state == IssuedDocument.State.QUEUED
    assert OutboxMessage.objects.get().state == "pending"
    assert services.render(certificate.uid)
    services.retry(certificate, actor=personas["admin"])
    certificate.refresh_from_db()
    assert certificate.state == IssuedDocument.State.READY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "제2021-999호"),
        ("verification_code", "x"),
        ("serial", 7),
        ("record_uid", None),
        ("year", 2020),
    ],
)
def test_what_was_issued_does_not_change(certificate, field, value):
    setattr(certificate, field, value)

    with pytest.raises(ValidationError, match=field):
        certificate.save()


def test_snapshot_does_not_change_even_in_place(certificate):
    loaded = IssuedDocument.objects.get(pk=certificate.pk)
    loaded.snapshot["firm"]["name"] = "남의 회사"

    with pytest.raises(ValidationError, match="snapshot"):
        loaded.save()


def test_ready_and_revoked_papers_stay_so(personas, certificate):
    services.render(certificate.uid)
    services.revoke(certificate, actor=personas["admin"], reason="오류")
    for field, value in (
        ("sha256", "0" * 64),
        ("state", "failed"),
        ("revoked_at", None),
        ("revocation_reason", "x"),
    ):
        loaded = IssuedDocument.objects.get(pk=certificate.pk)
        setattr(loaded, field, value)
        with pytest.raises(ValidationError, match=field):
            loaded.save()


def test_papers_and_their_bytes_are_not_deleted(certificate):
    services.render(certificate.uid)
    content = IssuedContent.objects.get(document=certificate)

    for row in (certificate, content):
        with pytest.raises(ValidationError):
            row.delete()
    with pytest.raises(ValidationError):
        content.save()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "ready"},
        {"sha256": "0" * 64},
        {"revoked_at": datetime(2021, 12, 1, tzinfo=clock.SEOUL)},
        {"state": "lost"},
    ],
)
def test_the_database_refuses_papers_that_contradict_themselves(certificate, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=certificate.pk).update(**values)
