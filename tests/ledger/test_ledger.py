"""Money: each movement within its limits, entries that nobody rewrites, balances that tie out."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ledger import checks, services
from ledger.models import Entry, FundingLine
from ledger.services import LineExhausted
from tests.factories.programs import funding_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(round_2021):
    return funding_line(round_2021, "city-training", "city", "training", 10_000_000)


def balances(line: FundingLine) -> tuple[int, int, int, int, int]:
    line.refresh_from_db()
    return line.planned_krw, line.committed_krw, line.paid_krw, line.returned_krw, line.left_krw


def test_a_life_of_a_line(line):
    services.commit(line, 6_000_000, actor=None)
    services.pay(line, 6_000_000, actor=None)
    services.return_(line, 500_000, actor=None)
    services.release(line, 500_000, actor=None)
    services.amend(line, -1_000_000, actor=None, reason="추가경정 예산")

    assert balances(line) == (9_000_000, 5_500_000, 6_000_000, 500_000, 3_500_000)
    assert checks.differences() == []


def test_payment_leaves_the_commitment_unchanged(line):
    services.commit(line, 4_000_000, actor=None)
    services.pay(line, 4_000_000, actor=None)

    assert balances(line)[1] == 4_000_000


@pytest.mark.parametrize(
    ("movement", "amount_krw"),
    [("commit", 4_000_001), ("pay", 6_000_001), ("release", 6_000_001), ("return_", 1)],
)
def test_a_movement_beyond_the_limit_is_refused_and_writes_nothing(line, movement, amount_krw):
    services.commit(line, 6_000_000, actor=None)
    before = balances(line)

    with pytest.raises(LineExhausted):
        getattr(services, movement)(line, amount_krw, actor=None)

    assert balances(line) == before
    assert line.entries.count() == 2


def test_a_plan_is_never_amended_below_what_is_committed(line):
    services.commit(line, 6_000_000, actor=None)

    with pytest.raises(LineExhausted):
        services.amend(line, -4_000_001, actor=None, reason="감액")


@pytest.mark.parametrize("amount", [0, -1])
def test_a_movement_is_more_than_zero(line, amount):
    with pytest.raises(ValueError, match="more than zero"):
        services.commit(line, amount, actor=None)


@pytest.mark.parametrize("amount", [1.0, True, "5"])
def test_money_is_whole_won(line, amount):
    with pytest.raises(TypeError):
        services.commit(line, amount, actor=None)


def test_entries_are_append_only(line):
    entry = line.entries.get()
    for rewrite in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(amount_krw=1),
    ):
        with pytest.raises(TypeError):
            rewrite()


@pytest.mark.parametrize(
    "damage",
    ["committed_krw = planned_krw + 1", "committed_krw = -1", "paid_krw = 1", "returned_krw = 1"],
)
def test_the_database_refuses_bad_balances_by_itself(line, damage):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_fundingline SET {damage} WHERE id = %s", [line.pk])


def test_check_finds_a_balance_that_does_not_tie_out(line):
    FundingLine.objects.filter(pk=line.pk).update(planned_krw=11_000_000)

    assert len(checks.differences()) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("damage", ["UPDATE ledger_entry SET amount_krw = 1", "DELETE FROM ledger_entry"])
def test_postgresql_refuses_to_rewrite_an_entry(line, damage):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(damage)
