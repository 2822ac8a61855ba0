"""The worked examples of docs/calculations.md, "Eligibility", and the criteria of the 2021 call."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.eligibility import (
    SEVERITY,
    Change,
    Criterion,
    Kind,
    OnFail,
    Operator,
    Result,
    bonus_points,
    evaluate,
    overall,
    parse_threshold,
    prepared,
)

CRITERIA = Path(__file__).resolve().parents[2] / "programs" / "data" / "criteria_incheon_2021.csv"

TOE = Criterion("toe", "site_toe", Operator.LT, Decimal(2000), "TOE/yr")
EMPLOYEES = Criterion("employees", "regular_employees", Operator.GE, Decimal(10), "persons")
SIZE = Criterion("size", "firm_size", Operator.IN, frozenset({"small", "medium", "mid_size"}))
OTHER = Criterion(
    "other_support", "other_support_same_kind", Operator.IS_FALSE, on_fail=OnFail.PERSON_DECIDES
)

ELIGIBLE = {
    "site_in_region": True,
    "has_factory": True,
    "firm_size": "small",
    "regular_employees": 42,
    "site_toe": Decimal("438.18"),
    "energy_audit_duty_declared": False,
    "energy_audit_duty_computed": False,
    "consecutive_years": 1,
    "other_support_same_kind": False,
    "polluting_process": True,
    "root_industry": True,
}


def call_of_2021() -> list[Criterion]:
    with CRITERIA.open(encoding="utf-8", newline="") as file:
        return [
            Criterion(
                code=row["code"],
                fact=row["fact"],
                operator=Operator(row["operator"]),
                threshold=parse_threshold(Operator(row["operator"]), row["threshold"]),
                unit=row["unit"],
                on_fail=OnFail(row["on_fail"]),
                kind=Kind(row["kind"]),
                bonus_points=Decimal(row["bonus_points"]),
            )
            for row in csv.DictReader(file)
        ]


def test_less_than_two_thousand_is_strict():
    below = evaluate(TOE, {"site_toe": Decimal("1999.9999")})
    exactly = evaluate(TOE, {"site_toe": Decimal(2000)})

    assert (below.result, below.change) == (Result.MET, None)
    assert exactly.result is Result.NOT_MET
    assert exactly.change == Change("lower", limit=Decimal(2000), difference=Decimal(0), strict=True)


def test_a_verdict_tells_value_limit_and_what_would_change_it():
    verdict = evaluate(TOE, {"site_toe": Decimal(2134)})

    assert (verdict.value, verdict.limit, verdict.unit) == (2134, 2000, "TOE/yr")
    assert verdict.change is not None
    assert (verdict.change.direction, verdict.change.difference) == ("lower", 134)


def test_at_least_ten_employees():
    assert evaluate(EMPLOYEES, {"regular_employees": 10}).result is Result.MET
    assert evaluate(EMPLOYEES, {"regular_employees": Decimal("9.9")}).change == Change(
        "higher", limit=Decimal(10), difference=Decimal("0.1")
    )


def test_a_list_names_what_is_allowed():
    verdict = evaluate(SIZE, {"firm_size": "large"})

    assert verdict.result is Result.NOT_MET
    assert verdict.change == Change(allowed=("medium", "mid_size", "small"))


def test_a_person_decides_and_the_machine_never_refuses():
    assert evaluate(OTHER, {"other_support_same_kind": True}).result is Result.PERSON_DECIDES
    assert evaluate(OTHER, {"other_support_same_kind": True}).change == Change(becomes=False)


@pytest.mark.parametrize("facts", [{}, {"site_toe": None}, {"site_toe": ""}])
def test_an_unanswered_fact_is_missing(facts):
    verdict = evaluate(TOE, facts)

    assert (verdict.result, verdict.value, verdict.change) == (Result.MISSING, None, None)


def test_zero_and_no_are_answers():
    assert evaluate(TOE, {"site_toe": 0}).result is Result.MET
    assert evaluate(OTHER, {"other_support_same_kind": False}).result is Result.MET


@pytest.mark.parametrize(
    ("operator", "threshold", "value", "met"),
    [
        (Operator.LE, "2", "2", True),
        (Operator.LE, "2", "2.01", False),
        (Operator.GT, "10", "10", False),
        (Operator.GT, "10", "10.01", True),
        (Operator.EQ, "incheon", "incheon", True),
        (Operator.EQ, "incheon", "ansan", False),
        (Operator.NE, "large", "small", True),
        (Operator.NE, "large", "large", False),
        (Operator.IS_TRUE, "", True, True),
        (Operator.IS_TRUE, "", False, False),
    ],
)
def test_operators(operator, threshold, value, met):
    criterion = Criterion("x", "fact", operator, parse_threshold(operator, threshold))

    assert (evaluate(criterion, {"fact": value}).result is Result.MET) is met


def test_not_equal_names_what_is_excluded():
    criterion = Criterion("x", "fact", Operator.NE, "large")

    assert evaluate(criterion, {"fact": "large"}).change == Change(excluded=("large",))


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        (TOE, True),
        (TOE, 1.5),
        (SIZE, 3),
        (OTHER, "no"),
        (Criterion("x", "fact", Operator.LT, "2000"), 1),
        (Criterion("x", "fact", Operator.IN, Decimal(1)), "a"),
    ],
)
def test_a_value_or_threshold_of_another_type_is_refused(criterion, value):
    with pytest.raises(TypeError):
        evaluate(criterion, {criterion.fact: value})


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        (Operator.LT, ""),
        (Operator.LT, "many"),
        (Operator.IN, " | "),
        (Operator.EQ, ""),
        (Operator.IS_TRUE, "yes"),
    ],
)
def test_a_threshold_that_does_not_fit_its_operator_is_refused(operator, text):
    with pytest.raises(ValueError):
        parse_threshold(operator, text)


def test_the_call_of_2021_is_met_by_a_plain_case():
    verdicts = [evaluate(criterion, ELIGIBLE) for criterion in call_of_2021()]

    assert {verdict.result for verdict in verdicts} == {Result.MET}
    assert overall(verdicts) is Result.MET
    assert bonus_points(verdicts) == 5


@pytest.mark.parametrize(
    ("changed", "expected", "failed"),
    [
        ({"site_in_region": False}, Result.NOT_MET, ["region"]),
        ({"has_factory": False}, Result.NOT_MET, ["factory"]),
        ({"firm_size": "large"}, Result.NOT_MET, ["size"]),
        ({"regular_employees": 9}, Result.NOT_MET, ["employees"]),
        (
            {"site_toe": Decimal(2000), "energy_audit_duty_computed": True},
            Result.NOT_MET,
            ["toe", "energy_audit_computed"],
        ),
        ({"energy_audit_duty_declared": True}, Result.NOT_MET, ["energy_audit_declared"]),
        ({"consecutive_years": 3}, Result.NOT_MET, ["consecutive_years"]),
        ({"other_support_same_kind": True}, Result.PERSON_DECIDES, ["other_support"]),
        ({"polluting_process": False}, Result.MET, ["polluting_process"]),
        ({"root_industry": False}, Result.MET, ["root_industry"]),
        ({"site_toe": None}, Result.MISSING, ["toe"]),
        ({"site_toe": None, "firm_size": "large"}, Result.NOT_MET, ["size", "toe"]),
        ({"site_toe": None, "other_support_same_kind": True}, Result.MISSING, ["toe", "other_support"]),
    ],
)
def test_each_condition_of_2021_decides_as_the_call_says(changed, expected, failed):
    verdicts = [evaluate(criterion, ELIGIBLE | changed) for criterion in call_of_2021()]

    assert overall(verdicts) is expected
    assert [verdict.code for verdict in verdicts if verdict.result is not Result.MET] == failed


def test_without_root_industry_there_is_no_bonus():
    verdicts = [evaluate(criterion, ELIGIBLE | {"root_industry": False}) for criterion in call_of_2021()]

    assert bonus_points(verdicts) == 0


@given(
    st.decimals(-(10**6), 10**6, places=3),
    st.decimals(-(10**6), 10**6, places=3),
    st.sampled_from([Operator.LT, Operator.LE, Operator.GT, Operator.GE]),
)
def test_following_the_advice_leads_to_met(value, limit, operator):
    criterion = Criterion("x", "fact", operator, limit)
    change = evaluate(criterion, {"fact": value}).change
    if change is None or change.difference is None:
        return

    step = change.difference + (Decimal("0.001") if change.strict else 0)
    advised = value - step if change.direction == "lower" else value + step

    assert evaluate(criterion, {"fact": advised}).result is Result.MET


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-5000, max_value=5000)
SIZES = st.sampled_from(["small", "medium", "mid_size", "large"])
CRITERIA_AND_VALUES = st.one_of(
    st.tuples(
        st.sampled_from([Operator.LT, Operator.LE, Operator.GT, Operator.GE]),
        NUMBERS,
        st.one_of(NUMBERS, st.integers(-5000, 5000)),
    ),
    st.tuples(st.sampled_from([Operator.EQ, Operator.NE]), SIZES, SIZES),
    st.tuples(st.just(Operator.IN), st.frozensets(SIZES, min_size=1), SIZES),
    st.tuples(st.sampled_from([Operator.IS_TRUE, Operator.IS_FALSE]), st.none(), st.booleans()),
)
ANY_VALUE = st.one_of(st.none(), st.booleans(), SIZES, st.just(""), st.floats(), st.decimals())


@given(CRITERIA_AND_VALUES, st.sampled_from(OnFail))
def test_a_prepared_criterion_says_what_evaluate_says(criterion_and_value, on_fail):
    operator, threshold, value = criterion_and_value
    criterion = Criterion("c", "fact", operator, threshold, on_fail=on_fail)
    result = prepared(criterion)

    limit = value if isinstance(threshold, frozenset) else threshold
    for each in (value, limit, None, ""):
        assert result(each) is evaluate(criterion, {"fact": each}).result


@given(CRITERIA_AND_VALUES, ANY_VALUE)
def test_a_prepared_criterion_refuses_what_evaluate_refuses(criterion_and_value, value):
    operator, threshold, _value = criterion_and_value
    criterion = Criterion("c", "fact", operator, threshold)

    def outcome(judge):
        try:
            return judge()
        except (TypeError, ValueError) as error:
            return type(error)

    assert outcome(lambda: prepared(criterion)(value)) == outcome(
        lambda: evaluate(criterion, {"fact": value}).result
    )


@given(st.lists(st.sampled_from(Result)))
def test_the_worst_result_is_the_overall_one(results):
    verdicts = [replace(evaluate(TOE, {"site_toe": Decimal(1)}), result=result) for result in results]

    ranks = [SEVERITY.index(result) for result in results]
    assert overall(verdicts) is SEVERITY[max(ranks, default=0)]
