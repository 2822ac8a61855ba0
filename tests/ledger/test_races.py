"""Two officers at one contribution, two at one plan; proven on PostgreSQL."""

from contextlib import suppress
from datetime import date

import pytest

from ledger import checks, contributions, lines, services
from ledger.models import ContributionDue, Entry, FundingLine
from programs.services import Edit
from tests.accounts.test_races import at_once
from tests.factories.programs import funding_line

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("during_call"),
]

RECEIVERS = 8


@pytest.fixture
def edit(personas):
    return Edit(actor=personas["admin"], reason="납부 확인")


def test_of_eight_who_receive_one_contribution_one_books(round_2021, edit):
    line = FundingLine.objects.create(round=round_2021, code="firm", fund_source="firm", purpose="operation")
    due = ContributionDue.objects.create(
        line=line, payer="시험", amount_krw=5_500_000, billed_on=date(2021, 7, 1), due_on=date(2021, 7, 31)
    )

    outcomes = at_once(*[lambda: contributions.receive(due, date(2021, 7, 14), edit)] * RECEIVERS)

    assert sorted(outcomes) == [*["already_received"] * (RECEIVERS - 1), "done"]
    line.refresh_from_db()
    assert (line.contributed_krw, Entry.objects.filter(line=line).count()) == (5_500_000, 1)
    assert ContributionDue.objects.get().receipt_number == "IC-2021-R-0001"
    assert checks.differences() == []


def test_a_cut_and_a_commitment_never_both_take_the_last_won(round_2021, edit):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)

    def commit() -> None:
        with suppress(services.LineExhausted):
            services.commit(line, 10_000_000, actor=None)

    at_once(lambda: lines.amend(line, 0, edit), commit)

    line.refresh_from_db()
    assert (line.planned_krw, line.committed_krw) in {(0, 0), (10_000_000, 10_000_000)}
    assert checks.differences() == []
