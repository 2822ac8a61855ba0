"""The worked example of docs/calculations.md, "Scores"."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculations.scores import Answer, Score, checklist_score


def test_percent_per_area_and_in_total():
    score = checklist_score(
        [
            Answer("policy", 4),
            Answer("policy", 2),
            Answer("data", 1, weight=Decimal(2)),
            Answer("data", None, is_applicable=False),
            Answer("data", None),
            Answer("policy", 0),
        ]
    )

    assert score.areas == (
        Score("policy", Decimal(50), answered=3, unanswered=0, not_applicable=0),
        Score("data", Decimal(25), answered=1, unanswered=1, not_applicable=1),
    )
    # (4 + 2 + 0 + 2 x 1) of (3 x 4 + 2 x 4)
    assert score.total == Score("", Decimal(40), answered=4, unanswered=1, not_applicable=1)


def test_without_answers_there_is_no_percent():
    assert checklist_score([]).total.percent is None
    assert checklist_score([Answer("policy", None)]).areas[0].percent is None


@pytest.mark.parametrize(
    "arguments",
    [{"score": 5}, {"score": -1}, {"score": 2, "is_applicable": False}, {"score": 2, "weight": Decimal(0)}],
)
def test_impossible_answers_are_refused(arguments):
    with pytest.raises(ValueError):
        Answer("policy", **arguments)


@given(st.lists(st.integers(0, 4), min_size=1), st.integers(1, 9))
def test_equal_weights_make_no_difference(scores, weight):
    plain = checklist_score(Answer("a", score) for score in scores)
    weighted = checklist_score(Answer("a", score, Decimal(weight)) for score in scores)

    assert plain.total.percent == weighted.total.percent
    assert 0 <= plain.total.percent <= 100
