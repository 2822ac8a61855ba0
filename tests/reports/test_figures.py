"""Which savings count on which basis."""

from decimal import Decimal

import pytest

from reports import figures, services
from tests.factories import grants, outcomes
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]

NOTHING = {"saved_krw": 0, "toe": Decimal(0), "tco2eq": Decimal(0)}
ESTIMATE = {"saved_krw": 6_000_000, "toe": Decimal("11.45"), "tco2eq": Decimal("22.97")}
# 45,000 kWh: 0.229 toe/MWh, 0.4594 tCO2eq/MWh, 120 won.
ACTUAL = {"saved_krw": 5_400_000, "toe": Decimal("10.305"), "tco2eq": Decimal("20.673")}


def test_a_round_without_cases_comes_to_nothing(round_2021):
    assert figures.totals(round_2021) == dict.fromkeys(("estimated", "reported", "verified"), NOTHING)


def test_proposed_measures_count_nowhere(round_2021, measure):
    for state in ("proposed", "disputed", "declined"):
        type(measure).objects.filter(pk=measure.pk).update(state=state)
        assert figures.totals(round_2021)["estimated"] == NOTHING


def test_an_accepted_measure_counts_as_estimated_only(round_2021, measure):
    assert figures.totals(round_2021) == {"estimated": ESTIMATE, "reported": NOTHING, "verified": NOTHING}


def test_each_basis_begins_with_its_act(round_2021, case, measure, personas):
    outcome = outcomes.reported(case, personas["owner"])
    assert figures.totals(round_2021) == {"estimated": ESTIMATE, "reported": ACTUAL, "verified": NOTHING}

    services.verify(outcome, Act(personas["consultant"], data={"streams": outcomes.actual(measure, "22500")}))
    totals = figures.totals(round_2021)
    assert totals["reported"] == ACTUAL
    assert totals["verified"] == {
        "saved_krw": 2_700_000,
        "toe": Decimal("5.1525"),
        "tco2eq": Decimal("10.3365"),
    }


def test_a_verification_taken_back_counts_no_more(round_2021, case, measure, personas):
    outcome = services.verify(outcomes.reported(case, personas["owner"]), Act(personas["consultant"]))
    assert figures.totals(round_2021)["verified"] == ACTUAL

    services.return_to_verification(outcome, Act(personas["approver"], comment="근거 부족"))

    assert figures.totals(round_2021)["verified"] == NOTHING


def test_a_measure_that_was_not_implemented_keeps_its_estimate_and_saves_nothing(
    round_2021, outcome, measure, personas
):
    outcomes.implemented(measure, personas["owner"])

    services.report_not_implemented(
        measure, Act(personas["owner"], comment="철거", data={"reason_code": "technical"})
    )

    assert figures.totals(round_2021) == {"estimated": ESTIMATE, "reported": NOTHING, "verified": NOTHING}


def test_measures_of_a_firm_that_dropped_out_fall_away(round_2021, measure):
    type(measure).objects.filter(pk=measure.pk).update(state="not_implemented", reason_code="withdrew")

    assert figures.totals(round_2021)["estimated"] == NOTHING


def test_test_cases_are_never_counted(round_2021, case, measure):
    type(case).objects.filter(pk=case.pk).update(is_test=True)

    assert figures.totals(round_2021)["estimated"] == NOTHING


def test_an_outcome_has_its_measures_with_payback(case, measure, personas):
    pending = grants.accepted_measure(case, personas["consultant"], number=2)
    outcome = outcomes.opened(case, personas["owner"])
    outcomes.implemented(measure, personas["owner"])
    services.report_pending(pending, Act(personas["owner"], comment="내년"))

    first, second = figures.of_outcome(outcome)

    assert (first.reported.saved_krw, first.verified) == (5_400_000, None)
    assert first.payback_years == Decimal(7_000_000) / Decimal(5_400_000)
    assert (second.estimated.saved_krw, second.reported, second.payback_years) == (6_000_000, None, None)
    totals = figures.outcome_totals([first, second])
    assert totals["estimated"].saved_krw == 12_000_000
    assert totals["reported"].saved_krw == 5_400_000
    assert figures.payback_of([first, second]) == first.payback_years
