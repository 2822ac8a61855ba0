"""What holds when many act at once, and what PostgreSQL refuses by itself (goals C3, C4 and D3)."""

import threading
from collections.abc import Callable

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from documents import services
from documents.models import IssuedContent, IssuedDocument
from tests.factories import accounts as people
from tests.factories import cases

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("sample_papers"),
]


def at_once(count: int, work: Callable[[int], None]) -> None:
    """Run ``work`` in many threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_fifty_threads_issue_one_paper_for_a_record(case, personas):
    issued: list[str] = []

    def work(_number: int) -> None:
        issued.append(services.issue("certificate", case, actor=personas["admin"]).number)

    at_once(50, work)

    assert len(issued) == 50
    assert len(set(issued)) == 1
    assert IssuedDocument.objects.get().serial == 1


def test_numbers_have_no_gaps_and_no_doubles(round_2021, personas):
    """A hundred papers, a tenth of them rolled back."""
    firms = [people.organisation(10 + serial) for serial in range(100)]
    many = [cases.case(round_2021, firm, serial=10 + serial) for serial, firm in enumerate(firms)]

    def work(worker: int) -> None:
        for case in many[worker::10]:
            with transaction.atomic():
                services.issue("certificate", case, actor=personas["admin"])
                transaction.set_rollback(case.pk % 10 == 0)

    at_once(10, work)

    serials = sorted(IssuedDocument.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 91))


def test_many_renderers_store_one_pdf(case, personas):
    document = services.issue("certificate", case, actor=personas["admin"])
    stored: list[bool] = []

    at_once(8, lambda _number: stored.append(services.render(document.uid)))

    assert sum(stored) == 1
    assert IssuedContent.objects.filter(document=document).count() == 1


@pytest.mark.parametrize(
    "column", ["snapshot = '{}'", "number = 'x'", "verification_code = 'x'", "serial = 9", "sha256 = 'x'"]
)
def test_postgresql_refuses_to_change_a_paper(case, personas, column):
    document = services.issue("certificate", case, actor=personas["admin"])
    services.render(document.uid)

    with pytest.raises(DatabaseError, match="does not change"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE documents_issueddocument SET {column} WHERE id = %s", [document.pk])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM documents_issuedcontent",
        "UPDATE documents_issuedcontent SET data = 'x'",
        "DELETE FROM documents_issueddocument",
    ],
)
def test_postgresql_refuses_to_touch_bytes(case, personas, statement):
    document = services.issue("certificate", case, actor=personas["admin"])
    services.render(document.uid)

    with pytest.raises((DatabaseError, InternalError)), connection.cursor() as cursor:
        cursor.execute(statement)


def test_postgresql_lets_a_paper_be_revoked_once(case, personas):
    document = services.issue("certificate", case, actor=personas["admin"])
    services.render(document.uid)
    services.revoke(document, actor=personas["admin"], reason="오류")

    with pytest.raises(DatabaseError, match="does not change"), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_issueddocument SET revoked_at = NULL, revocation_reason = ''")
