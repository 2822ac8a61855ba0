"""Points, spread, ranks and the line: worked by hand, and held against what may never happen."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations import ranking
from calculations.ranking import Candidate, Mark, distributed, ranked

START = datetime(2021, 7, 1, tzinfo=UTC)


def candidate(key: str, points: str | None, **fields) -> Candidate:
    defaults = {
        "bonus": Decimal(0),
        "priorities": 0,
        "submitted_at": START,
        "line": "L",
        "region": "incheon",
    } | fields
    return Candidate(key, None if points is None else Decimal(points), **defaults)


def test_points_are_weighted_shares_of_the_highest_mark():
    total = ranking.total(
        [
            Mark(Decimal(4), Decimal(5), Decimal(40)),
            Mark(Decimal(3), Decimal(5), Decimal(30)),
            Mark(Decimal(5), Decimal(5), Decimal(30)),
        ]
    )
    assert total == Decimal(80)


def test_a_mark_beyond_its_scale_is_refused():
    with pytest.raises(ValueError, match="is not 0 to"):
        Mark(Decimal(6), Decimal(5), Decimal(40))
    with pytest.raises(ValueError, match="above zero"):
        Mark(Decimal(1), Decimal(0), Decimal(40))


@pytest.mark.parametrize(
    ("totals", "drops", "points", "dropped"),
    [
        ([60, 70, 80, 90, 100], True, "80", (60, 100)),
        # four scorers: the sheet's note says that all count
        ([60, 70, 80, 90], True, "75", ()),
        ([60, 70, 80, 90, 100], False, "80", ()),
        # of two equal extremes only one is left out
        ([50, 50, 80, 90, 90], True, "73.33", (50, 90)),
        ([], True, None, ()),
    ],
)
def test_extremes_are_left_out_where_enough_scored(totals, drops, points, dropped):
    found = ranking.case_points(map(Decimal, totals), drops_extremes=drops)
    rounded = None if found.points is None else ranking.round_points(found.points)
    assert rounded == (None if points is None else Decimal(points))
    assert found.dropped == tuple(map(Decimal, dropped))


def test_spread_is_that_of_a_sample():
    found = ranking.spread([Decimal(70), Decimal(80), Decimal(90)])
    assert (found.mean, found.deviation, found.span) == (Decimal(80), Decimal(10), Decimal(20))
    assert ranking.spread([Decimal(70)]).deviation is None
    assert ranking.spread([]).span is None


def test_who_marks_far_below_the_others_stands_out():
    totals = {
        f"case{number}": {
            "a": Decimal(80 + number % 2),
            "b": Decimal(81),
            "c": Decimal(79),
            "hard": Decimal(40),
        }
        for number in range(30)
    }
    z = ranking.evaluator_z(totals)
    assert z["hard"] < -ranking.OUTLIER_Z < 0
    assert ranking.evaluator_z({"one": {"a": Decimal(80)}}) == {"a": None}
    assert ranking.evaluator_z({"one": {"a": Decimal(80), "b": Decimal(80)}}) == {"a": None, "b": None}


def test_deviation_is_never_minus_zero():
    assert str(ranking.round_deviation(Decimal("-0.001"))) == "0.00"


def test_ties_are_shown_and_broken_as_the_list_says():
    later = START + timedelta(hours=1)
    places = ranked(
        [
            candidate("by-time", "80", submitted_at=later),
            candidate("by-bonus", "78", bonus=Decimal(2), submitted_at=START),
            candidate("by-priority", "80", priorities=1, submitted_at=later),
            candidate("first", "80", submitted_at=START),
            candidate("nobody-scored", None),
            candidate("best", "90"),
        ],
        fee_krw=0,
        left_krw={},
        quota_left={},
    )
    assert [place.candidate.key for place in places] == [
        "best", "by-priority", "first", "by-time", "by-bonus", "nobody-scored",
    ]  # fmt: skip
    assert [place.tied for place in places] == [False, True, True, True, True, False]
    assert [place.rank for place in places] == [1, 2, 3, 4, 5, 6]
    assert places[-1].stopped_by == "no_points"


def test_those_who_meet_a_priority_come_first_where_the_committee_says_so():
    places = ranked(
        [candidate("a", "90"), candidate("b", "60", priorities=1)],
        fee_krw=0,
        left_krw={},
        quota_left={},
        priority_first=True,
    )
    assert [place.candidate.key for place in places] == ["b", "a"]


def test_equal_in_everything_share_a_rank():
    places = ranked([candidate("b", "80"), candidate("a", "80")], fee_krw=0, left_krw={}, quota_left={})
    assert [(p.candidate.key, p.rank, p.same_rank) for p in places] == [("a", 1, False), ("b", 1, True)]


def test_the_line_falls_where_money_or_quota_end_and_others_may_still_fit():
    places = ranked(
        [
            candidate("a", "90"),
            candidate("b", "80"),
            candidate("c", "70", region="busan", line="B"),
            candidate("d", "60", region="busan", line="B"),
            candidate("e", "50", line=None, region="ulsan"),
        ],
        fee_krw=5_500_000,
        left_krw={"L": 10_999_999, "B": 20_000_000},
        quota_left={"busan": 1},
    )
    assert [place.stopped_by for place in places] == ["", "money", "", "quota", "no_line"]


def test_who_holds_money_already_takes_none_again():
    places = ranked(
        [
            candidate("held", "90", standing="held"),
            candidate("out", "85", standing="out"),
            candidate("b", "80"),
        ],
        fee_krw=100,
        left_krw={"L": 100},
        quota_left={"incheon": 1},
    )
    assert [(p.fits, p.stopped_by) for p in places] == [(True, ""), (False, "out"), (True, "")]


candidates = st.lists(
    st.builds(
        Candidate,
        key=st.uuids().map(str),
        points=st.none() | st.decimals(0, 100, places=2),
        bonus=st.decimals(0, 20, places=1),
        priorities=st.integers(0, 3),
        submitted_at=st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours)),
        line=st.sampled_from(["A", "B", None]),
        region=st.sampled_from(["incheon", "busan", "ulsan"]),
        standing=st.sampled_from(["", "", "", "held", "out"]),
    ),
    max_size=30,
    unique_by=lambda one: one.key,
)


@given(
    rows=candidates,
    fee=st.integers(0, 1000),
    left=st.fixed_dictionaries({"A": st.integers(0, 8000), "B": st.integers(0, 8000)}),
    quota=st.dictionaries(st.sampled_from(["incheon", "busan"]), st.integers(0, 10)),
)
def test_the_line_never_exceeds_the_money_or_the_quota(rows, fee, left, quota):
    places = ranked(rows, fee_krw=fee, left_krw=left, quota_left=quota)

    new = [place.candidate for place in places if place.fits and not place.candidate.standing]
    for line, amount in left.items():
        assert fee * sum(one.line == line for one in new) <= amount
    for region, free in quota.items():
        assert sum(one.region == region for one in new) <= free
    assert not any(one.points is None for one in new)
    # Whoever was stopped by money would not have fitted: no won is left lying that an earlier one could have had.
    for place in places:
        if place.stopped_by == "money":
            ahead = [p for p in places[: places.index(place)] if p.fits and not p.candidate.standing]
            spent = fee * sum(p.candidate.line == place.candidate.line for p in ahead)
            assert left[place.candidate.line] - spent < fee


@given(rows=candidates, seed=st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_cases_came_in(rows, seed):
    shuffled = list(rows)
    seed.shuffle(shuffled)
    money = {"fee_krw": 100, "left_krw": {"A": 500, "B": 300}, "quota_left": {"busan": 2}}

    places = ranked(rows, **money)

    assert places == ranked(shuffled, **money)
    sums = [place.candidate.sum for place in places if place.candidate.points is not None]
    assert sums == sorted(sums, reverse=True)
    assert [place.rank for place in places] == sorted(place.rank for place in places)


def test_cases_go_to_the_least_loaded_and_never_to_somebody_barred():
    pairs, short = distributed(
        ["1", "2", "3", "4"],
        ["a", "b", "c"],
        per_case=2,
        taken={"1": frozenset({"a"})},
        barred=frozenset({("2", "a"), ("2", "b")}),
    )
    found = {(pair.case, pair.evaluator) for pair in pairs} | {("1", "a")}
    assert not found & {("2", "a"), ("2", "b")}
    assert short == ["2"]
    load = [sum(evaluator == one for _case, evaluator in found) for one in ("a", "b", "c")]
    assert max(load) - min(load) <= 1


@given(
    cases=st.integers(1, 30),
    evaluators=st.integers(1, 8),
    per_case=st.integers(1, 5),
)
def test_places_are_spread_evenly_and_the_same_each_time(cases, evaluators, per_case):
    asked = {
        "cases": [str(number) for number in range(cases)],
        "evaluators": [f"e{number}" for number in range(evaluators)],
        "per_case": per_case,
        "taken": {},
    }
    pairs, short = distributed(**asked)

    assert (pairs, short) == distributed(**asked)
    assert len(pairs) == cases * min(per_case, evaluators)
    load = [sum(pair.evaluator == one for pair in pairs) for one in asked["evaluators"]]
    assert max(load) - min(load) <= 1
    assert (short == []) == (per_case <= evaluators)
