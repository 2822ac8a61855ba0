"""Setting up a round's money: lines, amendments with a floor, shares that make 100, contributions booked once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest

from accounts.errors import BadData, Refused, StaleVersion
from journal.models import Event
from ledger import checks, contributions, lines, services
from ledger.models import ContributionDue, FundingLine, SourceShare
from programs.models import Round
from programs.services import Edit
from tests.factories.programs import funding_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def edit(personas):
    return Edit(actor=personas["admin"], reason="1차 추가경정")


@pytest.fixture
def firms(round_2021):
    return FundingLine.objects.create(
        round=round_2021, code="firm-op", fund_source="firm", purpose="operation"
    )


@pytest.fixture
def owed(firms):
    return ContributionDue(
        line=firms,
        payer="시험금속1",
        amount_krw=5_500_000,
        billed_on=date(2021, 7, 1),
        due_on=date(2021, 7, 31),
    )


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_a_line_is_added_with_its_planned_amount_and_an_event(round_2021, edit):
    line = lines.add(FundingLine(round=round_2021, fund_source="city", purpose="training"), 30_000_000, edit)
    second = lines.add(FundingLine(round=round_2021, fund_source="city", purpose="training"), 0, edit)

    assert (line.code, second.code) == ("city-training", "city-training-2")
    assert (fresh(line).planned_krw, line.entries.get().kind) == (30_000_000, "plan")
    assert not second.entries.exists()
    assert Event.objects.filter(action="create_fundingline").count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "national-diagnosis"}, "code"),
        ({"law": "subsidy_act", "external_system": "botame"}, "external_system"),
        ({"law": "none", "external_system": "enara"}, "external_system"),
        ({"external_number": "2021-1"}, "external_number"),
    ],
)
def test_what_does_not_hold_together_is_refused_at_its_field(round_2021, edit, values, field):
    line = FundingLine(round=round_2021, fund_source="city", purpose="training", **values)

    with pytest.raises(BadData) as refused:
        lines.add(line, 1, edit)

    assert list(refused.value.errors) == [field]
    assert not FundingLine.objects.filter(fund_source="city").exists()


def test_a_region_outside_the_round_is_refused(round_2021, edit):
    other = round_2021.regions.first()
    round_2021.parts.filter(region=other).delete()

    with pytest.raises(BadData) as refused:
        lines.add(
            FundingLine(round=round_2021, fund_source="city", purpose="training", region=other), 1, edit
        )

    assert list(refused.value.errors) == ["region"]


def test_an_amendment_keeps_its_reason_and_person(round_2021, edit, personas):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)

    entry = lines.amend(line, 7_500_000, edit)

    assert (entry.kind, entry.amount_krw, entry.reason) == ("amend", -2_500_000, "1차 추가경정")
    assert entry.actor_label == str(personas["admin"])
    assert (fresh(line).planned_krw, fresh(line).revision) == (7_500_000, 2)
    event = Event.objects.get(action="amend_fundingline")
    assert (event.before, event.after) == ({"planned_krw": 10_000_000}, {"planned_krw": 7_500_000})
    assert checks.differences() == []


def test_a_line_is_never_cut_below_its_commitments(round_2021, edit):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)
    services.commit(line, 6_000_000, actor=None)

    with pytest.raises(Refused) as refused:
        lines.amend(line, 5_999_999, edit)

    assert (refused.value.code, refused.value.field) == ("below_commitments", "planned_krw")
    assert "6,000,000" in refused.value.message
    assert fresh(line).planned_krw == 10_000_000
    lines.amend(line, 6_000_000, edit)
    assert fresh(line).left_krw == 0


@pytest.mark.parametrize(
    ("planned_krw", "reason", "field"), [(10_000_000, "왜", "planned_krw"), (1, "", "reason")]
)
def test_an_amendment_changes_something_and_says_why(round_2021, personas, planned_krw, reason, field):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)

    with pytest.raises(BadData) as refused:
        lines.amend(line, planned_krw, Edit(actor=personas["admin"], reason=reason))

    assert list(refused.value.errors) == [field]
    assert line.entries.count() == 1


def test_the_second_of_two_amendments_sees_the_first(round_2021, personas):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)
    first, second = (Edit(personas["admin"], reason, revision=1) for reason in ("하나", "둘"))
    lines.amend(line, 8_000_000, first)

    with pytest.raises(StaleVersion) as stale:
        lines.amend(line, 9_000_000, second)

    assert stale.value.current == {"planned_krw": 8_000_000}
    assert fresh(line).planned_krw == 8_000_000


@contextmanager
def refusal(code: str) -> Iterator[None]:
    """The act is refused with this code, in whatever language."""
    with pytest.raises(Refused) as refused:
        yield
    assert refused.value.code == code


def test_only_a_line_without_entries_is_removed(round_2021, edit, owed):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)
    empty = lines.add(FundingLine(round=round_2021, fund_source="city", purpose="operation"), 0, edit)
    contributions.bill(owed, edit)

    lines.remove(empty, edit)
    with refusal("line_has_entries"):
        lines.remove(line, edit)
    with refusal("line_in_use"):
        lines.remove(owed.line, edit)

    assert not FundingLine.objects.filter(pk=empty.pk).exists()
    assert FundingLine.objects.filter(pk__in=[line.pk, owed.line_id]).count() == 2


def test_an_archived_round_keeps_its_money(round_2021, edit):
    line = funding_line(round_2021, "city", "city", "training", 10_000_000)
    Round.objects.filter(pk=round_2021.pk).update(status="archived")
    line = FundingLine.objects.select_related("round").get(pk=line.pk)

    for act in (
        lambda: lines.amend(line, 1, edit),
        lambda: lines.remove(line, edit),
        lambda: lines.describe(line, {"remark": "x"}, edit),
        lambda: lines.set_shares(line.round, {}, edit),
    ):
        with refusal("archived"):
            act()


# -- shares ------------------------------------------------------------------------------------------------


def test_shares_make_exactly_a_hundred(round_2021, edit):
    with pytest.raises(BadData) as refused:
        lines.set_shares(round_2021, {"national": Decimal(60), "city": Decimal("39.99")}, edit)
    assert "99.99" in refused.value.errors["__all__"][0]
    assert not SourceShare.objects.exists()

    lines.set_shares(round_2021, {"national": Decimal(60), "city": Decimal(40)}, edit)
    lines.set_shares(round_2021, {"national": Decimal(70), "city": Decimal(30)}, edit)

    assert dict(round_2021.source_shares.values_list("fund_source", "percent")) == {
        "national": Decimal("70.00"),
        "city": Decimal("30.00"),
    }
    last = Event.objects.filter(action="set_source_shares").last()
    assert (last.before, last.after) == (
        {"national": "60.00", "city": "40.00"},
        {"national": "70", "city": "30"},
    )


@pytest.mark.parametrize("percents", [{"national": 101, "city": -1}, {"national": 100, "city": 0}])
def test_each_share_is_a_percentage(round_2021, edit, percents):
    with pytest.raises(BadData):
        lines.set_shares(round_2021, {name: Decimal(value) for name, value in percents.items()}, edit)
    assert not SourceShare.objects.exists()


def test_shares_are_held_against_what_the_lines_plan(round_2021, edit):
    """Incheon 2021 is all national money: 131.5 million won."""
    lines.set_shares(round_2021, {"national": Decimal(60), "city": Decimal(40)}, edit)

    found = {
        row.source: (row.share, row.planned_krw, row.planned_share, row.difference)
        for row in lines.compared(round_2021.source_shares.all(), round_2021.funding_lines.all())
    }

    assert found == {
        "national": (Decimal(60), 131_500_000, Decimal(100), Decimal(40)),
        "city": (Decimal(40), 0, Decimal(0), Decimal(-40)),
    }


def test_the_second_of_two_who_set_shares_sees_the_first(round_2021, edit):
    lines.set_shares(round_2021, {"national": Decimal(100)}, edit, seen="")

    with pytest.raises(StaleVersion) as stale:
        lines.set_shares(round_2021, {"city": Decimal(100)}, edit, seen="")

    assert stale.value.current == {"seen": "national:100.00", "national": Decimal(100)}


# -- contributions -----------------------------------------------------------------------------------------


def test_a_contribution_is_billed_received_and_receipted(owed, edit):
    contributions.bill(owed, edit)
    assert (fresh(owed.line).contributed_krw, fresh(owed).is_overdue) == (0, False)

    booked = contributions.receive(owed, date(2021, 7, 14), edit)

    assert booked.receipt_number == "IC-2021-R-0001"
    assert (booked.entry.kind, booked.entry.amount_krw, booked.entry.reference) == (
        "contribution",
        5_500_000,
        "IC-2021-R-0001",
    )
    assert fresh(owed.line).contributed_krw == 5_500_000
    assert checks.differences() == []


def test_two_receivers_of_one_contribution_book_once(owed, edit):
    contributions.bill(owed, edit)
    one, other = fresh(owed), fresh(owed)
    contributions.receive(one, date(2021, 7, 14), edit)

    with refusal("already_received"):
        contributions.receive(other, date(2021, 7, 14), edit)
    with refusal("already_received"):
        contributions.correct(other, {"amount_krw": 1}, edit)

    assert (owed.line.entries.count(), fresh(owed.line).contributed_krw) == (1, 5_500_000)


def test_receipt_numbers_have_no_gaps(owed, edit):
    contributions.bill(owed, edit)
    second = contributions.bill(
        ContributionDue(
            line=owed.line, payer="둘", amount_krw=1, billed_on=owed.billed_on, due_on=owed.due_on
        ),
        edit,
    )
    with pytest.raises(BadData):
        contributions.receive(owed, date(2021, 7, 15), edit)  # tomorrow

    numbers = [contributions.receive(due, date(2021, 7, 14), edit).receipt_number for due in (owed, second)]

    assert numbers == ["IC-2021-R-0001", "IC-2021-R-0002"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": date(2021, 6, 30)}, "due_on"),
        ({"amount_krw": 0}, "amount_krw"),
        ({"payer": ""}, "payer"),
    ],
)
def test_a_bill_holds_together(owed, edit, change, field):
    for name, value in change.items():
        setattr(owed, name, value)

    with pytest.raises(BadData) as refused:
        contributions.bill(owed, edit)

    assert field in refused.value.errors


def test_public_money_is_not_billed(owed, round_2021, edit):
    owed.line = round_2021.funding_lines.get(code="national-diagnosis")

    with pytest.raises(BadData) as refused:
        contributions.bill(owed, edit)

    assert list(refused.value.errors) == ["line"]


def test_sums_count_what_came_and_what_should_have_come(owed, edit):
    contributions.bill(owed, edit)
    late = ContributionDue(
        line=owed.line,
        payer="늦음",
        amount_krw=2_000_000,
        billed_on=date(2021, 6, 1),
        due_on=date(2021, 7, 13),
    )
    contributions.bill(late, edit)
    contributions.receive(owed, date(2021, 7, 14), edit)

    sums = contributions.sums(ContributionDue.objects.all())

    assert (sums.billed_krw, sums.received_krw, sums.open_krw) == (7_500_000, 5_500_000, 2_000_000)
    assert (sums.overdue, sums.overdue_krw) == (1, 2_000_000)
    assert ContributionDue.objects.overdue().get() == late


@pytest.mark.parametrize(
    ("name", "seen"),
    [("admin", 1), ("reviewer", 1), ("auditor", 1), ("owner", 0), ("consultant", 0), ("inactive", 0)],
)
def test_whoever_sees_the_line_sees_what_is_owed(owed, edit, personas, name, seen):
    contributions.bill(owed, edit)

    assert ContributionDue.objects.visible_to(personas[name]).count() == seen
