"""Ranking, payback, totals, scores and units, without any page."""

from datetime import date
from decimal import Decimal

import pytest

from applications.rules import units_of
from diagnostics import rules, services
from diagnostics.models import Diagnosis, Measure, StreamFigure
from programs.models import Carrier
from tests.diagnostics.conftest import ELECTRICITY, MEASURE, answer_all, fresh
from tests.factories import accounts as people
from workflow.acts import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("during_call")]


@pytest.fixture
def add(visited, personas):
    """Propose a measure that saves electricity for 120 won a kWh."""

    def propose(title: str, cost_krw: int, quantity: str = "50000") -> Measure:
        streams = [{**ELECTRICITY, "quantity": quantity}] if quantity else []
        data = {**MEASURE, "title_ko": title, "capital_cost_krw": cost_krw, "streams": streams}
        return services.add_measure(visited, data, Act(personas["consultant"]))

    return propose


def ranked(diagnosis) -> list[rules.Ranked]:
    return rules.ranked(Measure.objects.with_list_data().filter(diagnosis=diagnosis))


# -- ranking and payback -----------------------------------------------------------------------------------


def test_measures_within_two_years_come_first_then_shorter_payback(visited, add):
    add("삼 년", 18_000_000)
    add("절감 없음", 1_000_000, quantity="")
    add("꼭 이 년", 12_000_000)
    add("일 년", 6_000_000)
    add("더 씀", 1_000_000, quantity="-100")

    places = ranked(visited)

    assert [place.measure.title_ko for place in places] == [
        "일 년",
        "꼭 이 년",
        "삼 년",
        "절감 없음",
        "더 씀",
    ]
    assert [place.rank for place in places] == [1, 2, 3, 4, 5]
    assert [place.within_line for place in places] == [True, True, False, False, False]


def test_the_payback_line_is_the_one_that_the_case_pinned(visited, add, round_2021):
    type(round_2021).objects.filter(pk=round_2021.pk).update(payback_line_years=Decimal("3.0"))
    add("삼 년", 18_000_000)
    assert not ranked(visited)[0].within_line

    type(visited.case).objects.filter(pk=visited.case_id).update(payback_line_years=Decimal("3.0"))
    visited.refresh_from_db()

    assert ranked(visited)[0].within_line


def test_there_is_no_payback_without_a_saving(add):
    assert rules.figures(add("더 씀", 1_000_000, quantity="-100")).payback_years is None
    assert rules.figures(add("공짜", 0)).payback_years == 0


def test_nothing_is_ranked_without_measures():
    assert rules.ranked([]) == []


def test_actual_cost_may_replace_the_estimate(add):
    measure = add("일 년", 6_000_000)
    assert rules.figures(measure, cost_krw=9_000_000).payback_years == Decimal("1.5")


# -- totals ------------------------------------------------------------------------------------------------


def test_totals_add_up_like_the_columns_of_the_table(visited, add):
    add("일 년", 6_000_000)
    add("교육", 500_000, quantity="")
    places = ranked(visited)

    totals = rules.totals(place.measure for place in places)

    assert totals.saved_krw == sum(place.saved_krw for place in places)
    assert totals.cost_krw == sum(place.measure.cost_krw for place in places) == 6_500_000
    assert totals.toe == Decimal("11.45000")
    assert rules.totals([place.measure for place in places], "verified") is None


def test_the_latest_period_counts_and_periods_are_never_added_up(add, personas):
    measure = add("일 년", 6_000_000)
    stream = measure.streams.get()
    for year, quantity in ((2022, "40000"), (2021, "45000")):
        period = rules.Period(date(year, 1, 1), date(year, 12, 31))
        row = rules.FigureRow(stream, Decimal(quantity))
        services.record_figures(measure, StreamFigure.Basis.REPORTED, [row], period, personas["owner"])
    assert rules.figures(fresh(measure), "reported").saved_krw == 4_800_000


def test_electricity_counts_as_the_round_says(visited, add, round_2021):
    type(round_2021).objects.filter(pk=round_2021.pk).update(electricity_basis="860kcal")
    visited.case.round.refresh_from_db()
    assert rules.figures(add("일 년", 6_000_000)).toe == Decimal("4.30000")


# -- scores ------------------------------------------------------------------------------------------------


def test_items_that_do_not_apply_count_on_neither_side(visited, personas):
    act = Act(personas["consultant"])
    services.answer_items(
        visited,
        [
            {"item": 1, "score": 4},
            {"item": 2, "score": 1},
            {"item": 3, "not_applicable": True},
            {"item": 5, "not_applicable": True},
        ],
        act,
    )

    scores = rules.scores(fresh(visited))

    policy, compliance, *_rest = scores.areas
    assert (policy.percent, policy.reached, policy.possible) == (Decimal("62.5"), 5, 8)
    assert (policy.answered, policy.not_applicable, policy.items) == (2, 1, 4)
    assert compliance.percent is None
    assert scores.total.percent == Decimal("62.5")


def test_a_checklist_without_answers_has_no_score(visited):
    scores = rules.scores(visited)
    assert scores.total.percent is None
    assert [area.percent for area in scores.areas] == [None] * 4
    assert not rules.progress(visited).is_complete


def test_scores_of_a_list_take_three_queries(visited, personas, django_assert_num_queries):
    answer_all(visited, personas["consultant"])
    with django_assert_num_queries(3):
        found = [rules.scores(diagnosis).total.percent for diagnosis in Diagnosis.objects.with_scores()]
    assert found == [75]


# -- who reads ---------------------------------------------------------------------------------------------


def test_results_are_read_by_the_firm_after_the_release_alone(visited, released, personas):
    assert rules.may_read_results(released, personas["owner"])
    released.state = "in_review"
    assert not rules.may_read_results(released, personas["owner"])
    assert not rules.may_read_results(released, personas["member"])
    assert rules.may_read_results(released, personas["consultant"])


def test_a_consultant_who_owns_the_firm_waits_for_the_release_as_the_firm_does(in_review, personas, firm):
    people.member(personas["other_consultant"], "owner", organisation=firm)
    assert not Measure.objects.visible_to(personas["other_consultant"]).exists()


@pytest.mark.parametrize(
    ("carrier", "units"),
    [
        ("electricity", {"kWh", "MWh"}),
        ("city_gas_lng", {"Nm3", "1000Nm3", "MJ", "GJ", "TJ", "Gcal"}),
        ("water", {"L", "kL", "m3"}),
        ("waste", {"kg", "t"}),
    ],
)
def test_every_unit_on_offer_can_be_computed(visited, personas, carrier, units):
    offered = units_of(Carrier.objects.get(code=carrier))
    assert {unit.value for unit in offered} == units
    for unit in offered:
        stream = {"carrier": carrier, "unit": unit.value, "quantity": "1", "price_krw": "1"}
        services.add_measure(visited, {**MEASURE, "streams": [stream]}, Act(personas["consultant"]))
